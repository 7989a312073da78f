/** The keys of a text in their order, those that stand twice included: what a value that was read cannot tell any more. */

import { compose, type YamlNode } from './compose';
import { toJSONValue } from './convert';
import { YamlFailure } from './cursor';

/** An object, a list, or (undefined) anything else. */
export type KeyTree = { pairs: [key: string, value: KeyTree][] } | { items: KeyTree[] } | undefined;

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** @param text of valid JSON. */
export function keysOfJSON(text: string): KeyTree {
  const root: { items: KeyTree[] } = { items: [] };
  const open: NonNullable<KeyTree>[] = [root];
  let key: string | undefined;
  const add = (value: KeyTree) => {
    const parent = open[open.length - 1];
    if ('items' in parent) parent.items.push(value);
    else parent.pairs.push([key!, value]);
    key = undefined;
    if (value) open.push(value);
  };
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') add({ pairs: [] });
    else if (token === '[') add({ items: [] });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ',' || token === ':') continue;
    else if (key === undefined && 'pairs' in open[open.length - 1]) key = JSON.parse(token) as string;
    else add(undefined);
  }
  return root.items[0];
}

/** Keys that stand twice in a map of a YAML text, in go-yaml's words; empty for a text that cannot be read. */
export function yamlDuplicates(text: string): string[] {
  const found: string[] = [];
  const visit = (node: YamlNode): void => {
    if (node.kind === 'list') node.items.forEach(visit);
    if (node.kind !== 'map') return;
    const seen = new Set<string>();
    for (const { key, value } of node.pairs) {
      visit(value);
      const name = JSON.stringify(toJSONValue(key));
      const line = text.slice(0, value.start).split('\n').length;
      if (seen.has(name)) found.push(`line ${line}: key ${name} already set in map`);
      seen.add(name);
    }
  };
  try {
    const root = compose(text);
    if (root) visit(root);
  } catch (failure) {
    if (!(failure instanceof YamlFailure)) throw failure;
    return [];
  }
  return found;
}
