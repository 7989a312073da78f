/** The printer behind `-o`: yaml, json, name, the template languages and custom columns. */

import { isObject, type JSONObject, type JSONValue } from '../../kubernetes/patch';
import { printYAML } from '../../yaml';
import { qualifiedKind } from '../discovery';
import { KubectlError, textError } from '../errors';
import type { Invocation } from '../invocation';
import { marshalJSON } from '../text/go-syntax';
import { printKYAML } from './kyaml';

/** Prints one object or list. @returns the error of a template. */
export type ObjectPrinter = (object: JSONObject) => KubectlError | undefined;

const TEMPLATE_FORMATS = [
  'go-template',
  'template',
  'jsonpath',
  'jsonpath-as-json',
  'go-template-file',
  'templatefile',
  'jsonpath-file',
  'custom-columns',
  'custom-columns-file',
];

/** `-o FORMAT[=TEXT]`, with `--template`. */
export function outputFormat(run: Invocation): { format: string; text?: string } {
  const output = run.flags.text('output');
  const template = run.flags.has('template') ? run.flags.text('template') : '';
  const equals = output.indexOf('=');
  if (equals > 0 && TEMPLATE_FORMATS.includes(output.slice(0, equals)))
    return { format: output.slice(0, equals), text: output.slice(equals + 1) };
  if (output === '' && template !== '') return { format: 'go-template', text: template };
  return { format: output, text: template === '' ? undefined : template };
}

/** To be called before the command runs: gives the run what its output or order is written in. */
export async function loadLanguages(run: Invocation): Promise<void> {
  const hasTemplate = run.flags.has('output') && TEMPLATE_FORMATS.includes(outputFormat(run).format);
  const sorts = run.flags.has('sort-by') && run.flags.text('sort-by') !== '';
  if (hasTemplate || sorts) run.languages = await import('./languages');
}

/** Lists of formats in error texts; commands without tables have fewer. */
export interface PrinterOptions {
  /** Formats that the command prints itself (`wide`). */
  own?: readonly string[];
  hasColumns?: boolean;
  /** Keys in the order of the Go struct, for objects that kubectl made itself. */
  keepOrder?: boolean;
}

/** @returns undefined for the command's own form (no `-o`). */
export function createPrinter(run: Invocation, options: PrinterOptions = {}): ObjectPrinter | KubectlError | undefined {
  const { format, text } = outputFormat(run);
  if (format === '' || options.own?.includes(format)) return undefined;
  switch (format) {
    case 'yaml':
      return yamlPrinter(run);
    case 'kyaml':
      if (run.release.since('1.34'))
        return (object) => print(run, printKYAML(withoutManagers(run, object), options.keepOrder));
      break;
    case 'json':
      return (object) => print(run, `${marshalJSON(withoutManagers(run, object), 4, options.keepOrder)}\n`);
    case 'name':
      return namePrinter(run);
    case 'custom-columns':
    case 'custom-columns-file':
      if (options.hasColumns) return columnsPrinter(run, format, text);
      break;
  }
  return TEMPLATE_FORMATS.slice(0, 7).includes(format)
    ? templatePrinter(run, format, text)
    : unknownFormat(run, format, options);
}

function unknownFormat(run: Invocation, format: string, options: PrinterOptions): KubectlError {
  const formats = [
    'go-template',
    'go-template-file',
    'json',
    'jsonpath',
    'jsonpath-as-json',
    'jsonpath-file',
    'name',
    'template',
    'templatefile',
    'yaml',
  ];
  if (run.release.since('1.34')) formats.push('kyaml');
  // where there are no columns, their text is no format of its own
  const given = format.startsWith('custom-columns') ? run.flags.text('output') : format;
  if (options.hasColumns) formats.push('custom-columns', 'custom-columns-file', 'wide');
  return textError(
    `unable to match a printer suitable for the output format "${given}", allowed formats are: ${formats.sort().join(',')}`,
  );
}

function print(run: Invocation, text: string): undefined {
  run.out(text);
  return undefined;
}

function withoutManagers(run: Invocation, object: JSONObject): JSONObject {
  if (run.flags.has('show-managed-fields') && run.flags.isTrue('show-managed-fields')) return object;
  const strip = (value: JSONValue): JSONValue => {
    if (!isObject(value) || !isObject(value.metadata) || value.metadata.managedFields === undefined) return value;
    const metadata = { ...value.metadata };
    delete metadata.managedFields;
    return { ...value, metadata };
  };
  const stripped = strip(object) as JSONObject;
  return Array.isArray(stripped.items) ? { ...stripped, items: stripped.items.map(strip) } : stripped;
}

function yamlPrinter(run: Invocation): ObjectPrinter {
  let isFirst = true;
  return (object) => {
    run.out((isFirst ? '' : '---\n') + printYAML(withoutManagers(run, object)));
    isFirst = false;
    return undefined;
  };
}

function namePrinter(run: Invocation): ObjectPrinter {
  return (object) => {
    const items = Array.isArray(object.items) ? (object.items as JSONObject[]) : [object];
    for (const item of items) run.out(`${nameOf(item)}\n`);
    return undefined;
  };
}

/** Stands for the name of an object that has none yet. */
export const UNNAMED = '<unknown>';

/** `deployment.apps/web`. */
export function nameOf(object: JSONObject): string {
  const apiVersion = String(object.apiVersion ?? '');
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  const name = String((object.metadata as JSONObject | undefined)?.name ?? '');
  return `${qualifiedKind({ group, kind: String(object.kind ?? '') })}/${name || UNNAMED}`;
}

function columnsPrinter(run: Invocation, format: string, text: string | undefined): ObjectPrinter | KubectlError {
  const noHeaders = run.flags.has('no-headers') && run.flags.isTrue('no-headers');
  const content = format === 'custom-columns' ? text : readTemplate(run, text);
  if (content instanceof KubectlError) return content;
  if (content === undefined || content === '')
    return textError('custom-columns format specified but no custom columns given');
  const columns =
    format === 'custom-columns'
      ? run.languages!.columnsFromText(content, noHeaders)
      : run.languages!.columnsFromFile(content, noHeaders);
  if (columns instanceof KubectlError) return columns;
  return (object) => {
    const { output, error } = columns.print(Array.isArray(object.items) ? object.items : [object]);
    run.out(output);
    return error === undefined ? undefined : textError(error);
  };
}

function readTemplate(run: Invocation, file: string | undefined): string | undefined | KubectlError {
  if (file === undefined || file === '') return undefined;
  const content = run.readFile(file);
  return content ?? textError(`error reading template ${file}, open ${file}: no such file or directory`);
}

function templatePrinter(run: Invocation, format: string, text: string | undefined): ObjectPrinter | KubectlError {
  const isFile = format.endsWith('file');
  if (text === undefined || text === '') return textError('template format specified but no template given');
  const content = isFile ? run.readFile(text) : text;
  if (content === undefined) {
    const kind = format.startsWith('jsonpath')
      ? `error reading --template ${text}`
      : `error reading --template ${text}`;
    return textError(`${kind}, open ${text}: no such file or directory\n`);
  }
  const allowsMissing =
    !run.flags.has('allow-missing-template-keys') || run.flags.isTrue('allow-missing-template-keys');
  const compiled = format.startsWith('jsonpath')
    ? run.languages!.compileJSONPath(content, format === 'jsonpath-as-json', allowsMissing)
    : run.languages!.compileGoTemplate(content);
  if ('error' in compiled) return textError(compiled.error);
  return (object) => {
    const { output, error } = compiled.print(object);
    run.out(output);
    return error === undefined ? undefined : textError(error);
  };
}
