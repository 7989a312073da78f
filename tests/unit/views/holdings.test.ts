/** What a range holds is cut out of a list in address order; the slow model looks at every address. */

import { expect, test } from 'vitest';
import { createCore } from '../../../worker/core';
import { holdingsIn, type Holding } from '../../../worker/views/range-view';
import { compiledCore } from '../../core/load';
import { Chance } from '../../core/chance';

test('the part of a sorted list is what lies in the prefix', async () => {
  const core = createCore(await compiledCore());
  const { addresses } = core;
  const chance = new Chance(5);
  const texts = Array.from({ length: 600 }, () =>
    chance.below(2) === 0
      ? `10.96.${chance.below(4)}.${chance.below(256)}`
      : `fd00:${chance.below(3)}::${chance.below(512)}`,
  );
  const holdings = texts
    .map((text) => ({ address: addresses.parse(text)!, held: { address: text } }) as Holding)
    .sort((a, b) => addresses.compare(a.address, b.address));
  const prefixes = [
    '0.0.0.0/0',
    '::/0',
    '10.96.0.0/22',
    '10.97.0.0/16',
    'fd00:1::/64',
    'fd00:1::/120',
    '10.96.255.0/24',
  ];
  for (const one of texts.slice(0, 60))
    prefixes.push(`${one}/${one.includes(':') ? 112 + chance.below(17) : 22 + chance.below(11)}`);
  for (const text of prefixes) {
    const prefix = addresses.parsePrefix(text)!;
    const expected = holdings.filter(({ address }) => addresses.contains(prefix, address));
    expect(holdingsIn(core, holdings, prefix), text).toEqual(expected);
  }
  expect(holdingsIn(core, [], addresses.parsePrefix('10.0.0.0/8')!)).toEqual([]);
});
