/** Which completions the plain text field shows. */

import { expect, test } from 'vitest';
import { fitting, lineAt, windowOf } from '../../../web/files/suggestions';
import type { YamlCompletion } from '../../../worker/api';

const items = ['ports', 'publishNotReadyAddresses', 'clusterIP', 'externalIPs'].map((label): YamlCompletion => ({
  label,
  kind: 'field',
  detail: '',
  text: `${label}: `,
}));
const labels = (text: string) =>
  fitting({ start: 0, end: text.length, items }, text, text.length).map((one) => one.label);

test.each([
  ['', ['ports', 'publishNotReadyAddresses', 'clusterIP', 'externalIPs']],
  ['p', ['ports', 'publishNotReadyAddresses', 'clusterIP', 'externalIPs']],
  ['po', ['ports']],
  ['IP', ['clusterIP', 'externalIPs']],
  ['ports:', []],
  ['nothing', []],
])('"%s" is followed by %j', (text, expected) => expect(labels(text)).toEqual(expected));

test.each([
  [-1, 0, [1, 2, 3]],
  [2, 0, [1, 2, 3]],
  [3, 1, [2, 3, 4]],
  [4, 2, [3, 4, 5]],
])('with number %i chosen the list begins at %i', (active, first, shown) =>
  expect(windowOf([1, 2, 3, 4, 5], active, 3)).toEqual({ first, shown }),
);

test('the line of an offset', () => expect(lineAt('a\nb\nc', 4)).toBe(2));
