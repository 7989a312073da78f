/** The generator: published vectors of its parts, and what a stream promises. */

import { expect, test } from 'vitest';
import { CoreModule } from '../../worker/core/module';
import { compiledCore, freshCore } from './load';

const core = await freshCore();

test('xoshiro256** with state 1, 2, 3, 4', async () => {
  const module = new CoreModule(await compiledCore());
  const stream = module.exports.streamNew(0n);
  const words = new BigUint64Array(module.exports.memory.buffer, stream, 4);
  words.set([1n, 2n, 3n, 4n]);
  const drawn = Array.from({ length: 6 }, () => BigInt.asUintN(64, module.exports.streamNext(stream)));
  expect(drawn).toEqual([11520n, 0n, 1509978240n, 1215971899390074240n, 1216172134540287360n, 607988272756665600n]);
});

test('splitmix64 from 1234567 fills the state', async () => {
  const module = new CoreModule(await compiledCore());
  const words = new BigUint64Array(module.exports.memory.buffer, module.exports.streamNew(1234567n), 4);
  expect([...words]).toEqual([6457827717110365317n, 3203168211198807973n, 9817491932198370423n, 4593380528125082431n]);
});

test('equal seeds and names give equal draws; other seeds and names do not', () => {
  const draws = (seed: number, purpose: string) => {
    const stream = core.random(seed).stream(purpose);
    return Array.from({ length: 20 }, () => stream.below(1n << 64n));
  };
  expect(draws(1, 'clusterIP/default/web')).toEqual(draws(1, 'clusterIP/default/web'));
  const others = [
    draws(2, 'clusterIP/default/web'),
    draws(1, 'clusterIP/default/wea'),
    draws(1, ''),
    draws(1, 'ü'),
    draws(1, '\u{1f600}'),
  ];
  const firsts = new Set([...others, draws(1, 'clusterIP/default/web')].map((drawn) => drawn.join()));
  expect(firsts.size).toBe(6);
  expect(draws(1, `${'x'.repeat(5000)}a`)).not.toEqual(draws(1, `${'x'.repeat(5000)}b`));
});

test('a stream goes on, and does not depend on others', () => {
  const random = core.random(3);
  const first = [random.stream('a').index(1000), random.stream('a').index(1000), random.stream('a').index(1000)];
  expect(new Set(first).size).toBeGreaterThan(1);
  const again = core.random(3);
  const second = first.map((_, index) => {
    again.stream(`b${index}`).below(7n);
    return again.stream('a').index(1000);
  });
  expect(second).toEqual(first);
});

test('draws stay below their bound and reach all of it', () => {
  const stream = core.random(11).stream('bounds');
  for (const bound of [1, 2, 3, 7, 16, 100]) {
    const counts = new Array<number>(bound).fill(0);
    for (let draw = 0; draw < 1000 * bound; draw++) counts[stream.index(bound)]++;
    for (const count of counts) {
      expect(count).toBeGreaterThan(840);
      expect(count).toBeLessThan(1160);
    }
  }
  expect(stream.index(2 ** 32)).toBeLessThan(2 ** 32);
  for (let draw = 0; draw < 1000; draw++) {
    expect(stream.below((1n << 63n) + 1n)).toBeLessThanOrEqual(1n << 63n);
    expect(stream.below(1n << 64n)).toBeGreaterThanOrEqual(0n);
  }
});

test('bounds that make no sense are refused', () => {
  const stream = core.random(1).stream('x');
  for (const bound of [0n, -1n, (1n << 64n) + 1n]) expect(() => stream.below(bound)).toThrow(RangeError);
  for (const bound of [0, -1, 1.5, 2 ** 32 + 1, NaN]) expect(() => stream.index(bound)).toThrow(RangeError);
});

test('hexadecimal digits are draws below 2^64', () => {
  const digits = core.random(5).stream('digits');
  const numbers = core.random(5).stream('digits');
  const expected = () =>
    numbers
      .below(1n << 64n)
      .toString(16)
      .padStart(16, '0');
  for (let count = 0; count < 200; count++) expect(digits.hex(2)).toBe(expected() + expected());
});
