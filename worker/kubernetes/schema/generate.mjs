/** Writes generated/types.ts (lean, for decoding) and generated/docs.ts (descriptions) from the client library's classes. */

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import * as facts from './facts.mjs';

/** Class of the client library for each kind that is decoded. */
const ROOTS = [
  'V1Service V1Pod V1Node V1Namespace V1ServiceCIDR V1IPAddress V1EndpointSlice V1Endpoints CoreV1Event V1Deployment',
  'V1ReplicaSet V1StatefulSet V1DaemonSet V1Job V1ConfigMap V1Secret V1ServiceAccount V1Lease V1ControllerRevision',
  'V1Scale V1DeleteOptions V1Binding V1Eviction',
].flatMap((line) => line.split(' '));

const here = dirname(fileURLToPath(import.meta.url));
const words = (text) => new Set(text.trim().split(/\s+/));
const pointers = words(facts.POINTERS);
const always = words(facts.ALWAYS);
const absent = words(facts.ABSENT);
const quantities = words(facts.QUANTITIES);
const atomicStructs = words(facts.ATOMIC_STRUCTS);
const atomicMaps = words(facts.ATOMIC_MAPS);

const typeName = (className) => className.replace(/^DiscoveryV1/, 'discovery.').replace(/^(CoreV1|V1)/, '');

function findModels() {
  const require = createRequire(import.meta.url);
  const entry = require.resolve('@kubernetes/client-node');
  return join(entry.slice(0, entry.lastIndexOf('client-node')), 'client-node', 'dist', 'gen', 'models');
}

/** Reads one class: its fields with types (from the attribute map) and what the declaration says of them. */
async function readClass(models, className) {
  const module = await import(pathToFileURL(join(models, `${className}.js`)).href);
  const text = readFileSync(join(models, `${className}.d.ts`), 'utf8');
  const source = ts.createSourceFile(className, text, ts.ScriptTarget.ES2022, true);
  const declared = source.statements.find((node) => ts.isClassDeclaration(node));
  const members = new Map();
  for (const member of declared.members) {
    if (!ts.isPropertyDeclaration(member) || !ts.isStringLiteral(member.name)) continue;
    members.set(member.name.text, { required: !member.questionToken, description: describe(member) });
  }
  const fields = module[className].attributeTypeMap.map((field) => ({ ...field, ...members.get(field.name) }));
  return { description: describe(declared), fields };
}

function describe(node) {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const text = comments.length ? ts.getTextOfJSDocComment(comments.at(-1).comment) : '';
  const plain = (text ?? '').replaceAll("\\'", "'").replaceAll('\\"', '"').trim();
  return facts.LINE_BREAKS.reduce((broken, [pattern, lineBreak]) => broken.replace(pattern, lineBreak), plain);
}

/** The code of one type; see decode.ts for the grammar. Class names that it uses are added to `found`. */
function codeOf(type, format, path, found) {
  const list = /^Array<(.*)>$/.exec(type);
  if (list) {
    const keys = facts.LIST_KEYS[path];
    return `[${codeOf(list[1], format, path, found)}${keys ? `#${keys}` : ''}`;
  }
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type);
  if (map) return `{${codeOf(map[1], format, path, found)}${atomicMaps.has(path) ? '~' : ''}`;
  if (quantities.has(path)) return 'q';
  if (type === 'string') return format === 'byte' ? 'y' : `s${facts.GO_TYPES[path] ? `:${facts.GO_TYPES[path]}` : ''}`;
  if (type === 'number') return format === 'int32' ? 'i' : format === 'double' ? 'n' : 'l';
  if (type === 'boolean') return 'b';
  if (type === 'Date') return 't';
  if (type === 'V1MicroTime') return 'm';
  if (type === 'IntOrString') return 'x';
  if (type === 'any' || type === 'object' || type === 'RawExtension') return 'o';
  found.add(type);
  return typeName(type) + (atomicStructs.has(typeName(type)) ? '~' : '');
}

function encodeField(owner, field, found) {
  const path = `${owner}.${field.baseName}`;
  const code = codeOf(field.type, field.format, path, found);
  const operator = pointers.has(path) ? '*' : always.has(path) || (field.required && !absent.has(path)) ? '!' : '?';
  const since = facts.SINCE[path] ? `@${facts.SINCE[path]}` : '';
  return `${field.baseName}${since}${operator}${code}`;
}

/** @returns the texts of both generated files. */
export async function generate() {
  const models = findModels();
  const types = new Map();
  const docs = new Map();
  const queue = [...ROOTS];
  const seen = new Set(queue);
  while (queue.length > 0) {
    const className = queue.shift();
    const { description, fields } = await readClass(models, className);
    const name = typeName(className);
    const found = new Set();
    types.set(name, fields.map((field) => encodeField(name, field, found)).join(' '));
    docs.set(name, {
      description,
      required: fields.filter((field) => field.required).map((field) => field.baseName),
      fields: Object.fromEntries(
        fields.map((field) => [
          field.baseName,
          field.description || facts.DESCRIPTIONS[`${name}.${field.baseName}`] || '',
        ]),
      ),
    });
    for (const next of found) {
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  const sorted = (map) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = (map) => sorted(map).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  const enums = Object.entries(facts.ENUMS).map(
    ([name, values]) => `  ${JSON.stringify(name)}: ${JSON.stringify(values)},`,
  );
  return {
    'types.ts':
      '/** Generated by generate.mjs: the fields of each type; the grammar is in ../types.ts. */\n\n' +
      `export const TYPES: Readonly<Record<string, string>> = {\n${lines(types).join('\n')}\n};\n`,
    'docs.ts':
      '/** Generated by generate.mjs: descriptions of the types, loaded when /openapi is asked for. */\n\n' +
      'export interface TypeDocs {\n  description: string;\n  required: readonly string[];\n  fields: Readonly<Record<string, string>>;\n}\n\n' +
      `export const DOCS: Readonly<Record<string, TypeDocs>> = {\n${lines(docs).join('\n')}\n};\n\n` +
      `/** Values of named string types, with what each means. */\nexport const ENUMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {\n${enums.join('\n')}\n};\n`,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(await generate())) writeFileSync(join(here, 'generated', name), text);
}
