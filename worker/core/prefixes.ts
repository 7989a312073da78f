/** Lists of prefixes: parts, the shortest list, and the table of the longest match. */

import { checked } from './errors';
import type { CoreModule } from './module';
import { familyName, familyNumber } from './module';
import type { Address, AddressBatch, Addresses, Prefix, PrefixTable } from './types';
import type { CoreBatch } from './batch';
import { addressBits } from './bits';

/** Bytes of one record in the core's lists. */
const RECORD_BYTES = 32;

/** Most prefixes that make up one range: two for each length. */
const RANGE_PREFIX_MAX = 256;

const FAMILIES = ['IPv4', 'IPv6'] as const;

/** Reads a list back. */
function readRecords(module: CoreModule, records: number, family: number, count: number): Prefix[] {
  const view = new DataView(module.exports.memory.buffer, records, count * RECORD_BYTES);
  return Array.from({ length: count }, (_, index) => {
    const at = index * RECORD_BYTES;
    const hi = view.getBigUint64(at, true);
    const lo = view.getBigUint64(at + 8, true);
    return { address: { family: familyName(family), hi, lo }, bits: view.getUint32(at + 16, true) };
  });
}

function writeRecords(
  module: CoreModule,
  records: number,
  prefixes: readonly { prefix: Prefix; value: number }[],
): void {
  prefixes.forEach(({ prefix: { address, bits }, value }, index) => {
    checked(module.exports.recordPut(records, index, address.hi, address.lo, bits, value));
  });
}

export function createPrefixLists(
  module: CoreModule,
  masked: (prefix: Prefix) => Prefix,
): Pick<Addresses, 'split' | 'merge' | 'between'> {
  const core = module.exports;

  function split(prefix: Prefix, bits: number, limit: number): Prefix[] {
    const { family } = prefix.address;
    const number = familyNumber(family);
    const width = addressBits(family);
    if (bits < prefix.bits || bits > width) return [];
    const whole = 1n << BigInt(bits - prefix.bits);
    const count = whole < BigInt(limit) ? Number(whole) : limit;
    const step = 1n << BigInt(width - bits);
    const parts: Prefix[] = [];
    let address: Address = masked(prefix).address;
    while (parts.length < count) {
      parts.push({ address, bits });
      // Beyond the last part there may be nothing.
      if (parts.length < count) core.add(number, address.hi, address.lo, step >> 64n, step, false);
      address = { family, hi: module.hi, lo: module.lo };
    }
    return parts;
  }

  function mergeFamily(prefixes: readonly Prefix[]): Prefix[] {
    if (prefixes.length === 0) return [];
    const family = familyNumber(prefixes[0].address.family);
    const records = checked(core.recordsNew(family, prefixes.length));
    writeRecords(
      module,
      records,
      prefixes.map((prefix) => ({ prefix, value: 0 })),
    );
    const merged = readRecords(module, records, family, checked(core.recordsMerge(records, prefixes.length)));
    core.recordsFree(records);
    return merged;
  }

  return {
    split,
    merge: (prefixes) =>
      FAMILIES.flatMap((family) => mergeFamily(prefixes.filter(({ address }) => address.family === family))),
    between(first, last) {
      if (first.family !== last.family || core.compare(first.hi, first.lo, last.hi, last.lo) > 0) return [];
      const family = familyNumber(first.family);
      const records = checked(core.recordsNew(family, RANGE_PREFIX_MAX));
      const count = checked(core.rangePrefixes(records, first.hi, first.lo, last.hi, last.lo));
      const prefixes = readRecords(module, records, family, count);
      core.recordsFree(records);
      return prefixes;
    },
  };
}

export function createPrefixTable(module: CoreModule, prefixes: readonly Prefix[]): PrefixTable {
  const core = module.exports;
  const [ipv4, ipv6] = FAMILIES.map((family) => {
    const members = prefixes.flatMap((prefix, value) => (prefix.address.family === family ? { prefix, value } : []));
    const records = checked(core.recordsNew(familyNumber(family), members.length));
    writeRecords(module, records, members);
    checked(core.recordsLink(records, members.length));
    return records;
  });

  return {
    match({ family, hi, lo }) {
      const found = checked(core.recordsMatch(family === 'IPv4' ? ipv4 : ipv6, hi, lo));
      return found < 0 ? undefined : found;
    },
    matchEach: (batch: AddressBatch) => (batch as CoreBatch).matchEach([ipv4, ipv6]),
    free() {
      for (const records of [ipv4, ipv6]) core.recordsFree(records);
    },
  };
}
