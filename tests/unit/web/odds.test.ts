/** The odds of a random search equal what many seeds give. */

import { expect, test } from 'vitest';
import { oddsOf, oddsText } from '../../../web/explanation/odds';
import { run } from '../views/run';

const SEEDS = 100;

test('odds of the third Service in a /28 are those of many seeds', async () => {
  const command =
    'kubectl create service clusterip first --tcp 80 --clusterip 10.96.0.5; kubectl create service clusterip web --tcp 80';
  const cluster = (seed: number) => `serviceSubnet: 10.96.0.0/28\nkubelet: false\nseed: ${seed}\n`;
  const result = await run(cluster(7), [command]);
  const decision = result.decisions.findLast((one) => one.object.name === 'web')!;
  const odds = oddsOf(decision, result.ranges[0])!;
  expect(odds.starts).toBe(14);
  expect([...odds.chances.values()].reduce((sum, one) => sum + one, 0)).toBe(14);
  expect(odds.chances.get('10.96.0.2')).toBe(2);
  expect(odds.chances.get('10.96.0.6')).toBe(2);
  expect(odds.chances.has('10.96.0.5')).toBe(false);
  let follows = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const { outcome } = (await run(cluster(seed), [command])).decisions.findLast((one) => one.object.name === 'web')!;
    const value = outcome.kind === 'allocated' ? outcome.value : '';
    expect(odds.chances.has(value)).toBe(true);
    if (value === '10.96.0.6') follows++;
  }
  // Two in 14 of 100 are 14, with a deviation of 3.5.
  expect(Math.abs(follows - (SEEDS * 2) / 14)).toBeLessThan(3 * 3.5);
}, 30_000);

test.each([
  [new Map([['a', 2]]), 'a', '[[a]] was the only free one of 2: every draw led to it.'],
  [
    new Map([
      ['a', 1],
      ['b', 1],
    ]),
    'a',
    '[[a]] had one chance in 2. Every free address had as many.',
  ],
  [
    new Map([
      ['a', 2],
      ['b', 1],
    ]),
    'a',
    '[[a]] had 2 chances in 3: it follows a held one. None had more.',
  ],
  [
    new Map([
      ['a', 3],
      ['b', 1],
    ]),
    'b',
    '[[b]] had one chance in 4. The likeliest was [[a]] with 3, as it follows 2 held ones.',
  ],
])('%j', (chances, value, text) => {
  const starts = [...chances.values()].reduce((sum, one) => sum + one, 0);
  expect(oddsText({ starts, chances }, value)).toBe(text);
});
