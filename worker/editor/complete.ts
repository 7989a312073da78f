/** Words that fit at a place of a manifest. */

import type { YamlCompletion, YamlCompletions } from '../api';
import type { FieldType } from '../kubernetes/schema/types';
import type { EditedCluster } from '.';
import {
  describe,
  groupVersionOf,
  isKnown,
  isRequired,
  placeAt,
  servedKinds,
  structAt,
  typeText,
  valuesAt,
} from './fields';
import { caretAt, keysIn, scalarAt, type Caret } from './outline';
import { namesAt, podLabels } from './references';

/** What the server writes itself is not offered. */
const WRITTEN_BY_SERVER = new Set([
  'ObjectMeta.creationTimestamp',
  'ObjectMeta.deletionGracePeriodSeconds',
  'ObjectMeta.deletionTimestamp',
  'ObjectMeta.generation',
  'ObjectMeta.managedFields',
  'ObjectMeta.resourceVersion',
  'ObjectMeta.selfLink',
  'ObjectMeta.uid',
]);

const ROOT = ['apiVersion', 'kind', 'metadata'];

/** @returns undefined where nothing fits: in comments, texts and behind keys that nothing is known of. */
export function completeManifest(cluster: EditedCluster, text: string, offset: number): YamlCompletions | undefined {
  const caret = caretAt(text, offset);
  if (!caret) return undefined;
  const kind = scalarAt(text, caret.document, ['kind']) ?? '';
  const namespace = scalarAt(text, caret.document, ['metadata', 'namespace']) || 'default';
  const items = caret.isKey ? keys(cluster, caret, kind, namespace) : [];
  if (!caret.isKey || (items.length === 0 && caret.mayBeItem))
    items.push(...values(cluster, text, caret, kind, namespace));
  const tail = /^[\w./-]*/.exec(text.slice(offset))![0];
  return { start: caret.wordStart, end: caret.isKey ? offset + tail.length : endOfValue(text, offset, caret), items };
}

/** A value is replaced up to the end of its word. */
function endOfValue(text: string, offset: number, { isFlow }: Caret): number {
  return offset + (isFlow ? /^[\w./-]*/ : /^[^\s#]*/).exec(text.slice(offset))![0].length;
}

function keys({ client, release }: EditedCluster, caret: Caret, kind: string, namespace: string): YamlCompletion[] {
  const { path, document, indent, isFlow } = caret;
  const present = keysIn(document, path);
  if (path.length === 0 && !servedKinds(client, release).some((one) => one.kind === kind))
    return ROOT.filter((name) => !present.has(name)).map((name) => ({
      label: name,
      kind: 'field',
      detail: name === 'metadata' ? 'ObjectMeta' : 'string',
      isRequired: true,
      text: name === 'metadata' ? `metadata:\n  ` : `${name}: `,
    }));
  const place = placeAt(kind, path, release);
  if (place?.type.kind === 'map' && /^(matchLabels|selector)$/.test(place.field.name))
    return podLabels(client, namespace)
      .filter((label) => !present.has(label))
      .map((label) => ({ label, kind: 'object', detail: 'label of Pods', text: `${label}: ` }));
  const struct = structAt(kind, path, release);
  if (!struct) return [];
  const fields = struct.fields.filter(
    (field) =>
      !present.has(field.name) &&
      isKnown(field, release) &&
      !WRITTEN_BY_SERVER.has(`${struct.name}.${field.name}`) &&
      !(path.length === 0 && field.name === 'status'),
  );
  return fields
    .map((field): YamlCompletion => {
      const own = { struct, field, type: field.type };
      const required = isRequired(own) || (path.length === 0 && ROOT.includes(field.name));
      return {
        label: field.name,
        kind: 'field',
        detail: `${typeText(field.type)}${required ? ', required' : ''}`,
        ...(required && { isRequired: true }),
        description: describe(own),
        text: isFlow ? `${field.name}: ` : openedField(field.name, field.type, indent),
      };
    })
    .sort((a, b) => Number(b.isRequired ?? false) - Number(a.isRequired ?? false) || (a.label < b.label ? -1 : 1));
}

/** A field ready for its value: behind the colon, or on a line of its own with the right indentation. */
function openedField(name: string, type: FieldType, indent: number): string {
  const next = `${name}:\n${' '.repeat(indent + 2)}`;
  if (type.kind === 'list') return `${next}- `;
  return type.kind === 'struct' || type.kind === 'map' ? next : `${name}: `;
}

function values(
  cluster: EditedCluster,
  text: string,
  { path, document }: Caret,
  kind: string,
  namespace: string,
): YamlCompletion[] {
  const { client, release } = cluster;
  if (path.length === 1 && path[0] === 'kind') {
    const apiVersion = scalarAt(text, document, ['apiVersion']);
    const served = servedKinds(client, release);
    const fitting = served.filter((type) => groupVersionOf(type) === apiVersion);
    return unique(
      fitting.length > 0 ? fitting : served,
      ({ kind: name }) => name,
      (type) => groupVersionOf(type),
    );
  }
  if (path.length === 1 && path[0] === 'apiVersion') {
    const served = servedKinds(client, release);
    const fitting = served.filter((type) => type.kind === kind);
    return unique(fitting.length > 0 ? fitting : served, groupVersionOf, () => kind || 'group and version');
  }
  const place = placeAt(kind, path, release);
  if (!place) return [];
  const label = path.at(-2);
  if (place.type.kind === 'string' && (label === 'selector' || label === 'matchLabels'))
    return podLabels(client, namespace, String(path.at(-1))).map((value) => ({
      label: value,
      kind: 'object',
      detail: 'value of a label of Pods',
      text: quoted(value),
    }));
  return [
    ...valuesAt(place).map(({ value, description }): YamlCompletion => ({
      label: value,
      kind: 'value',
      detail: place.field.name,
      ...(description && { description }),
      text: value,
    })),
    ...namesAt(client, place, namespace).map(({ name, what }): YamlCompletion => ({
      label: name,
      kind: 'object',
      detail: what,
      text: quoted(name),
    })),
  ];
}

/** A name that YAML would read as a number or a boolean gets quotes. */
const quoted = (value: string) =>
  /^[A-Za-z][\w./-]*$/.test(value) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(value)
    ? value
    : JSON.stringify(value);

function unique<T>(from: readonly T[], label: (one: T) => string, detail: (one: T) => string): YamlCompletion[] {
  const found = new Map(from.map((one) => [label(one), detail(one)]));
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, about]) => ({ label: name, kind: 'value', detail: about, text: name }));
}
