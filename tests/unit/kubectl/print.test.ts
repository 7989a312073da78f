/** Layout, order and differences: the parts of kubectl's output that need no server. */

import { describe, expect, test } from 'vitest';
import type { Table } from '../../../worker/kubernetes/objects';
import { wrap } from '../../../worker/kubectl/commands/explain';
import { describeErrors, KubectlError, statusError, textError } from '../../../worker/kubectl/errors';
import { columnsFromText, relaxedPath } from '../../../worker/kubectl/print/columns';
import { sortItems } from '../../../worker/kubectl/print/sorting';
import { inStructOrder } from '../../../worker/kubectl/print/struct-order';
import { layoutTable, tabulate } from '../../../worker/kubectl/print/table';
import { goQuote, goSyntax, marshalJSON } from '../../../worker/kubectl/text/go-syntax';
import { layoutTabs } from '../../../worker/kubectl/text/tabs';
import { unifiedDiff } from '../../../worker/kubectl/text/unified-diff';

describe('grids', () => {
  test.each([
    ['a\tb\nlong\tc\n', 'a     b\nlong  c\n'],
    ['Name:\tx\nLabels:\ta=1\n\tb=2\nEnd\nQ:\ty\n', 'Name:    x\nLabels:  a=1\n         b=2\nEnd\nQ:  y\n'],
    ['a\tb\tc\nx\ty\n', 'a  b  c\nx  y\n'],
    ['IP:\t\n', 'IP:  \n'],
    ['ü\tx\nab\ty\n', 'ü   x\nab  y\n'],
  ])('%j', (text, expected) => expect(layoutTabs(text, 0, 2)).toBe(expected));

  test('widths are remembered while a table is watched', () => {
    const widths: number[] = [];
    expect(layoutTable('NAME\tAGE\nlong-name\t1s\n', widths)).toBe('NAME        AGE\nlong-name   1s\n');
    expect(layoutTable('x\t2s\n', widths)).toBe('x           2s\n');
  });
});

const column = (name: string, priority = 0) => ({
  name,
  type: 'string',
  format: name === 'Name' ? 'name' : '',
  description: '',
  priority,
});
const table = (cells: unknown[], labels?: Record<string, string>): Table => ({
  kind: 'Table',
  apiVersion: 'meta.k8s.io/v1',
  metadata: {},
  columnDefinitions: [column('Name'), column('Age'), column('Selector', 1)],
  rows: [{ cells, object: { apiVersion: 'v1', kind: 'X', metadata: { name: 'web', namespace: 'ns', labels } } }],
});
const OPTIONS = {
  isWide: false,
  noHeaders: false,
  withNamespace: false,
  showLabels: false,
  columnLabels: [] as string[],
};

test.each([
  ['plain', {}, ['web', '5s', 'a=b'], 'NAME\tAGE\nweb\t5s\n'],
  ['wide', { isWide: true }, ['web', '5s', 'a=b'], 'NAME\tAGE\tSELECTOR\nweb\t5s\ta=b\n'],
  ['all namespaces', { withNamespace: true }, ['web', '5s', ''], 'NAMESPACE\tNAME\tAGE\nns\tweb\t5s\n'],
  ['kind', { kindPrefix: 'service', noHeaders: true }, ['web', '5s', ''], 'service/web\t5s\n'],
  [
    'labels',
    { showLabels: true, columnLabels: ['x/tier'] },
    ['web', '5s', ''],
    'NAME\tAGE\tTIER\tLABELS\nweb\t5s\tfront\tx/tier=front\n',
  ],
  [
    'one cell too many (IPAddress)',
    { showLabels: true },
    ['web', '5s', '', 'late'],
    'NAME\tAGE\tLABELS\nweb\t5s\tlate\n',
  ],
  ['several lines in a cell', {}, ['a\nb', '1s', ''], 'NAME\tAGE\na...\t1s\n'],
])('table: %s', (_, options, cells, expected) =>
  expect(tabulate(table(cells, { 'x/tier': 'front' }), { ...OPTIONS, ...options })).toBe(expected),
);

test.each([
  ['.metadata.name', '{.metadata.name}'],
  ['{.a}', '{.a}'],
  ['a', '{.a}'],
  ['{a', "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"],
])('relaxed path %s', (text, expected) => {
  const path = relaxedPath(text);
  expect(path instanceof KubectlError ? path.message : path).toBe(expected);
});

test('custom columns: lists, missing fields, null', () => {
  const columns = columnsFromText('N:.n,L:.l,A:.l[*],X:.x,Z:.z', false);
  if (columns instanceof KubectlError) throw new Error(columns.message);
  expect(columns.print([{ n: 1, l: ['a', 'b'], z: null }]).output).toBe(
    'N     L       A     X        Z\n1     [a b]   a,b   <none>   <nil>\n',
  );
});

test.each([
  [
    [10, 9, 100],
    [9, 10, 100],
  ],
  [
    ['web-2', 'web-10'],
    ['web-10', 'web-2'],
  ],
  [
    ['1Gi', '500Mi', '2k'],
    ['2k', '500Mi', '1Gi'],
  ],
])('sorting %j', (values, expected) => {
  expect(
    sortItems(
      '.v',
      values.map((v) => ({ v })),
      (item) => item,
    ).items.map((item) => item.v),
  ).toEqual(expected);
});

test('sorting: rows without the field come first, in turned order', () => {
  const items = [{ n: 'ext' }, { n: 'head' }, { n: 'kubernetes' }, { n: 'web-10', v: '10' }, { n: 'web-2', v: '2' }];
  expect(sortItems('v', items, (item) => item).items.map(({ n }) => n)).toEqual([
    'kubernetes',
    'head',
    'ext',
    'web-2',
    'web-10',
  ]);
  expect(sortItems('.x', items, (item) => item).problem).toBe(
    'couldn\'t find any field with path "{.x}" in the list of objects',
  );
});

test('differences', () => {
  const diff = unifiedDiff('a', 'b', '1\n2\n3\n4\n5\n6\n7\n8\n9\n', '1\n2\n3\n4\nfive\n6\n7\n8\n9\nten\n', 0);
  expect(diff.split('\n').slice(3).join('\n')).toBe('@@ -2,8 +2,9 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n 9\n+ten\n');
  expect(unifiedDiff('a', 'b', '', 'x\n', 0)).toContain('@@ -0,0 +1 @@\n+x\n');
  expect(unifiedDiff('a', 'b', 'x\n', 'x\n', 0)).toBe('');
});

test('explanations are wrapped at 80 columns and keep their blanks', () => {
  const lines = wrap('Valid values:  ' + 'word '.repeat(30), 4).split('\n');
  expect(lines[0].startsWith('    Valid values:  word')).toBe(true);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('Go values', () => {
  expect(goQuote('a"b\\\n\u00a0é\x01')).toBe('"a\\"b\\\\\\n\\u00a0é\\x01"');
  expect(goSyntax({ b: [1, 'x', null], a: { c: true } })).toBe(
    'map[string]interface {}{"a":map[string]interface {}{"c":true}, "b":[]interface {}{1, "x", interface {}(nil)}}',
  );
  expect(marshalJSON({ b: '<&>', a: [1, 2.5, {}, []] })).toBe('{"a":[1,2.5,{},[]],"b":"\\u003c\\u0026\\u003e"}');
});

test('objects that kubectl built have the key order of the Go types', () => {
  const object = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { labels: { b: '1', a: '2' }, name: 'x' },
    spec: { type: 'ClusterIP', ports: [{ targetPort: 1, port: 1, name: 'p' }] },
  };
  expect(JSON.stringify(inStructOrder(object))).toBe(
    '{"kind":"Service","apiVersion":"v1","metadata":{"name":"x","labels":{"a":"2","b":"1"}},"spec":{"ports":[{"name":"p","port":1,"targetPort":1}],"type":"ClusterIP"}}',
  );
});

const invalid = (causes: { field: string; message: string }[]) =>
  statusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    reason: 'Invalid',
    code: 422,
    message: 'Service "w" is invalid: …',
    details: { kind: 'Service', name: 'w', causes },
  });
const refused = (reason: string | undefined, message: string) =>
  statusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason, message });

test.each([
  [[textError('no')], 'error: no\n'],
  [[textError('a'), textError('b')], 'a\nb\n'],
  [[refused('NotFound', 'x')], 'Error from server (NotFound): x\n'],
  [[refused(undefined, 'x')], 'Error from server: x\n'],
  [[invalid([{ field: 'a', message: 'b' }])], 'The Service "w" is invalid: a: b\n'],
  [
    [
      invalid([
        { field: 'a', message: 'b' },
        { field: 'a', message: 'b' },
        { field: 'c', message: 'd' },
      ]),
    ],
    'The Service "w" is invalid: \n* a: b\n* c: d\n',
  ],
  [
    [invalid([{ field: 'a', message: 'b' }]), textError('x')],
    'Error from server (Invalid): Service "w" is invalid: …\nx\n',
  ],
])('errors %#', (errors, text) => expect(describeErrors(errors).text).toBe(text));
