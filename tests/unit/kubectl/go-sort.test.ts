/** Go's order of equal elements, as its sort.Sort leaves them. */

import { expect, test } from 'vitest';
import { goSort } from '../../../worker/kubectl/text/go-sort';

const sorted = (keys: readonly number[]) =>
  goSort(
    keys.map((key, index) => ({ key, index })),
    (a, b) => a.key < b.key,
  );

test('short lists keep the order of equal elements', () => {
  expect(sorted([2, 1, 2, 1]).map(({ index }) => index)).toEqual([1, 3, 0, 2]);
});

test('lists of all shapes are sorted and lose nothing', () => {
  let state = 1;
  const next = (below: number) => (state = (state * 48271) % 2147483647) % below;
  for (let round = 0; round < 300; round++) {
    const length = next(200);
    const shape = round % 5;
    const keys = Array.from({ length }, (_, i) => [next(1000), next(3), i, length - i, 7][shape]);
    const result = sorted(keys);
    expect(result.map(({ key }) => key)).toEqual([...keys].sort((a, b) => a - b));
    expect(new Set(result.map(({ index }) => index)).size).toBe(length);
  }
});
