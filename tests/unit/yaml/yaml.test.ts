/** YAML as kubectl reads and prints it. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { printYAML, rangeOf, readDocuments, readDocumentsOnce } from '../../../worker/yaml';

interface ScalarLine {
  yaml: string;
  json?: string;
  error?: string;
}

const scalars = JSON.parse(readFileSync('tests/kubectl/data/yaml-scalars.json', 'utf8')) as ScalarLine[];

/** The manifest in which each scalar stood when kubectl read it: its line is 6. */
const manifest = (yaml: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  k: ${yaml}\n`;

describe('scalars as kubectl reads them', () => {
  test.each(scalars)('$yaml', ({ yaml, json, error }) => {
    const result = readDocuments(manifest(yaml));
    if (error !== undefined) return expect(`error: error parsing FILE: ${result.error?.message}`).toBe(error);
    expect(result.error).toBeUndefined();
    const value = (result.documents[0].value as { data: { k: unknown } }).data.k;
    const printed = typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
    expect(printed).toBe(
      JSON.stringify(JSON.parse(json!)) === json
        ? json
        : /^-?\d+$/.test(json!)
          ? json
          : JSON.stringify(JSON.parse(json!)),
    );
  });
});

const values = (text: string) => readDocuments(text).documents.map((document) => document.value);
const error = (text: string) => readDocuments(text).error?.message;

describe('documents', () => {
  test.each([
    ['a: 1\n---\nb: 2\n', [{ a: 1 }, { b: 2 }]],
    ['---\na: 1\n---\n# nothing\n---\n\n---\nb: 2', [{ a: 1 }, { b: 2 }]],
    ['a: 1\n...\nb: 2\n', [{ a: 1 }]],
    ['{"a": 1}\n{"b": [2]}', [{ a: 1 }, { b: [2] }]],
    ['{"a": 1}\n---\n{"b": 2}\n', [{ a: 1 }, { b: 2 }]],
    ['---\n{a: 1, b: [x, z]}\n', [{ a: 1, b: ['x', 'z'] }]],
    ['{"a": 1}\n', [{ a: 1 }]],
    ['a: 1\na: 2\n', [{ a: 2 }]],
    ['\ufeffa: 1\r\nb:\r\n- x\r\n- k: z\r\n  w: v\r\n', [{ a: 1, b: ['x', { k: 'z', w: 'v' }] }]],
    ['base: &b {x: 1, z: 2}\nm:\n  <<: *b\n  z: 3\n', [{ base: { x: 1, z: 2 }, m: { x: 1, z: 3 } }]],
    [
      'a:\n  - b\n  -\n  - [c, {d: e}]\nf: >-\n  one\n  two\n\n  three\n',
      [{ a: ['b', null, ['c', { d: 'e' }]], f: 'one two\nthree' }],
    ],
    ['80: x\ntrue: y\n1.5: z\n', [{ '80': 'x', true: true, '1.5': 'z' }]],
    ['clusterIPs: [10.96.0.9, "fd00::9"]\nip: fd00::1\n', [{ clusterIPs: ['10.96.0.9', 'fd00::9'], ip: 'fd00::1' }]],
    ['just some words\n', ['just some words']],
    ['', []],
  ])('%j', (text, expected) => expect(values(text)).toEqual(expected));

  test.each([
    ['a:\n  b: 1\n\tc: 2\n', 'yaml: line 3: found a tab character that violates indentation'],
    ['a: {b: 1\nc: 2\n', "yaml: line 1: did not find expected ',' or '}'"],
    ['a: b: c\n', 'yaml: mapping values are not allowed in this context'],
    ['x: 1\na: b: c\n', 'yaml: line 2: mapping values are not allowed in this context'],
    ['x: 1\na: "b\n', 'yaml: line 3: found unexpected end of stream'],
    ['x: 1\nnonsense\ny: 2\n', "yaml: line 3: could not find expected ':'"],
    ['a: [1, 2\n', "yaml: line 1: did not find expected ',' or ']'"],
    ['%YAML 1.2\n---\na: 1\n', 'yaml: found incompatible YAML document'],
    ['a: \x01\n', 'yaml: control characters are not allowed'],
    ['a: *x\n', "yaml: unknown anchor 'x' referenced"],
  ])('%j is refused', (text, message) => expect(error(text)).toBe(`error converting YAML to JSON: ${message}`));

  test.each([
    ['--- {a: b}\n', 'invalid Yaml document separator: {a: b}'],
    ['{"spec":{"ports":[{"port":80}}', "json: offset 30: invalid character '}' after array element"],
    ['{"a": 1', 'unexpected EOF'],
    ['{"a":'.repeat(3_000) + '1' + '}'.repeat(3_000), 'json: offset 5006: exceeded max depth'],
    ['['.repeat(3_000), 'error converting YAML to JSON: yaml: exceeded max depth of 10000'],
  ])('%j is refused', (text, message) => expect(error(text)).toBe(message));

  test.each(['{"__proto__": {"a": 1}}', '__proto__: {a: 1}\n'])('%s has a field of that name', (text) => {
    const [{ value }] = readDocuments(text).documents;
    expect(Object.entries(value!)).toEqual([['__proto__', { a: 1 }]]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test('what was read once is the same when asked again, and cannot be changed', () => {
    const text = 'spec: {ports: [{port: 80}]}\n';
    const read = readDocumentsOnce(text);
    expect(readDocumentsOnce(text)).toBe(read);
    expect(() => void ((read.documents[0].value as { spec: { ports: object[] } }).spec.ports[0] = {})).toThrow(
      TypeError,
    );
  });

  test('documents before the broken one are there', () => {
    const result = readDocuments('a: 1\n---\nb: [\n');
    expect(result.documents).toHaveLength(1);
    expect(result.error?.offset).toBeGreaterThan(9);
  });

  test('ranges follow a field path', () => {
    const text = 'kind: A\n---\nkind: Service\nspec:\n  ports:\n  - port: 80\n    name: http\n';
    const [, document] = readDocuments(text).documents;
    const at = (path: (string | number)[]) => {
      const { start, end } = rangeOf(document, path);
      return text.slice(start, end);
    };
    expect(at(['spec', 'ports', 0, 'port'])).toBe('80');
    expect(at(['spec', 'ports'])).toBe('ports');
    expect(at(['spec', 'ports', 0, 'nothing'])).toBe('port: 80\n    name: http');
  });

  test('nothing that is typed throws', () => {
    const parts = [
      'a',
      ':',
      ' ',
      '\n',
      '- ',
      '[',
      ']',
      '{',
      '}',
      ',',
      '"',
      "'",
      '|',
      '>',
      '&x',
      '*x',
      '#',
      '?',
      '!',
      '%',
      '\t',
      '---',
      '80',
      '<<',
    ];
    let state = 7;
    for (let i = 0; i < 3000; i++) {
      let text = '';
      for (let j = 0; j < 12; j++) {
        state = (state * 1103515245 + 12345) % 2147483648;
        text += parts[(state >> 8) % parts.length];
      }
      expect(() => readDocuments(text), JSON.stringify(text)).not.toThrow();
    }
  });
});

describe('printing', () => {
  test.each([
    [{ b: 1, a: { d: [], c: {} } }, 'a:\n  c: {}\n  d: []\nb: 1\n'],
    [{ l: [1, 'x', { b: 1, a: [2] }, [3, [4]]] }, 'l:\n- 1\n- x\n- a:\n  - 2\n  b: 1\n- - 3\n  - - 4\n'],
    [
      { s: '80', t: 'true', u: '', v: '~', w: 'yes', x: '1e3', z: '2026-01-05T10:00:00Z' },
      's: "80"\nt: "true"\nu: ""\nv: "~"\nw: "yes"\nx: "1e3"\nz: "2026-01-05T10:00:00Z"\n',
    ],
    [
      {
        a: 'x: y',
        b: '- z',
        c: '#c',
        d: 'a #b',
        e: "it's",
        f: '*x',
        g: ' lead',
        h: '10.96.0.1',
        i: '::1',
        j: 'a:b',
        k: '12:30',
      },
      "a: 'x: y'\nb: '- z'\nc: '#c'\nd: 'a #b'\ne: it's\nf: '*x'\ng: ' lead'\nh: 10.96.0.1\ni: ::1\nj: a:b\nk: \"12:30\"\n",
    ],
    [
      { a: 'one\ntwo\n', b: 'one\ntwo', c: 'x\n\n', d: ' x\ny\n', e: 'tail \nx' },
      'a: |\n  one\n  two\nb: |-\n  one\n  two\nc: |+\n  x\n\nd: |2\n   x\n  y\ne: "tail \\nx"\n',
    ],
    [{ a: 'tab\there', b: null, c: true, d: 1.5, e: 'ü' }, 'a: "tab\\there"\nb: null\nc: true\nd: 1.5\ne: ü\n'],
    [
      {
        s: {
          conditions: [
            {
              message:
                'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR',
              reason: '',
            },
          ],
        },
      },
      's:\n  conditions:\n  - message: There are still IPAddresses referencing the ServiceCIDR, please remove\n      them or create a new ServiceCIDR\n    reason: ""\n',
    ],
    [
      { 'app.kubernetes.io/name': 1, app: 2, a10: 3, a9: 4, '80-8080': 5, 'f:x': 6 },
      '80-8080: 5\na9: 4\na10: 3\napp: 2\napp.kubernetes.io/name: 1\nf:x: 6\n',
    ],
  ])('%j', (value, expected) => expect(printYAML(value)).toBe(expected));

  test('what is printed reads back the same', () => {
    for (const { yaml } of scalars) {
      const { documents } = readDocuments(manifest(yaml));
      if (documents.length === 0) continue;
      expect(values(printYAML(documents[0].value)), yaml).toEqual([documents[0].value]);
    }
  });
});
