/** Finds names of a program that are not defined, before it runs. */

import type { Library } from './runtime';
import { boundNames, type Node, type Pattern } from './syntax';
import { kindOf, isNumber } from './value';

/** A name without a definition. */
export interface Undefined {
  what: string;
  at: number;
}

interface Names {
  variables: ReadonlySet<string>;
  functions: ReadonlySet<string>;
  labels: ReadonlySet<string>;
}

/** @returns the undefined names in the order of the text. */
export function findUndefined(program: Node, library: Library, variables: readonly string[]): Undefined[] {
  const found: Undefined[] = [];
  const isKnown = (key: string) => library.values.has(key) || library.filters.has(key) || library.definitions.has(key);
  const visit = (node: Node, names: Names): void => {
    switch (node.type) {
      case 'call': {
        const key = `${node.name}/${node.args.length}`;
        if (!names.functions.has(key) && !(isKnown(key) && !node.name.startsWith('_')))
          found.push({ what: key, at: node.at });
        node.args.forEach((arg) => visit(arg, names));
        return;
      }
      case 'variable':
        if (!names.variables.has(node.name) && node.name !== 'ENV') found.push({ what: `$${node.name}`, at: node.at });
        return;
      case 'break':
        if (!names.labels.has(node.name)) found.push({ what: `$*label-${node.name}`, at: node.at });
        return;
      case 'label':
        visit(node.body, { ...names, labels: with_(names.labels, [node.name]) });
        return;
      case 'define': {
        const { definition } = node;
        const own = with_(names.functions, [`${definition.name}/${definition.params.length}`]);
        const params = definition.params.map((param) => `${param.replace('$', '')}/0`);
        const values = definition.params.filter((param) => param.startsWith('$')).map((param) => param.slice(1));
        visit(definition.body, { ...names, functions: with_(own, params), variables: with_(names.variables, values) });
        visit(node.body, { ...names, functions: own });
        return;
      }
      case 'bind':
        visit(node.source, names);
        node.patterns.forEach((pattern) => visitPattern(pattern, names));
        visit(node.body, bound(names, node.patterns));
        return;
      case 'reduce':
      case 'foreach': {
        visit(node.source, names);
        visit(node.init, names);
        const inner = bound(names, node.patterns);
        visit(node.update, inner);
        if (node.type === 'foreach' && node.extract) visit(node.extract, inner);
        return;
      }
      case 'object':
        for (const { key, value } of node.entries) {
          visit(key, names);
          visit(value, names);
        }
        return;
      default:
        for (const child of childrenOf(node)) visit(child, names);
    }
  };
  const visitPattern = (pattern: Pattern, names: Names): void => {
    if (pattern.type === 'array') pattern.items.forEach((item) => visitPattern(item, names));
    if (pattern.type === 'object') {
      for (const { key, value } of pattern.entries) {
        visit(key, names);
        if (value) visitPattern(value, names);
      }
    }
  };
  visit(program, { variables: new Set(variables), functions: new Set(), labels: new Set() });
  return found.sort((a, b) => a.at - b.at);
}

function with_(names: ReadonlySet<string>, added: readonly string[]): ReadonlySet<string> {
  return new Set([...names, ...added]);
}

function bound(names: Names, patterns: readonly Pattern[]): Names {
  return { ...names, variables: with_(names.variables, patterns.flatMap(boundNames)) };
}

function childrenOf(node: Node): Node[] {
  return Object.values(node).flatMap((value) => {
    if (Array.isArray(value)) return value.filter(isNode);
    return isNode(value) ? [value] : [];
  });
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** `{(1): 2}`: a key that can never be a text. @returns its message. */
export function badConstantKey(node: Node): string | undefined {
  if (node.type === 'object') {
    for (const { key } of node.entries) {
      if (key.type === 'literal' && typeof key.value !== 'string' && isNumber(key.value))
        return `Cannot use ${kindOf(key.value)} (${String(key.value)}) as object key`;
    }
  }
  for (const child of childrenOf(node)) {
    const bad = badConstantKey(child);
    if (bad !== undefined) return bad;
  }
  return undefined;
}
