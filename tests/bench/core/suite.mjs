/** The core beside its peers, for Node and for a browser: least times of many short rounds, and their ratios in one run. */

import { normalizeCidr } from 'cidr-tools';
import * as ipBigint from 'ip-bigint';
import ipaddr from 'ipaddr.js';
import { TypedFastBitSet } from 'typedfastbitset';
import { HierarchyBitmap } from './hierarchy.mjs';

const RANGE = 1 << 20;
const LAST = BigInt(RANGE - 1);
const TEXTS = 20_000;
const SPARSE = 1_000_000;
const CELLS = 65_536;

let state = 1;
function random(bound) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * bound);
}

function ipv6Text() {
  const groups = Array.from({ length: 8 }, () => (random(3) === 0 ? 0 : random(65536)).toString(16));
  if (random(2)) groups.splice(1 + random(5), 2, '');
  return groups.join(':').replace(/:{3,}/, '::');
}

/** The texts that are read here, one a line, for a peer outside. */
export const ipv6Lines = Array.from({ length: TEXTS }, ipv6Text);

/**
 * Least and median ns of one of `count` pieces of work; `prepare` is not timed.
 * @returns {{ ns: number, noise: number }} `noise`: how much longer the median round took, as a factor.
 */
function measure(rounds, count, work, prepare = () => undefined) {
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const input = prepare();
    const start = performance.now();
    work(input);
    times.push(((performance.now() - start) * 1e6) / count);
  }
  times.sort((a, b) => a - b);
  return { ns: times[0], noise: times[rounds >> 1] / times[0] };
}

/**
 * @param {{ bytes: BufferSource, print(line: string): void, outside?: { parse: number, sparse: number }, roaring?: any, quick?: boolean }} options
 * `outside`: ns of the same algorithms in C; `roaring`: the module of roaring-wasm.
 * @returns {boolean} whether all figures are within their bounds.
 */
export async function runSuite({ bytes, print, outside, roaring, quick = false }) {
  const rounds = quick ? 5 : 15;
  const fill = (count) => (quick ? Math.max(3, count >> 1) : count);
  let isGood = true;
  let noisiest = 1;
  const compileStart = performance.now();
  const module = await WebAssembly.compile(bytes);
  const compileMs = performance.now() - compileStart;
  const fresh = () => new WebAssembly.Instance(module).exports;

  function line(name, value, unit, bound, isAtLeast = false) {
    const isOver = bound !== undefined && (isAtLeast ? value < bound : value > bound);
    if (isOver) isGood = false;
    const goal = bound === undefined ? '' : `  ${isOver ? 'MISSES' : 'meets'} ${isAtLeast ? '>=' : '<='} ${bound}`;
    print(`  ${name.padEnd(58)} ${value.toFixed(value < 1 ? 3 : 1).padStart(11)} ${unit}${goal}`);
  }
  const time = (name, { ns, noise }, bound) => {
    noisiest = Math.max(noisiest, noise);
    line(name, ns, 'ns', bound);
    return ns;
  };
  const ratio = (name, value, bound) => line(`  -> ${name}`, value, 'times', bound, true);

  print('\nthe module');
  line('size', bytes.byteLength / 1024, 'KB', 24);
  line('compiled', compileMs, 'ms');
  const twenty = (work) => () => {
    for (let count = 0; count < 20; count++) work();
  };
  line('instantiated', measure(10, 20, twenty(fresh)).ns / 1e6, 'ms', 5);

  print(`\nIPv6, ${TEXTS} texts`);
  const core = fresh();
  const encoded = new TextEncoder().encode(ipv6Lines.join('\n'));
  const text = core.blockNew(encoded.length + 1);
  const [pairs, families, out] = [core.blockNew(TEXTS * 16), core.blockNew(TEXTS), core.blockNew(TEXTS * 64)];
  new Uint8Array(core.memory.buffer).set(encoded, text);
  const many = rounds * 3;
  const parse = time(
    'parse, batch',
    measure(many, TEXTS, () => core.parseLines(text, encoded.length, pairs, families, false)),
  );
  const area = new Uint8Array(core.memory.buffer, core.textPointer(), 1024);
  time(
    'parse, one call a string',
    measure(rounds, TEXTS, () => {
      for (const one of ipv6Lines) {
        for (let index = 0; index < one.length; index++) area[index] = one.charCodeAt(index);
        core.parseAddress(one.length, false);
      }
    }),
  );
  const each = (work) => measure(rounds, TEXTS, () => ipv6Lines.forEach(work));
  ratio(
    'ip-bigint',
    time(
      'parse, ip-bigint',
      each((one) => ipBigint.parseIp(one)),
    ) / parse,
    5,
  );
  ratio(
    'cidr-tools',
    time(
      'parse, cidr-tools',
      each((one) => normalizeCidr(`${one}/128`)),
    ) / parse,
    10,
  );
  if (outside) {
    line('parse, C', outside.parse, 'ns');
    line('  -> C: core / C', parse / outside.parse, 'times', 1.3);
  }
  const format = time(
    'format, batch',
    measure(many, TEXTS, () => core.formatLines(pairs, families, TEXTS, out)),
  );
  const numbers = ipv6Lines.map((one) => ipBigint.parseIp(one));
  const objects = ipv6Lines.map((one) => ipaddr.parse(one));
  const byBigint = time(
    'format, ip-bigint',
    measure(rounds, TEXTS, () => numbers.forEach((one) => ipBigint.stringifyIp(one))),
  );
  const byIpaddr = time(
    'format, ipaddr.js',
    measure(rounds, TEXTS, () => objects.forEach((one) => one.toString())),
  );
  ratio('the best in JavaScript', Math.min(byBigint, byIpaddr) / format, 5);

  print('\na /12 of 2^20 addresses, filled from random starts');
  const starts = Int32Array.from({ length: RANGE }, () => random(RANGE));
  const bigStarts = BigUint64Array.from(starts, (start) => BigInt(start));
  const block = core.blockNew(RANGE * 8);
  let kept;
  const emptySet = () => {
    if (kept !== undefined) core.setFree(kept);
    new BigUint64Array(core.memory.buffer, block, RANGE).set(bigStarts);
    return (kept = core.setNew(0n, BigInt(RANGE)));
  };
  const takeEach = (set) => core.setTakeEach(set, 0n, LAST, block, RANGE);
  const batch = time('core, batch', measure(fill(12), RANGE, takeEach, emptySet), 10);
  const call = time(
    'core, one call an address',
    measure(
      fill(8),
      RANGE,
      (set) => {
        for (let index = 0; index < RANGE; index++) core.setTakeFree(set, 0n, LAST, bigStarts[index]);
      },
      emptySet,
    ),
    20,
  );
  const byHierarchy = time(
    'Int32Array hierarchy',
    measure(
      fill(8),
      RANGE,
      (set) => {
        for (let index = 0; index < RANGE; index++) set.takeFree(0, RANGE - 1, starts[index]);
      },
      () => new HierarchyBitmap(RANGE),
    ),
  );
  ratio('Int32Array hierarchy, to the batch', byHierarchy / batch, 2);
  ratio('Int32Array hierarchy, to single calls', byHierarchy / call);
  // Asking bit by bit is what its interface offers.
  const byFast = time(
    'typedfastbitset',
    measure(
      1,
      RANGE,
      (set) => {
        for (let index = 0; index < RANGE; index++) takeBitByBit(set, starts[index]);
      },
      () => new TypedFastBitSet(),
    ),
  );
  ratio('typedfastbitset, to the batch', byFast / batch, 200);

  print('\nthe last free address of 2^20');
  const hole = 524_000;
  const full = emptySet();
  takeEach(full);
  core.setRelease(full, BigInt(hole));
  const asks = 20_000;
  const last = time(
    'core, one call',
    measure(many, asks, () => {
      for (let index = 0; index < asks; index++) core.setNextFree(full, 0n, LAST, bigStarts[index]);
    }),
    45,
  );
  if (roaring) {
    const bitmap = new roaring.RoaringBitmap32();
    bitmap.addRange(0, RANGE);
    bitmap.remove(hole);
    const few = 6;
    const byRoaring = time(
      'roaring-wasm, has',
      measure(2, few, () => {
        for (let index = 0; index < few; index++)
          for (let at = starts[index]; bitmap.has(at); at = at === RANGE - 1 ? 0 : at + 1);
      }),
    );
    ratio('roaring-wasm', byRoaring / last, 10_000);
  }

  print(`\n${SPARSE} random addresses of an IPv6 /64`);
  const words = new BigUint64Array(SPARSE).map(() => (BigInt(random(2 ** 32)) << 32n) | BigInt(random(2 ** 32)));
  const wide = fresh();
  const wordBlock = wide.blockNew(SPARSE * 8);
  new BigUint64Array(wide.memory.buffer, wordBlock, SPARSE).set(words);
  let sparseSet;
  const emptySparse = () => {
    if (sparseSet !== undefined) wide.setFree(sparseSet);
    return (sparseSet = wide.setNew(1n, 0n));
  };
  const sparse = time(
    'core, batch',
    measure(fill(10), SPARSE, (set) => wide.setOccupyEach(set, wordBlock, SPARSE), emptySparse),
    60,
  );
  if (outside) {
    line('C', outside.sparse, 'ns');
    line('  -> C: core / C', sparse / outside.sparse, 'times', 2);
  }

  print('\na /12 in 65,536 cells');
  const [counts, flags] = [core.blockNew(CELLS * 4), core.blockNew(CELLS)];
  const paint = twenty(() => core.setPaint(full, 0n, LAST, 4, counts, flags));
  line('paint', measure(rounds, 20, paint).ns / 1e6, 'ms', 0.3);

  print('\nranges of other sizes, filled from random starts: ns an address');
  const costs = [];
  for (let log = 4; log <= 24; log += 2) {
    const size = 1 << log;
    const piece = Math.min(size, RANGE);
    const repeats = Math.max(1, RANGE >> log);
    const grown = fresh();
    // each set has starts of its own: the answers that stand there afterwards would be no random starts for another
    const blocks = Array.from({ length: repeats }, () => grown.blockNew(size * 8));
    const from = BigUint64Array.from({ length: size }, () => BigInt(random(size)));
    const sets = [];
    const { ns } = measure(
      log > 20 ? 3 : fill(6),
      size * repeats,
      () => {
        sets.forEach((set, index) => grown.setTakeEach(set, 0n, BigInt(size - 1), blocks[index], size));
      },
      () => {
        for (const set of sets.splice(0)) grown.setFree(set);
        for (let index = 0; index < repeats; index++) sets.push(grown.setNew(0n, BigInt(size)));
        for (const at of blocks) new BigUint64Array(grown.memory.buffer, at, size).set(from);
      },
    );
    costs.push(ns);
    line(`2^${log}${piece < size ? '' : ` (${repeats} times)`}`, ns, 'ns');
  }
  line('  -> the dearest / the cheapest', Math.max(...costs) / Math.min(...costs), 'times', 3);
  print(`\nnoise: the median round took up to ${noisiest.toFixed(1)} times the least`);
  return isGood;
}

function takeBitByBit(set, start) {
  for (let at = start; at < RANGE; at++) if (set.checkedAdd(at)) return at;
  for (let at = 0; at < start; at++) if (set.checkedAdd(at)) return at;
  return -1;
}
