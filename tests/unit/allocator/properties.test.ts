/** What must hold whatever happens: seeded sequences of events, and every small range with every start. */

import { expect, test } from 'vitest';
import type { IPFamily } from '../../../worker/api';
import { Chance, SEED } from '../../core/chance';
import { freshCore } from '../../core/load';
import { Cluster } from './cluster';

type State = 'ready' | 'not ready' | 'terminating';

const core = await freshCore();
const IPV4 = ['10.0.0.0/28', '10.0.0.0/27', '10.0.0.16/28', '10.0.0.0/26', '10.0.1.0/30', '10.0.1.0/31', '10.0.1.4/32'];
const IPV6 = ['fd00::/124', 'fd00::/122', 'fd00::10/126', 'fd00::/64', 'fd00::/60'];

/** Every address that a small range may hand out, by counting. */
function usable(text: string): string[] {
  const prefix = core.addresses.parsePrefix(text)!;
  const isIPv4 = prefix.address.family === 'IPv4';
  const host = (isIPv4 ? 32 : 128) - prefix.bits;
  if (!isIPv4 && host > 64) return [];
  const count = host > 12 ? 4096 : 2 ** host;
  const first = core.addresses.masked(prefix).address;
  const all = Array.from({ length: count }, (_, offset) =>
    core.addresses.format(core.addresses.add(first, BigInt(offset))!),
  );
  return all.slice(1, isIPv4 ? -1 : undefined);
}

test.each(['1.36', '1.34', '1.31'])(`a thousand events in %s (seed ${SEED})`, async (release) => {
  const chance = new Chance(Number(release.slice(2)));
  for (let round = 0; round < 12; round++) {
    const gates = release === '1.31' ? { MultiCIDRServiceAllocator: true, DisableAllocatorDualWrite: true } : undefined;
    const cluster = await Cluster.start({ release, gates, flag: '10.0.0.0/28,fd00::/124', seed: round, core });
    const cidrs = new Map<string, { ranges: string[]; state: State }>();
    const states = new Map<string, State>();
    const readyOf = (family: IPFamily) =>
      [...states].flatMap(([range, state]) =>
        state === 'ready' && range.includes(':') === (family === 'IPv6') ? [range] : [],
      );

    for (let event = 0; event < 90; event++) {
      const name = `cidr${chance.below(4)}`;
      switch (chance.below(8)) {
        case 0: {
          const known = cidrs.get(name);
          const ranges = known?.ranges ?? [chance.pick(IPV4), ...(chance.once(2) ? [chance.pick(IPV6)] : [])];
          const state = chance.pick(['ready', 'ready', 'ready', 'terminating', 'not ready'] as const);
          cidrs.set(name, { ranges, state });
          cluster.allocator.serviceCIDRChanged(name, ranges, state);
          for (const range of ranges) {
            const sharers = [...cidrs].filter(([, each]) => each.ranges.includes(range)).length;
            if (state === 'ready' || sharers === 1) states.set(range, state);
          }
          break;
        }
        case 1: {
          if (!chance.once(3) || !cidrs.has(name)) break;
          const { ranges } = cidrs.get(name)!;
          cidrs.delete(name);
          cluster.allocator.serviceCIDRRemoved(name);
          for (const range of ranges)
            if (![...cidrs.values()].some((each) => each.ranges.includes(range))) states.delete(range);
          break;
        }
        case 2: {
          const held = [...cluster.holders.keys()];
          if (held.length > 0) cluster.allocator.release(chance.pick(held));
          break;
        }
        case 3: {
          const address = `10.0.0.${chance.below(64)}`;
          const before = new Set(cluster.holders.keys());
          const isServed = readyOf('IPv4').some((range) => usable(range).includes(address));
          const result = cluster.ask({ address, name: `s${event}` });
          expect(result.ok).toBe(isServed && !before.has(address));
          break;
        }
        default: {
          const family = chance.pick(['IPv4', 'IPv6'] as const);
          const before = new Set(cluster.holders.keys());
          const free = readyOf(family).flatMap((range) => usable(range).filter((address) => !before.has(address)));
          const result = cluster.ask({ family, name: `s${event}` });
          expect(result.ok).toBe(free.length > 0);
          if (!result.ok) break;
          expect(before.has(result.value)).toBe(false);
          const address = core.addresses.parse(result.value)!;
          expect(
            readyOf(family).some((range) => core.addresses.contains(core.addresses.parsePrefix(range)!, address)),
          ).toBe(true);
          const { ranges } = cluster.lastDecision;
          for (const { range, free: freeBefore, usable: whole } of ranges) {
            if (range === 'fd00::/64') continue;
            const all = usable(range);
            expect(whole).toBe(String(all.length));
            expect(freeBefore).toBe(String(all.filter((each) => !before.has(each)).length));
          }
        }
      }
    }
  }
});

test.each(['1.36', '1.33', '1.31'])(
  'every range from /27 to /32 in %s: each address asked for, each one left',
  async (release) => {
    for (const [base, lengths] of [
      ['10.0.0.32', [27, 28, 29, 30, 31, 32]],
      ['fd00::20', [123, 124, 125, 126, 127, 128]],
    ] as const)
      for (const bits of lengths) {
        const range = `${base}/${bits}`;
        const all = usable(range);
        const family = base.includes(':') ? 'IPv6' : 'IPv4';
        const cluster = (await Cluster.start({ release, flag: range, core })).add('kubernetes', range);
        // Each address in and around the range is given exactly when the range has it.
        const first = core.addresses.parse(base)!;
        for (let offset = -2n; offset <= 40n; offset++) {
          const address = core.addresses.format(core.addresses.add(first, offset)!);
          expect(cluster.ask({ address, family }).ok, `${address} in ${range}`).toBe(all.includes(address));
        }
        expect(cluster.ask({ family })).toMatchObject({ ok: false, cause: 'full' });
        // The one that is left is found, in its own band.
        for (const left of all) {
          cluster.allocator.release(left);
          expect(cluster.ask({ family, name: left })).toEqual({ ok: true, value: left });
          const band = all.indexOf(left) < 16 && all.length > 16 ? 'static' : 'dynamic';
          if (bits === 27 || bits === 123) expect(cluster.lastDecision.outcome).toMatchObject({ band });
        }
      }
  },
);
