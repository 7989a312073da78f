/** Addresses and prefixes as text: against Node's parsers on random strings, and against published vectors. */

import { isIPv4, isIPv6 } from 'node:net';
import { describe, expect, test } from 'vitest';
import { Chance, OPERATIONS, SEED } from './chance';
import { freshCore } from './load';

const core = await freshCore();
const { addresses } = core;

const COUNT = OPERATIONS;

function randomIPv4(chance: Chance): string {
  const fields = Array.from({ length: 4 }, () =>
    String(chance.pick([0, 1, 9, 10, 99, 100, 199, 255, chance.below(256)])),
  );
  return mutate(chance, fields.join('.'), '0123456789.');
}

function randomIPv6(chance: Chance): string {
  const groups = Array.from({ length: 8 }, () => {
    const text = chance.once(2) ? '0' : chance.below(chance.pick([16, 256, 65536])).toString(16);
    return chance.once(6) ? text.toUpperCase() : chance.once(6) ? text.padStart(chance.pick([2, 4]), '0') : text;
  });
  if (chance.once(4)) groups.splice(6, 2, `${chance.below(256)}.${chance.below(256)}.0.${chance.below(256)}`);
  if (chance.once(4) && groups.length === 7) groups.splice(0, 6, '0', '0', '0', '0', '0', 'ffff');
  let text = groups.join(':');
  if (chance.once(2)) {
    const from = chance.below(groups.length);
    const count = 1 + chance.below(groups.length - from);
    const head = groups.slice(0, from).join(':');
    text = `${head}::${groups.slice(from + count).join(':')}`;
  }
  return mutate(chance, text, '0123456789abcdefAF:.');
}

/** Every third text gets one or two letters changed, put in or taken out. */
function mutate(chance: Chance, text: string, letters: string): string {
  for (let count = chance.pick([0, 0, 0, 0, 1, 2]); count > 0; count--) {
    const at = chance.below(text.length + 1);
    const rest = text.slice(at + chance.below(2));
    text = text.slice(0, at) + (chance.once(3) ? '' : letters[chance.below(letters.length)]) + rest;
  }
  return text;
}

/** RFC 5952 by way of the URL parser, except that the mapped form keeps its dots. */
function canonicalIPv6(text: string): string {
  const written = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(written);
  if (!mapped) return written;
  const [high, low] = mapped.slice(1).map((group) => parseInt(group, 16));
  return `::ffff:${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

/** An IPv6 address as a number, by splitting its canonical text. */
function numberOf(canonical: string): bigint {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(canonical);
  const text = dotted
    ? `${dotted[1]}${(Number(dotted[2]) * 256 + Number(dotted[3])).toString(16)}:${(Number(dotted[4]) * 256 + Number(dotted[5])).toString(16)}`
    : canonical;
  const [head, tail] = text.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const groups =
    tail === undefined ? head : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return groups.reduce((number, group) => (number << 16n) | BigInt(parseInt(group, 16)), 0n);
}

test(`${COUNT} IPv4 texts agree with Node (seed ${SEED})`, () => {
  const chance = new Chance(4);
  let valid = 0;
  for (let index = 0; index < COUNT; index++) {
    const text = randomIPv4(chance);
    const parsed = addresses.parse(text);
    if (isIPv4(text) !== (parsed !== undefined)) expect.fail(`${text}: Node says ${isIPv4(text)}`);
    if (!parsed) continue;
    valid++;
    const number = text.split('.').reduce((sum, field) => sum * 256n + BigInt(field), 0n);
    if (parsed.family !== 'IPv4' || parsed.hi !== 0n || parsed.lo !== number) expect.fail(`${text} was read wrongly`);
    if (addresses.format(parsed) !== text || addresses.canonical(text) !== text)
      expect.fail(`${text} was written wrongly`);
  }
  expect(valid).toBeGreaterThan(COUNT / 4);
  expect(valid).toBeLessThan(COUNT - COUNT / 10);
});

test(`${COUNT} IPv6 texts agree with Node (seed ${SEED})`, () => {
  const chance = new Chance(6);
  let valid = 0;
  for (let index = 0; index < COUNT; index++) {
    const text = randomIPv6(chance);
    const parsed = addresses.parse(text);
    if (isIPv6(text) !== (parsed?.family === 'IPv6')) expect.fail(`${text}: Node says ${isIPv6(text)}`);
    if (parsed?.family !== 'IPv6') continue;
    valid++;
    const canonical = canonicalIPv6(text);
    if (addresses.format(parsed) !== canonical) expect.fail(`${text} was written as ${addresses.format(parsed)}`);
    if (((parsed.hi << 64n) | parsed.lo) !== numberOf(canonical)) expect.fail(`${text} was read wrongly`);
  }
  expect(valid).toBeGreaterThan(COUNT / 4);
  expect(valid).toBeLessThan(COUNT - COUNT / 10);
});

test(`a batch gives what single texts give (seed ${SEED})`, () => {
  const chance = new Chance(46);
  const texts = Array.from({ length: 40_000 }, () => (chance.once(2) ? randomIPv4(chance) : randomIPv6(chance)));
  for (const isLegacy of [false, true]) {
    const parse = isLegacy ? addresses.parseLegacy : addresses.parse;
    const batch = core.batch(texts.join('\n'), isLegacy);
    expect(batch.count).toBe(texts.length);
    for (let index = 0; index < texts.length; index += 7)
      if (batch.at(index)?.lo !== parse(texts[index])?.lo || batch.at(index)?.hi !== parse(texts[index])?.hi)
        expect.fail(`line ${index}: ${texts[index]}`);
    const lines = batch.format().split('\n');
    expect(lines).toHaveLength(texts.length + 1);
    texts.forEach((text, index) => {
      const address = parse(text);
      if (lines[index] !== (address ? addresses.format(address) : ''))
        expect.fail(`${text} was written as ${lines[index]}`);
    });
    const prefix = addresses.parsePrefix('0:0:8000::/33')!;
    const contained = batch.containedIn(prefix);
    for (let index = 0; index < texts.length; index += 3) {
      const address = parse(texts[index]);
      if ((contained[index] === 1) !== (address !== undefined && addresses.contains(prefix, address)))
        expect.fail(`${texts[index]} in ${addresses.formatPrefix(prefix)}`);
    }
    batch.free();
  }
});

test('lines of a batch', () => {
  const lines = (text: string) => {
    const batch = core.batch(text);
    return Array.from({ length: batch.count }, (_, index) =>
      batch.at(index) ? addresses.format(batch.at(index)!) : '-',
    );
  };
  expect(lines('')).toEqual([]);
  expect(lines('\n')).toEqual(['-']);
  expect(lines('10.0.0.1')).toEqual(['10.0.0.1']);
  expect(lines('10.0.0.1\n')).toEqual(['10.0.0.1']);
  expect(lines('10.0.0.1\n\nFD00::1\n10.0.0.256\nÄ')).toEqual(['10.0.0.1', '-', 'fd00::1', '-', '-']);
  expect(core.batch('10.0.0.1').at(1)).toBeUndefined();
});

/** text -> canonical text. */
const STRICT = `
0.0.0.0 0.0.0.0
192.168.140.255 192.168.140.255
:: ::
0:0:0:0:0:0:0:0 ::
::1 ::1
fd7a:115c:a1e0:ab12:4843:cd96:626b:430b fd7a:115c:a1e0:ab12:4843:cd96:626b:430b
fd7a:115c::626b:430b fd7a:115c::626b:430b
fd7a:115c:a1e0:ab12:4843:cd96:: fd7a:115c:a1e0:ab12:4843:cd96::
fd7a:115c:a1e0:ab12:4843:cd96:0:0 fd7a:115c:a1e0:ab12:4843:cd96::
::ffff:192.168.140.255 ::ffff:192.168.140.255
::FFFF:192.168.140.255 ::ffff:192.168.140.255
::ffff:c0a8:8cff ::ffff:192.168.140.255
1:2::ffff:192.168.140.255 1:2::ffff:c0a8:8cff
::192.168.140.255 ::c0a8:8cff
1:2:3:4:5:6:77.77.88.88 1:2:3:4:5:6:4d4d:5858
1:2:3:4:5:6:7:: 1:2:3:4:5:6:7:0
::2:3:4:5:6:7:8 0:2:3:4:5:6:7:8
2001:0db8:0000:0000:0001:0000:0000:0001 2001:db8::1:0:0:1
2001:db8:0:1:1:1:1:1 2001:db8:0:1:1:1:1:1
2001:DB8::AbC 2001:db8::abc
1:0:0:4:0:0:0:8 1:0:0:4::8
1:0:0:0:5:0:0:8 1::5:0:0:8
0:0:3:4:5:6:0:0 ::3:4:5:6:0:0
`;

const NONE = [
  ...['', 'bad', '1234', '1a2b3c4d', ':', ':::', '.', '1', '1.2.3.4%eth0', '.1.2.3', '1.2.3.', '1..2.3', '1.2.3.4.5'],
  ...[
    '0300.0250.0214.0377',
    '0xc0.0xa8.0x8c.0xff',
    '192.168.12345',
    '127.0.1',
    '192.1234567',
    '127.1',
    '192.168.300.1',
  ],
  ...['192.168.0.1.5.6', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4::5:6:7:8', 'fe801::1', 'fe80:tail:scal:e::'],
  ...['fe80::1%', 'fe80::1%eth0', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:192.168.140.255', '::1%'],
  ...[
    'ffff::ffff:ffff:ffff:ffff:ffff:ffff:192.168.140.255',
    '::ffff:192.168.140.bad',
    'fe80::1::1',
    'fe80:1?:1',
    'fe80:',
  ],
  ...[
    '0:0:0:0:0:ffff:0:00000',
    '0:0:0:0:00000:ffff:127.1.2.3',
    '01.2.3.4',
    '1.2.3.04',
    '1.2.3.00',
    '00.0.0.0',
    '256.0.0.0',
  ],
  ...[
    '1.2.3.4 ',
    ' 1.2.3.4',
    '1.2.3.4\n',
    '+1.2.3.4',
    '-1.2.3.4',
    '1.2.3.4/8',
    '::1 ',
    ' ::1',
    '1:2:3:4:5:6:7:8:',
    ':1:2:3:4:5:6:7',
  ],
  ...[
    '1:2:3:4:5:6:7:8::',
    '::1:2:3:4:5:6:7:8',
    '1::2::3',
    '::1.2.3',
    '::1.2.3.4.5',
    '::1.2.3.256',
    '::01.2.3.4',
    '1.2.3.4::',
    '12345::',
  ],
  ...['::g', '١.2.3.4', '1.2.3.４', '::\u00e9', 'a.b.c.d', '0x7f.1', '99999999999.1.1.1', `${'0'.repeat(2000)}::`],
];

describe('strict', () => {
  test.each(
    STRICT.trim()
      .split('\n')
      .map((line) => line.split(' ')),
  )('%s', (text, canonical) => {
    expect(addresses.format(addresses.parse(text)!)).toBe(canonical);
    expect(addresses.canonical(text)).toBe(canonical);
    expect(addresses.canonical(canonical)).toBe(canonical);
  });
  test.each(NONE)('no address: %j', (text) => {
    expect(addresses.parse(text)).toBeUndefined();
    expect(addresses.canonical(text)).toBeUndefined();
  });
  test('families', () => {
    expect(addresses.parse('::ffff:10.0.0.1')).toEqual({ family: 'IPv6', hi: 0n, lo: 0xffff0a000001n });
    expect(addresses.parse('10.0.0.1')).toEqual({ family: 'IPv4', hi: 0n, lo: 0x0a000001n });
  });
});

/** As the forked parser of the old releases: text -> canonical text. */
const LEGACY = `
127.0.1.2 127.0.1.2
127.0.0.1 127.0.0.1
127.001.002.003 127.1.2.3
127.007.008.009 127.7.8.9
127.010.020.030 127.10.20.30
0000000010.0.0.1 10.0.0.1
::ffff:127.1.2.3 127.1.2.3
::ffff:127.001.002.003 127.1.2.3
::ffff:127.007.008.009 127.7.8.9
::ffff:127.010.020.030 127.10.20.30
0:0:0:0:0000:ffff:127.1.2.3 127.1.2.3
0:0:0:0:000000:ffff:127.1.2.3 127.1.2.3
0:0:0:0::ffff:127.1.2.3 127.1.2.3
2001:4860:0:2001::68 2001:4860:0:2001::68
2001:4860:0000:2001:0000:0000:0000:0068 2001:4860:0:2001::68
2001:4860:0000000:2001::00068 2001:4860:0:2001::68
::ffff:4a7d:1363 74.125.19.99
::1.2.3.4 ::102:304
:: ::
`;

const NONE_LEGACY = [
  ...['-0.0.0.0', '0.-1.0.0', '0.0.-2.0', '0.0.0.-3', '127.0.0.256', 'abc', '123:', 'fe80::1%lo0', 'fe80::1%911', ''],
  ...['a1:a2:a3:a4::b1:b2:b3:b4', '127.0.1', '1.2.3.4.5', '10000::', '1::2::3', '127.0..1', '1:2:3:4:5:6:7'],
];

describe('legacy', () => {
  test.each(
    LEGACY.trim()
      .split('\n')
      .map((line) => line.split(' ')),
  )('%s', (text, canonical) => {
    expect(addresses.format(addresses.parseLegacy(text)!)).toBe(canonical);
  });
  test.each(NONE_LEGACY)('no address: %j', (text) => expect(addresses.parseLegacy(text)).toBeUndefined());
  test(`takes whatever the strict parser takes (seed ${SEED})`, () => {
    const chance = new Chance(99);
    for (let index = 0; index < 50_000; index++) {
      const text = chance.once(2) ? randomIPv4(chance) : randomIPv6(chance);
      const strict = addresses.parse(text);
      if (!strict) continue;
      const legacy = addresses.parseLegacy(text)!;
      const isMapped = strict.family === 'IPv6' && strict.hi === 0n && strict.lo >> 32n === 0xffffn;
      if (legacy.lo !== (isMapped ? strict.lo & 0xffffffffn : strict.lo) || legacy.hi !== strict.hi) expect.fail(text);
    }
  });
});

describe('prefixes', () => {
  test.each([
    ['10.96.0.0/28', '10.96.0.0/28', '10.96.0.0/28'],
    ['10.96.0.5/28', '10.96.0.5/28', '10.96.0.0/28'],
    ['0.0.0.0/0', '0.0.0.0/0', '0.0.0.0/0'],
    ['255.255.255.255/1', '255.255.255.255/1', '128.0.0.0/1'],
    ['FD00::1/64', 'fd00::1/64', 'fd00::/64'],
    ['fd00::ffff:0:0:1/63', 'fd00::ffff:0:0:1/63', 'fd00::/63'],
    ['::/0', '::/0', '::/0'],
    ['::1/128', '::1/128', '::1/128'],
    ['::ffff:10.0.0.1/104', '::ffff:10.0.0.1/104', '::ffff:10.0.0.0/104'],
  ])('%s', (text, written, network) => {
    const prefix = addresses.parsePrefix(text)!;
    expect(addresses.formatPrefix(prefix)).toBe(written);
    expect(addresses.formatPrefix(addresses.masked(prefix))).toBe(network);
  });
  test.each([
    ...[
      '192.168.0.0',
      '1.257.1.1/24',
      '1.1.1.0/q',
      '1.1.1.0/-1',
      '1.1.1.0/33',
      '2001::/129',
      '1.1.1.0/+24',
      '1.1.1.0/08',
      '1.1.1.0/00',
    ],
    ...[
      '1.1.1.0/',
      '/24',
      '1.1.1.0/24/',
      '1.1.1.0/24/24',
      '1.1.1.0/ 24',
      '2001:db8::%a/32',
      '01.1.1.0/24',
      '::/99999999999',
      '1.1.1.0/4294967296',
    ],
  ])('no prefix: %s', (text) => expect(addresses.parsePrefix(text)).toBeUndefined());
  test.each([
    ['010.0.0.0/8', '10.0.0.0/8'],
    ['10.0.0.0/08', '10.0.0.0/8'],
    ['10.0.0.0/000', '10.0.0.0/0'],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
    ['::ffff:010.0.0.0/104', '10.0.0.0/8'],
    ['::ffff:10.0.0.0/95', '::ffff:10.0.0.0/95'],
    ['::ffff:10.0.0.0/8', '::ffff:10.0.0.0/8'],
    ['fd00::/00064', 'fd00::/64'],
  ])('legacy: %s', (text, written) => expect(addresses.formatPrefix(addresses.parsePrefixLegacy(text)!)).toBe(written));
  test.each(['10.0.0.0', '10.0.0.0/33', 'fd00::/129', '10.0.0.0/x', 'x/8', '::ffff:010.0.0.0/129', '10.0.0.0/-1'])(
    'legacy, no prefix: %s',
    (text) => expect(addresses.parsePrefixLegacy(text)).toBeUndefined(),
  );
});
