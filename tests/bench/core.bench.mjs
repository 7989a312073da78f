/**
 * How fast the core is, beside peers in the same process: `node tests/bench/core.bench.mjs [--quick]`.
 * Each line is the median of several rounds in ns a piece; ratios hold between machines, times do not.
 */

import { readFileSync } from 'node:fs';
import * as ipBigint from 'ip-bigint';
import ipaddr from 'ipaddr.js';
import { buildCore } from '../../assembly/build.mjs';

const isQuick = process.argv.includes('--quick');
const ROUNDS = isQuick ? 5 : 9;
const WARM = 3;
const TEXTS = isQuick ? 20_000 : 100_000;
const RANGE = 1 << 20;

const module = await WebAssembly.compile(readFileSync(await buildCore()));
const fresh = () => new WebAssembly.Instance(module).exports;

/** Median ns of one of `count` pieces of work; `prepare` is not timed. The first rounds, with code still cold, do not count. */
function measure(count, work, prepare = () => undefined) {
  const times = [];
  for (let round = -WARM; round < ROUNDS; round++) {
    const input = prepare();
    const start = process.hrtime.bigint();
    work(input);
    if (round >= 0) times.push(Number(process.hrtime.bigint() - start) / count);
  }
  return times.sort((a, b) => a - b)[ROUNDS >> 1];
}

function report(title, entries) {
  console.log(`\n${title}`);
  const [[, own]] = entries;
  for (const [name, ns] of entries) {
    const ratio = ns / own;
    console.log(
      `  ${name.padEnd(46)} ${ns.toFixed(1).padStart(12)} ns  ${ratio.toFixed(ratio < 10 ? 2 : 0).padStart(8)}`,
    );
  }
}

let state = 1;
const random = (bound) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * bound);
};

// ---------------------------------------------------------------- texts

const group = () => (random(3) === 0 ? 0 : random(65536)).toString(16);
const ipv6Texts = Array.from({ length: TEXTS }, () => {
  const groups = Array.from({ length: 8 }, group);
  if (random(2)) groups.splice(1 + random(5), 2, '');
  return groups.join(':').replace(/:{3,}/, '::');
});
const ipv4Texts = Array.from({ length: TEXTS }, () => [0, 0, 0, 0].map(() => random(256)).join('.'));

/** The texts as lines in the core's memory. */
function linesIn(core, texts) {
  const bytes = new TextEncoder().encode(texts.join('\n'));
  const at = core.blockNew(bytes.length + 1);
  const pairs = core.blockNew(texts.length * 16);
  const families = core.blockNew(texts.length);
  const out = core.blockNew(texts.length * 48 + 16);
  new Uint8Array(core.memory.buffer).set(bytes, at);
  return { at, length: bytes.length, pairs, families, out };
}

/** One text through the text area, as worker/core does it. */
function parserOf(core) {
  const bytes = new Uint8Array(core.memory.buffer);
  const at = core.textPointer();
  return (text) => {
    for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index);
    return core.parseAddress(text.length, false);
  };
}

for (const [family, texts] of [
  ['IPv4', ipv4Texts],
  ['IPv6', ipv6Texts],
]) {
  const core = fresh();
  const lines = linesIn(core, texts);
  const parse = parserOf(core);
  const numbers = texts.map((text) => ipBigint.parseIp(text));
  const objects = texts.map((text) => ipaddr.parse(text));
  report(`parse ${family}, ${texts.length} texts`, [
    [
      'core, batch over memory',
      measure(TEXTS, () => core.parseLines(lines.at, lines.length, lines.pairs, lines.families, false)),
    ],
    ['core, one call a string', measure(TEXTS, () => texts.forEach((text) => parse(text)))],
    ['ip-bigint', measure(TEXTS, () => texts.forEach((text) => ipBigint.parseIp(text)))],
    ['ipaddr.js', measure(TEXTS, () => texts.forEach((text) => ipaddr.parse(text)))],
  ]);
  report(`format ${family}`, [
    ['core, batch over memory', measure(TEXTS, () => core.formatLines(lines.pairs, lines.families, TEXTS, lines.out))],
    ['ip-bigint', measure(TEXTS, () => numbers.forEach((number) => ipBigint.stringifyIp(number)))],
    ['ipaddr.js', measure(TEXTS, () => objects.forEach((object) => object.toString()))],
  ]);
  if (family === 'IPv4') continue;
  const prefix = ipaddr.parse('8000::');
  report('contains IPv6, parsed', [
    [
      'core, batch over memory',
      measure(TEXTS, () => core.containsEach(lines.pairs, lines.families, TEXTS, 6, 1n << 63n, 0n, 1, lines.out)),
    ],
    ['ipaddr.js', measure(TEXTS, () => objects.forEach((object) => object.match(prefix, 1)))],
  ]);
}

// ---------------------------------------------------------------- bitmaps

const FIRST = 257;
const LAST = RANGE - 2;
const BAND = LAST - FIRST + 1;

/** Where the walks of a fill begin, for each kind of set in its own numbers. */
const starts = Int32Array.from({ length: BAND }, () => FIRST + random(BAND));
const bigStarts = BigInt64Array.from(starts, (start) => BigInt(start));

/** The upstream rule over a set of plain numbers. */
function fill(set) {
  for (let count = 0; count < BAND; count++) set.occupy(set.nextFree(FIRST, LAST, starts[count]));
}

/** A flat bitmap in JavaScript: words of 32 bits, clz32. */
class FlatBitmap {
  constructor() {
    this.words = new Int32Array(RANGE >> 5);
  }
  occupy(at) {
    this.words[at >> 5] |= 1 << (at & 31);
  }
  #seek(from, to) {
    let word = from >> 5;
    let free = ~this.words[word] & (-1 << (from & 31));
    while (free === 0) {
      if (++word > to >> 5) return -1;
      free = ~this.words[word];
    }
    const at = (word << 5) + 31 - Math.clz32(free & -free);
    return at <= to ? at : -1;
  }
  nextFree(from, to, start) {
    const at = this.#seek(start, to);
    return at >= 0 ? at : this.#seek(from, start);
  }
}

/** Texts in a Set, as a first attempt would have it; its fill is quadratic, so it gets a small range. */
class TextSet {
  constructor() {
    this.members = new Set();
  }
  #text(at) {
    return `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`;
  }
  occupy(at) {
    this.members.add(this.#text(at));
  }
  nextFree(from, to, start) {
    for (let at = start; at <= to; at++) if (!this.members.has(this.#text(at))) return at;
    for (let at = from; at < start; at++) if (!this.members.has(this.#text(at))) return at;
    return -1;
  }
}

/** The core's set; one instance holds them all, as in a session. */
const sets = fresh();
class CoreSet {
  constructor() {
    this.set = sets.setNew(BigInt(RANGE - 1));
  }
  occupy(at) {
    return sets.setOccupy(this.set, at);
  }
  release(at) {
    return sets.setRelease(this.set, at);
  }
  nextFree(from, to, start) {
    return sets.setNextFree(this.set, from, to, start);
  }
  takeFree(from, to, start) {
    return sets.setTakeFree(this.set, from, to, start);
  }
}

const [BIG_FIRST, BIG_LAST] = [BigInt(FIRST), BigInt(LAST)];
function fillCore(set) {
  for (let count = 0; count < BAND; count++) set.takeFree(BIG_FIRST, BIG_LAST, bigStarts[count]);
}
function fillCoreTwice(set) {
  for (let count = 0; count < BAND; count++) set.occupy(set.nextFree(BIG_FIRST, BIG_LAST, bigStarts[count]));
}

report('fill a range of 2^20 by the rule of Kubernetes', [
  ['core, one call an address', measure(BAND, fillCore, () => new CoreSet())],
  ['core, search and occupy', measure(BAND, fillCoreTwice, () => new CoreSet())],
  ['flat Int32Array', measure(BAND, fill, () => new FlatBitmap())],
]);

/** Full but for one address in the middle of the band. */
const HOLE = FIRST + (BAND >> 1);
const [coreFull, flatFull] = [new CoreSet(), new FlatBitmap()];
for (let at = 0; at < RANGE; at++) {
  if (at === HOLE) continue;
  coreFull.occupy(BigInt(at));
  flatFull.occupy(at);
}
const ASKS = isQuick ? 500 : 5_000;
report('find the one address that is left of 2^20', [
  [
    'core',
    measure(ASKS, () => {
      for (let count = 0; count < ASKS; count++) coreFull.nextFree(BIG_FIRST, BIG_LAST, bigStarts[count]);
    }),
  ],
  [
    'flat Int32Array',
    measure(ASKS, () => {
      for (let count = 0; count < ASKS; count++) flatFull.nextFree(FIRST, LAST, starts[count]);
    }),
  ],
]);

const SMALL = 1_500;
const smallStarts = Int32Array.from({ length: SMALL }, () => random(SMALL));
const bigSmallStarts = BigInt64Array.from(smallStarts, (start) => BigInt(start));
report(`fill ${SMALL} addresses`, [
  [
    'core, one call an address',
    measure(
      SMALL,
      (set) => {
        for (let count = 0; count < SMALL; count++) set.takeFree(0n, BigInt(SMALL - 1), bigSmallStarts[count]);
      },
      () => new CoreSet(),
    ),
  ],
  [
    'Set of strings',
    measure(
      SMALL,
      (set) => {
        for (let count = 0; count < SMALL; count++) set.occupy(set.nextFree(0, SMALL - 1, smallStarts[count]));
      },
      () => new TextSet(),
    ),
  ],
]);

// ---------------------------------------------------------------- sparse sets

const SPARSE = isQuick ? 100_000 : 1_000_000;
const words = new BigUint64Array(SPARSE).map(() => (BigInt(random(2 ** 32)) << 32n) | BigInt(random(2 ** 32)));
const sparse = () => {
  const core = fresh();
  return { core, set: core.setNew((1n << 64n) - 1n) };
};
const insert = ({ core, set }) => words.forEach((word) => core.setOccupy(set, word));
const filled = sparse();
insert(filled);
const inSet = new Set(words);
report(`${SPARSE} random addresses of an IPv6 /64`, [
  ['core, insert', measure(SPARSE, insert, sparse)],
  ['core, ask', measure(SPARSE, () => words.forEach((word) => filled.core.setHas(filled.set, word)))],
  [
    'Set of BigInt, insert',
    measure(
      SPARSE,
      (set) => words.forEach((word) => set.add(word)),
      () => new Set(),
    ),
  ],
  ['Set of BigInt, ask', measure(SPARSE, () => words.forEach((word) => inSet.has(word)))],
]);
console.log();
