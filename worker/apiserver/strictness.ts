/** What strict decoding finds in a body that came as text: fields that are not known, and fields that are given twice. */

import { findStruct, type FieldType, type StructType } from '../kubernetes/schema/types';
import { isKnown, type DecodeOptions } from '../kubernetes/schema/decode';
import { keysOfJSON, yamlDuplicates, type KeyTree } from '../yaml';
import { quote } from './go-text';

/** A body as it came. */
export interface BodyText {
  text: string;
  isJSON: boolean;
}

const YAML_ERRORS = 'yaml: unmarshal errors:';

/**
 * Each as the refusal lists it.
 * @param typeName of the schema.
 * @param unknown fields of the value, for a YAML text, whose keys are sorted before the fields are looked at.
 */
export function strictErrors(
  { text, isJSON }: BodyText,
  typeName: string,
  unknown: readonly string[],
  options: DecodeOptions,
): string[] {
  if (isJSON) return jsonErrors(keysOfJSON(text), { kind: 'struct', name: typeName, atomic: false }, options);
  return [...yamlError(text), ...unknown.map(unknownField)];
}

export const unknownField = (path: string) => `unknown field ${quote(path)}`;

/** All duplicates of a YAML text as one error. */
function yamlError(text: string): string[] {
  const lines = yamlDuplicates(text);
  return lines.length === 0 ? [] : [[YAML_ERRORS, ...lines.map((line) => `  ${line}`)].join('\n')];
}

/** The words of one error as warnings: a line each. */
export const warningsOf = (error: string): string[] =>
  error.startsWith(YAML_ERRORS)
    ? error
        .split('\n')
        .slice(1)
        .map((line) => line.trim())
    : [error];

/** In the order of the text, each once. Of a field that is not known nobody says that it stands twice. */
function jsonErrors(tree: KeyTree, type: FieldType | undefined, options: DecodeOptions): string[] {
  const found = new Set<string>();
  const visit = (node: KeyTree, of: FieldType | undefined, path: string): void => {
    if (!node) return;
    if ('items' in node) {
      const element = of?.kind === 'list' ? of.element : undefined;
      node.items.forEach((item, index) => visit(item, element, `${path}[${index}]`));
      return;
    }
    const struct = of?.kind === 'struct' ? findStruct(of.name) : undefined;
    const seen = new Set<string>();
    for (const [key, value] of node.pairs) {
      const inner = path === '' ? key : `${path}.${key}`;
      const field = struct && fieldOf(struct, key, options);
      if (struct && !field) {
        found.add(unknownField(inner));
        continue;
      }
      if (seen.has(key)) found.add(`duplicate field ${quote(inner)}`);
      seen.add(key);
      visit(value, field?.type ?? (of?.kind === 'map' ? of.element : undefined), inner);
    }
  };
  visit(tree, type, '');
  return [...found];
}

function fieldOf(struct: StructType, key: string, options: DecodeOptions) {
  const field = struct.byName.get(key);
  return field && isKnown(field, options) ? field : undefined;
}

/** What stands twice in the text of a patch. @param isList a list of operations. */
export function patchErrors(text: string, isList: boolean, options: DecodeOptions): string[] {
  const errors = jsonErrors(keysOfJSON(text), undefined, options);
  return isList ? errors.map((error) => `json patch ${error}`) : errors;
}

/** What stands twice in a configuration of server-side apply, which is read as YAML. */
export function configurationError(text: string): { refusal: string; warnings: string[] } | undefined {
  const [error] = yamlError(text);
  return error === undefined
    ? undefined
    : {
        refusal: `error strict decoding YAML: error converting YAML to JSON: ${error}`,
        warnings: warningsOf(error),
      };
}
