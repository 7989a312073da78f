/** `kubectl explain` (services.md R11.10.6), from the server's OpenAPI documents. */

import { compareText, isObject, type JSONObject } from '../../kubernetes/patch';
import { groupVersionOf, qualifiedResource, type ResourceType } from '../discovery';
import { KubectlError, textError } from '../errors';
import { gvkText, gvrText } from '../files';
import { flagTable } from '../flags';
import type { Invocation } from '../invocation';
import type { CommandArgs, CommandBody, Outcome } from './types';

export const explainCommand: CommandBody = {
  usage:
    'TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2] [options]',
  flags: flagTable('recursive bool; api-version string; output,o string=plaintext'),
  run: runExplain,
};

const WIDTH = 80;
const INDENT = 4;

async function runExplain(run: Invocation, { args }: CommandArgs): Promise<Outcome> {
  if (args.length === 0)
    return textError(
      'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
    );
  if (args.length > 1) return textError('We accept only this format: explain RESOURCE');
  if (args[0] === '') return textError('a resource must be present, got: /, Resource=');
  // as kubectl parses the fields: a path that begins with one
  if (args[0].startsWith('.') || args[0].includes('..'))
    return textError('invalid jsonpath syntax, first node must be field node');
  const found = findType(run, args[0]);
  // this one error of kubectl is printed without a prefix
  if (found instanceof KubectlError) return new KubectlError(found.message, { isRaw: true });
  const output = run.flags.text('output');
  if (output !== 'plaintext' && output !== 'plaintext-openapiv2') return textError(`unrecognized format: ${output}`);
  const { fields } = found;
  const type = inVersion(run, found.type);
  if (type instanceof KubectlError) return type;
  const schemas = await loadSchemas(run, type);
  if (schemas instanceof KubectlError) return schemas;
  return new Explainer(run, type, schemas).explain(fields);
}

/** The same resource in the group version that --api-version names. */
function inVersion(run: Invocation, type: ResourceType): ResourceType | KubectlError {
  const wanted = run.flags.text('api-version');
  if (wanted === '') return type;
  if (wanted.split('/').length > 2) return textError(`unexpected GroupVersion string: ${wanted}`);
  const found = run.discovery.types.find(
    (candidate) => candidate.resource === type.resource && groupVersionOf(candidate) === wanted,
  );
  const resource = `${wanted.includes('/') ? wanted : `/${wanted}`}, Resource=${type.resource}`;
  if (found) return found;
  return textError(
    run.discovery.groupVersions.includes(wanted)
      ? `GVR (${resource}) not found in OpenAPI schema`
      : `couldn't find resource for "${resource}"`,
  );
}

/** `service.spec.ports`, `deployments.apps.spec`: a group counts where the whole name of a resource stands. */
function findType(run: Invocation, word: string): { type: ResourceType; fields: string[] } | KubectlError {
  const dot = word.indexOf('.');
  const resource = dot < 0 ? word : word.slice(0, dot);
  const first = run.discovery.find(resource);
  if (first instanceof KubectlError) return first;
  for (const type of run.discovery.types) {
    const name = qualifiedResource(type);
    if (type.resource === first.resource && word.startsWith(name))
      return { type, fields: word.slice(name.length).split('.').slice(1).filter(Boolean) };
  }
  return { type: first, fields: word.split('.').slice(1).filter(Boolean) };
}

type Schemas = Record<string, JSONObject>;

async function loadSchemas(run: Invocation, type: ResourceType): Promise<Schemas | KubectlError> {
  const path = `/openapi/v3/${type.group === '' ? `api/${type.version}` : `apis/${groupVersionOf(type)}`}`;
  const { status, body } = await run.options.client.openAPI(path);
  const schemas = isObject(body) && isObject(body.components) ? body.components.schemas : undefined;
  return status < 400 && isObject(schemas)
    ? (schemas as Schemas)
    : textError(
        `couldn't find resource for "${run.flags.text('output') === 'plaintext' ? gvrText(type) : gvkText(type)}"`,
      );
}

class Explainer {
  constructor(
    private readonly run: Invocation,
    private readonly type: ResourceType,
    private readonly schemas: Schemas,
  ) {}

  explain(fields: readonly string[]): Outcome | Promise<Outcome> {
    const { group, version, kind } = this.type;
    const root = Object.values(this.schemas).find((schema) =>
      ((schema['x-kubernetes-group-version-kind'] ?? []) as JSONObject[]).some(
        (gvk) => gvk.group === group && gvk.version === version && gvk.kind === kind,
      ),
    );
    const isOld = this.run.flags.text('output') !== 'plaintext';
    if (!root) {
      if (isOld) return textError(`couldn't find resource for "${gvkText(this.type)}"`);
      return textError(`GVR (${gvrText(this.type)}) not found in OpenAPI schema`);
    }
    const header = `${group === '' ? '' : `GROUP:      ${group}\n`}KIND:       ${kind}\nVERSION:    ${version}\n\n`;
    if (!isOld) this.run.out(header);
    let schema: JSONObject = root;
    let name = '';
    for (const field of fields) {
      const next = this.propertiesOf(schema)[field];
      if (!next) return textError(`field "${fields.at(-1)!}" does not exist`);
      schema = next;
      name = field;
    }
    if (isOld) return this.printOld(name, schema);
    if (name !== '') this.printField(name, schema);
    this.run.out('DESCRIPTION:\n');
    for (const text of this.descriptionsOf(schema)) this.run.out(wrap(text, INDENT));
    this.run.out(`${' '.repeat(INDENT)}\n`);
    const properties = this.propertiesOf(schema);
    if (Object.keys(properties).length > 0) this.printFields(schema, properties);
    this.run.out('\n');
  }

  private async printOld(name: string, schema: JSONObject): Promise<void> {
    const { explainV2 } = await import('./explain-v2');
    const header = `KIND:     ${this.type.kind}\nVERSION:  ${groupVersionOf(this.type)}\n\n`;
    const reader = { resolve: (inner: JSONObject) => this.resolve(inner) };
    this.run.out(explainV2(reader, { header, name, schema }, this.run.flags.isTrue('recursive')));
  }

  private printField(name: string, schema: JSONObject): void {
    this.run.out(`FIELD: ${name} <${this.typeName(schema)}>\n`);
    const values = this.enumOf(schema);
    if (values.length > 0) this.run.out(`ENUM:\n${values.map((value) => `    ${value}\n`).join('')}`);
    else this.run.out('\n');
    this.run.out('\n');
  }

  private printFields(schema: JSONObject, properties: Record<string, JSONObject>): void {
    const required = (this.elementOf(schema).required ?? []) as string[];
    this.run.out('FIELDS:\n');
    const isRecursive = this.run.flags.isTrue('recursive');
    if (isRecursive) {
      this.printTree(schema, 1, []);
      return;
    }
    for (const name of Object.keys(properties).sort(compareText)) {
      const property = properties[name];
      this.run.out(`  ${name}\t<${this.typeName(property)}>${required.includes(name) ? ' -required-' : ''}\n`);
      const values = this.enumOf(property);
      if (values.length > 0) this.run.out(`  enum: ${values.join(', ')}\n`);
      this.run.out(`${wrap(textOf(property.description) ?? '<no description>', INDENT)}\n`);
    }
  }

  private printTree(schema: JSONObject, level: number, seen: readonly JSONObject[]): void {
    const element = this.elementOf(schema);
    const required = (element.required ?? []) as string[];
    const properties = this.propertiesOf(schema);
    for (const name of Object.keys(properties).sort(compareText)) {
      const property = properties[name];
      this.run.out(
        `${'  '.repeat(level)}${name}\t<${this.typeName(property)}>${required.includes(name) ? ' -required-' : ''}\n`,
      );
      const values = this.enumOf(property);
      if (values.length > 0) this.run.out(`${'  '.repeat(level)}enum: ${values.join(', ')}\n`);
      const inner = this.elementOf(property);
      if (!seen.includes(inner)) this.printTree(property, level + 1, [...seen, inner]);
    }
  }

  // ------------------------------------------------------------ schemas

  private resolve(schema: JSONObject): JSONObject {
    const reference =
      typeof schema.$ref === 'string'
        ? schema.$ref
        : ((schema.allOf as JSONObject[] | undefined)?.[0]?.$ref as string | undefined);
    return reference ? (this.schemas[reference.split('/').pop()!] ?? schema) : schema;
  }

  /** The object type behind lists and maps. */
  private elementOf(schema: JSONObject): JSONObject {
    const resolved = this.resolve(schema);
    if (isObject(resolved.items)) return this.elementOf(resolved.items);
    return isObject(resolved.additionalProperties) ? this.elementOf(resolved.additionalProperties) : resolved;
  }

  private propertiesOf(schema: JSONObject): Record<string, JSONObject> {
    const { properties } = this.elementOf(schema);
    return isObject(properties) ? (properties as Record<string, JSONObject>) : {};
  }

  private enumOf(schema: JSONObject): string[] {
    const values = (schema.enum ?? this.resolve(schema).enum ?? []) as string[];
    return [...values].map(String).sort(compareText);
  }

  private typeName(schema: JSONObject): string {
    const reference =
      typeof schema.$ref === 'string'
        ? schema.$ref
        : ((schema.allOf as JSONObject[] | undefined)?.[0]?.$ref as string | undefined);
    if (reference) {
      const resolved = this.resolve(schema);
      const name = reference.split('/').pop()!.split('.').pop()!;
      return resolved.type === undefined || resolved.type === 'object'
        ? name
        : resolved.type === 'string' &&
            (name === 'IntOrString' || name === 'Quantity' || name === 'Time' || name === 'MicroTime')
          ? name === 'IntOrString' || name === 'Quantity'
            ? name
            : 'string'
          : String(resolved.type);
    }
    if (isObject(schema.items)) return `[]${this.typeName(schema.items)}`;
    if (isObject(schema.additionalProperties)) return `map[string]${this.typeName(schema.additionalProperties)}`;
    return schema.type === undefined || schema.type === 'object' ? 'Object' : String(schema.type);
  }

  /** The field's own text and that of its type. */
  private descriptionsOf(schema: JSONObject): string[] {
    const own = textOf(schema.description);
    const element = this.elementOf(schema);
    const ofType = typeof element.description === 'string' && element !== schema ? element.description : undefined;
    return [own, ofType].filter((text): text is string => text !== undefined);
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** Words wrapped at the width; indentation counts. Each paragraph keeps its own lines. */
export function wrap(text: string, indent: number): string {
  const pad = ' '.repeat(indent);
  return text
    .split('\n')
    .map((paragraph) =>
      wrapLine(paragraph, WIDTH - indent)
        .map((line) => `${pad}${line}\n`)
        .join(''),
    )
    .join('');
}

/** Blanks between words stay as they are, save where a line breaks. */
function wrapLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const [, blanks, word] of text.matchAll(/(\s*)(\S+)/g)) {
    if (line.trim() !== '' && line.length + blanks.length + word.length > width) {
      lines.push(line);
      line = word;
    } else line += blanks + word;
  }
  return [...lines, line];
}
