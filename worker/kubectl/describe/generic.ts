/** Descriptions of ConfigMaps, and of every kind without a describer of its own. */

import { compareText, isObject, type JSONObject, type JSONValue } from '../../kubernetes/patch';
import type { Info } from '../files';
import type { Invocation } from '../invocation';
import { goValue } from '../../kubernetes/patch';
import { writeHead } from './network';
import { fieldOf, textOf, type DescribeWriter } from './writer';

export function describeConfigMap(out: DescribeWriter, _run: Invocation, { object }: Info): void {
  writeHead(out, object!, true);
  const data = fieldOf(object, 'data') as Record<string, string>;
  out.line(0, '');
  out.line(0, 'Data');
  out.line(0, '====');
  for (const key of Object.keys(data).sort(compareText)) {
    out.line(0, `${key}:`);
    out.line(0, '----');
    out.line(0, `${data[key]}\n`);
  }
  out.line(0, '');
  out.line(0, 'BinaryData');
  out.line(0, '====');
  out.line(0, '');
}

export function describeSecret(out: DescribeWriter, _run: Invocation, { object }: Info): void {
  writeHead(out, object!, true);
  out.line(0, `\nType:\t${textOf(object!.type)}\n`);
  out.line(0, 'Data\n====');
  const data = fieldOf(object, 'data') as Record<string, string>;
  for (const key of Object.keys(data).sort(compareText)) out.line(0, `${key}:\t${atob(data[key]).length} bytes`);
}

export function describeServiceAccount(out: DescribeWriter, run: Invocation, { object }: Info): void {
  writeHead(out, object!, true);
  out.line(0, 'Image pull secrets:\t<none>');
  if (run.release.since('1.34')) return;
  out.line(0, 'Mountable secrets:\t<none>');
  out.line(0, 'Tokens:\t<none>');
}

/** The whole object as indented titles, as kubectl does for kinds that it does not know. */
export function describeGeneric(out: DescribeWriter, _run: Invocation, { object, type, name, namespace }: Info): void {
  const metadata = fieldOf(object, 'metadata');
  out.line(0, `Name:\t${name}`);
  out.line(0, `Namespace:\t${type.namespaced ? (namespace ?? '') : ''}`);
  writeLabelLines(out, 'Labels', metadata.labels as Record<string, string>, '=');
  writeLabelLines(out, 'Annotations', metadata.annotations as Record<string, string>, ': ');
  const hidden = new Set([
    'metadata.managedFields',
    'metadata.name',
    'metadata.namespace',
    'metadata.labels',
    'metadata.annotations',
  ]);
  writeContent(out, 0, object!, '', hidden);
}

function writeLabelLines(
  out: DescribeWriter,
  title: string,
  values: Record<string, string> | undefined,
  separator: string,
): void {
  const keys = Object.keys(values ?? {})
    .filter((key) => key !== 'kubectl.kubernetes.io/last-applied-configuration')
    .sort(compareText);
  if (keys.length === 0) return out.line(0, `${title}:\t<none>`);
  keys.forEach((key, i) => out.line(0, `${i === 0 ? `${title}:` : ''}\t${key}${separator}${values![key]}`));
}

const ACRONYMS = ['API', 'URL', 'UID', 'OSB', 'GUID'];

/** `creationTimestamp` → `Creation Timestamp`; names with other characters stay as they are. */
function titleOf(field: string): string {
  if (/[^\p{L}-]/u.test(field)) return field;
  return field
    .split(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/)
    .map((part) => (ACRONYMS.includes(part.toUpperCase()) ? part.toUpperCase() : part[0].toUpperCase() + part.slice(1)))
    .join(' ');
}

function writeContent(
  out: DescribeWriter,
  level: number,
  content: JSONObject,
  path: string,
  hidden: ReadonlySet<string>,
): void {
  for (const key of Object.keys(content).sort(compareText)) {
    const full = path === '' ? key : `${path}.${key}`;
    if (!hidden.has(full)) writeField(out, level, titleOf(key), content[key], full, hidden);
  }
}

function writeField(
  out: DescribeWriter,
  level: number,
  title: string,
  value: JSONValue,
  path: string,
  hidden: ReadonlySet<string>,
): void {
  if (Array.isArray(value)) {
    out.line(level, `${title}:`);
    for (const item of value) {
      if (isObject(item)) writeContent(out, level + 1, item, path, hidden);
      else out.line(level + 1, goValue(item));
    }
  } else if (isObject(value)) {
    out.line(level, `${title}:`);
    writeContent(out, level + 1, value, path, hidden);
  } else out.line(level, `${title}:\t${goValue(value)}`);
}
