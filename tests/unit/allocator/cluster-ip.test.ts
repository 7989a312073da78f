/** Cluster IPs: the cases of services.md 10.1 and the rules of 1.1 to 1.3 that have none. */

import { expect, test } from 'vitest';
import { addresses, Cluster } from './cluster';

const NOT_IN_RANGE = 'the provided IP (X) is not in the valid range. The range of valid IPs is ';
const MISMATCH = 'the provided network does not match the current range';
const TAKEN = 'provided IP is already allocated';
const FULL = 'range is full';
const BITMAP = '1.31';

const sorted = (texts: readonly string[]) =>
  [...texts].sort((a, b) => Number(a.split('.')[3]) - Number(b.split('.')[3]) || (a < b ? -1 : 1));
const errorOf = (result: { ok: boolean; error?: string }) => (result.ok ? undefined : result.error);

test.each(['row 5: 192.168.1.0/32', '192.168.1.0/31', 'fd00::/128'])('%s is always full', async (text) => {
  const range = text.split(' ').pop()!;
  for (const release of [BITMAP, '1.36']) {
    const cluster = (await Cluster.start({ release, flag: range })).add('kubernetes', range);
    const family = range.includes(':') ? 'IPv6' : 'IPv4';
    expect(cluster.ask({ family })).toEqual({ ok: false, error: FULL, cause: 'full' });
  }
});

test.each([BITMAP, '1.33', '1.36'])('row 6 in %s: /30 gives exactly .1 and .2', async (release) => {
  const cluster = (await Cluster.start({ release, flag: '192.168.1.0/30' })).add('kubernetes', '192.168.1.0/30');
  expect(sorted(cluster.fill())).toEqual(['192.168.1.1', '192.168.1.2']);
  expect(errorOf(cluster.ask())).toBe(FULL);
});

test.each([BITMAP, '1.33', '1.36'])('rows 7 and 8 in %s: upper band first, then the lower one', async (release) => {
  const cluster = (await Cluster.start({ release, flag: '192.168.1.0/25' })).add('kubernetes', '192.168.1.0/25');
  const given = cluster.fill();
  expect(sorted(given.slice(0, 110))).toEqual(addresses('192.168.1', 17, 126));
  expect(sorted(given.slice(110))).toEqual(addresses('192.168.1', 1, 16));
  cluster.allocator.release('192.168.1.10');
  expect(cluster.ask()).toEqual({ ok: true, value: '192.168.1.10' });
  expect(cluster.lastDecision.outcome).toMatchObject({ band: 'static' });
  expect(cluster.lastDecision.ranges[0]).toMatchObject({ usable: '126', free: '1' });
  expect(errorOf(cluster.ask())).toBe(FULL);
});

test('row 9: what lies outside of a /24', async () => {
  for (const address of ['192.168.0.1', '192.168.1.0', '192.168.1.255', '192.168.2.2']) {
    const bitmap = await Cluster.start({ release: BITMAP, flag: '192.168.1.0/24' });
    const text = NOT_IN_RANGE.replace('X', address) + '192.168.1.0/24';
    expect(bitmap.ask({ address })).toEqual({ ok: false, error: text, cause: 'not in range' });
    const meta = (await Cluster.start()).add('kubernetes', '192.168.1.0/24');
    expect(meta.ask({ address })).toEqual({ ok: false, error: MISMATCH, cause: 'mismatched network' });
    expect(errorOf(meta.ask({ address, dryRun: true }))).toBe(text);
  }
});

test('row 10: wide ranges of the bitmap', async () => {
  const cluster = await Cluster.start({ release: BITMAP, flag: '2001:db8:1::/48,10.0.0.0/15' });
  const outside = ['2001:db8::1', '2001:db8:1::', '2001:db8:1::1:0', '10.0.0.0', '10.255.255.2'];
  for (const address of outside) expect(cluster.ask({ address })).toMatchObject({ cause: 'not in range' });
  cluster.ask({ family: 'IPv6' });
  expect(cluster.lastDecision.ranges[0].free).toBe('65535');
  cluster.ask({ family: 'IPv4' });
  expect(cluster.lastDecision.ranges[0].free).toBe('131070');
});

test.each([BITMAP, '1.33', '1.36'])('row 11 in %s: the same address twice', async (release) => {
  const cluster = (await Cluster.start({ release })).add('kubernetes', '192.168.0.0/24');
  expect(cluster.ask({ address: '192.168.0.5' }).ok).toBe(true);
  expect(cluster.ask({ address: '192.168.0.5', name: 'b' })).toEqual({ ok: false, error: TAKEN, cause: 'allocated' });
  const { outcome } = cluster.lastDecision;
  expect(outcome).toMatchObject({ kind: 'refused', cause: 'taken', message: TAKEN });
  if (release !== BITMAP) expect(outcome).toMatchObject({ holder: { name: 'web' } });
});

test('row 13: a second ServiceCIDR', async () => {
  const cluster = (await Cluster.start({ flag: '192.168.0.0/28' })).add('kubernetes', '192.168.0.0/28');
  expect(cluster.fill()).toHaveLength(14);
  cluster.add('extra', '10.0.0.0/28');
  expect(cluster.ask({ address: '10.0.0.11' }).ok).toBe(true);
  expect(cluster.fill()).toHaveLength(13);
  expect(cluster.holders.size).toBe(28);
});

test('row 14: a wider range makes a network address usable', async () => {
  const cluster = (await Cluster.start()).add('kubernetes', '192.168.1.0/24');
  expect(errorOf(cluster.ask({ address: '192.168.1.0' }))).toBe(MISMATCH);
  expect(cluster.lastDecision.outcome).toMatchObject({ cause: 'network address' });
  cluster.add('wide', '192.168.0.0/16');
  expect(cluster.ask({ address: '192.168.1.0' }).ok).toBe(true);
  expect(cluster.holders.size).toBe(1);
});

test('row 15: a range grows by one that covers it', async () => {
  const cluster = (await Cluster.start()).add('kubernetes', '192.168.0.0/28');
  const first = cluster.fill();
  const second = cluster.add('wide', '192.168.0.0/24').fill();
  expect(new Set([...first, ...second]).size).toBe(254);
});

test('row 16: a range shrinks', async () => {
  const cluster = (await Cluster.start()).add('wide', '192.168.0.0/24');
  for (const address of cluster.fill()) cluster.allocator.release(address);
  cluster.add('small', '192.168.0.0/28');
  cluster.allocator.serviceCIDRRemoved('wide');
  expect(cluster.fill()).toHaveLength(14);
  expect(errorOf(cluster.ask({ address: '192.168.0.253' }))).toBe(MISMATCH);
});

test('row 17: no ServiceCIDR', async () => {
  const cluster = await Cluster.start();
  expect(errorOf(cluster.ask())).toBe(FULL);
  expect(cluster.lastDecision.outcome).toMatchObject({ cause: 'no range' });
  expect(errorOf(cluster.ask({ dryRun: true }))).toBe('allocator not ready');
});

test('row 19: an error of the API server ends the search at once since 1.35, and is "full" before', async () => {
  const refuse = () => ({ error: 'server error' });
  const now = (await Cluster.start({ refuse })).add('a', '192.168.0.0/24');
  expect(now.ask()).toEqual({ ok: false, error: 'server error', cause: 'other' });
  expect(now.creations).toBe(1);
  const then = (await Cluster.start({ refuse, release: '1.34' })).add('a', '192.168.0.0/28');
  expect(then.ask()).toEqual({ ok: false, error: FULL, cause: 'full' });
  expect(then.creations).toBe(14);
  const dual = (await Cluster.start({ refuse, release: '1.33' })).add('a', '192.168.0.0/24');
  expect(dual.ask()).toEqual({ ok: false, error: 'server error', cause: 'other' });
});

test('row 20: a range that is not ready is passed over', async () => {
  const cluster = (await Cluster.start()).add('b', '10.0.0.0/24');
  cluster.allocator.serviceCIDRChanged('a', ['192.168.0.0/24'], 'terminating');
  for (const address of cluster.fill('IPv4', 100)) expect(address).toMatch(/^10\.0\.0\./);
  expect(errorOf(cluster.ask({ address: '192.168.0.9' }))).toBe(MISMATCH);
  expect(cluster.lastDecision.outcome).toMatchObject({ cause: 'terminating' });
});

test('row 21: an address that exists although nobody told goes to the next', async () => {
  const cluster = (await Cluster.start()).add('a', '192.168.0.0/28');
  for (let last = 1; last <= 13; last++) cluster.holders.set(`192.168.0.${last}`, { kind: 'Service', name: 'x' });
  expect(cluster.ask()).toEqual({ ok: true, value: '192.168.0.14' });
  expect(errorOf(cluster.ask())).toBe(FULL);
});

test('row 22: the bitmap of the dual write knows an address', async () => {
  const gates = { MultiCIDRServiceAllocator: true };
  for (const release of ['1.31', '1.33']) {
    const cluster = (await Cluster.start({ release, gates })).add('kubernetes', '192.168.0.0/24');
    cluster.ask({ address: '192.168.0.5' });
    cluster.letGo('192.168.0.5');
    expect(errorOf(cluster.ask({ address: '192.168.0.5' }))).toBe(TAKEN);
    for (let pass = 0; pass < 3; pass++) cluster.allocator.repairBitmaps([]);
    expect(cluster.ask({ address: '192.168.0.5' }).ok).toBe(true);
  }
});

test('row 23: an IPv6 range with a short first group', async () => {
  const cluster = (await Cluster.start({ flag: 'fc::/112' })).add('kubernetes', 'fc::/112');
  expect(cluster.ask({ family: 'IPv6' })).toMatchObject({
    ok: true,
    value: expect.stringMatching(/^fc::[0-9a-f]{3,4}$/),
  });
});

test('rows 27 and 28: full, one released, then another range', async () => {
  const cluster = (await Cluster.start({ flag: '192.168.0.0/29' })).add('kubernetes', '192.168.0.0/29');
  const given = cluster.fill();
  expect(given).toHaveLength(6);
  cluster.allocator.release(given[2]);
  expect(cluster.ask()).toEqual({ ok: true, value: given[2] });
  expect(cluster.add('new', '10.168.0.0/24').fill('IPv4', 140)).toHaveLength(140);
});

test('row 29: the last address of an IPv6 /64', async () => {
  const cluster = (await Cluster.start({ flag: '2001:db8::/64' })).add('kubernetes', '2001:db8::/64');
  expect(cluster.ask({ address: '2001:db8::ffff:ffff:ffff:ffff' }).ok).toBe(true);
  expect([...cluster.holders.keys()]).toEqual(['2001:db8::ffff:ffff:ffff:ffff']);
  expect(errorOf(cluster.ask({ address: '2001:db8::' }))).toBe(MISMATCH);
});

test('R1.2.1: IPv6 prefixes shorter than /64 give nothing', async () => {
  const cluster = (await Cluster.start({ flag: '2001:db8::/64' })).add('wide', '2001:db8::/48');
  expect(errorOf(cluster.ask({ address: '2001:db8::1' }))).toBe(MISMATCH);
});

test('R1.3.1: a family that the flag does not have gives nothing', async () => {
  const cluster = (await Cluster.start()).add('six', 'fd00::/112');
  expect(errorOf(cluster.ask({ family: 'IPv6' }))).toBe(FULL);
});

test('R1.3.4: a range that two ServiceCIDRs name', async () => {
  const cluster = (await Cluster.start()).add('a', '10.0.0.0/28').add('b', '10.0.0.0/28');
  cluster.allocator.serviceCIDRChanged('a', ['10.0.0.0/28'], 'terminating');
  expect(cluster.ask().ok).toBe(true);
  expect(cluster.lastDecision.ranges[0].names).toEqual(['a', 'b']);
  cluster.allocator.serviceCIDRRemoved('a');
  expect(cluster.ask().ok).toBe(true);
  cluster.allocator.serviceCIDRChanged('b', ['10.0.0.0/28'], 'not ready');
  expect(errorOf(cluster.ask())).toBe(FULL);
  expect(cluster.lastDecision.outcome).toMatchObject({ cause: 'not ready' });
  cluster.allocator.serviceCIDRChanged('b', ['10.0.0.0/28'], 'ready');
  expect(cluster.ask().ok).toBe(true);
});

test('R1.3.7: ranges are asked in any order', async () => {
  const cluster = (await Cluster.start()).add('a', '10.0.0.0/24').add('b', '10.0.1.0/24').add('c', '10.0.2.0/24');
  const counts = new Map<string, number>();
  for (const address of cluster.fill('IPv4', 90)) {
    const range = address.replace(/\.\d+$/, '');
    counts.set(range, (counts.get(range) ?? 0) + 1);
  }
  expect(counts.size).toBe(3);
  for (const count of counts.values()) expect(count).toBeGreaterThan(15);
});

test('R1.3.9: a dry run answers for one range and keeps nothing', async () => {
  const cluster = (await Cluster.start()).add('kubernetes', '192.168.0.0/24');
  expect(cluster.ask({ dryRun: true })).toEqual({ ok: true, value: '192.168.0.0' });
  expect(cluster.ask({ dryRun: true, address: '192.168.0.7' })).toEqual({ ok: true, value: '192.168.0.7' });
  expect(cluster.holders.size).toBe(0);
  cluster.allocator.release('192.168.0.7', true);
  cluster.add('other', '10.0.0.0/24');
  const answers = Array.from(
    { length: 40 },
    (_, index) => cluster.ask({ dryRun: true, address: '10.0.0.9', name: `s${index}` }).ok,
  );
  expect(new Set(answers).size).toBe(2);
});

test('R1.1: the bitmap keeps no trace of a dry run', async () => {
  const cluster = await Cluster.start({ release: BITMAP });
  expect(cluster.ask({ dryRun: true })).toEqual({ ok: true, value: '192.168.0.0' });
  expect(cluster.ask({ dryRun: true, address: '192.168.0.7' }).ok).toBe(true);
  expect(cluster.ask({ address: '192.168.0.7' }).ok).toBe(true);
  // Dry runs do not look whether it is taken.
  expect(cluster.ask({ dryRun: true, address: '192.168.0.7' }).ok).toBe(true);
  cluster.allocator.release('192.168.0.7', true);
  expect(errorOf(cluster.ask({ address: '192.168.0.7' }))).toBe(TAKEN);
  cluster.allocator.release('192.168.9.9');
  cluster.allocator.release('192.168.0.7');
  expect(cluster.ask({ address: '192.168.0.7' }).ok).toBe(true);
});

test('R1.3.11 in 1.33: the flag range first, and its own text inside its prefix', async () => {
  const cluster = (await Cluster.start({ release: '1.33', flag: '10.96.0.0/28' }))
    .add('kubernetes', '10.96.0.0/28')
    .add('wide', '10.96.0.0/24');
  expect(cluster.fill('IPv4', 14).every((address) => /^10\.96\.0\.([1-9]|1[0-4])$/.test(address))).toBe(true);
  expect(errorOf(cluster.ask({ address: '10.96.0.15' }))).toBe(
    NOT_IN_RANGE.replace('X', '10.96.0.15') + '10.96.0.0/28',
  );
  expect(cluster.ask({ address: '10.96.0.16' }).ok).toBe(true);
  expect(cluster.ask()).toMatchObject({ ok: true, value: expect.stringMatching(/^10\.96\.0\.\d{2,3}$/) });
});

test('R1.3.11 in 1.33: an IPAddress made by hand spoils a dynamic create, and its bit stays', async () => {
  const cluster = (await Cluster.start({ release: '1.33', flag: '10.96.0.0/30' })).add('kubernetes', '10.96.0.0/30');
  cluster.hold('10.96.0.1', { kind: 'IPAddress', name: 'by-hand' });
  const results = [cluster.ask({ name: 'a' }), cluster.ask({ name: 'b' })];
  expect(results.filter((result) => result.ok)).toEqual([{ ok: true, value: '10.96.0.2' }]);
  expect(results.find((result) => !result.ok)).toEqual({ ok: false, error: TAKEN, cause: 'allocated' });
  cluster.letGo('10.96.0.1');
  expect(errorOf(cluster.ask({ address: '10.96.0.1' }))).toBe(TAKEN);
});

test('R1.3.11 in 1.33: no ready range contains the flag range', async () => {
  const cluster = (await Cluster.start({ release: '1.33', flag: '10.96.0.0/28' })).add('other', '10.97.0.0/28');
  expect(errorOf(cluster.ask())).toBe(MISMATCH);
});

test('R1.3.11 in 1.31 and 1.32 with the gate: ServiceCIDRs first, then the bitmap must agree', async () => {
  const gates = { MultiCIDRServiceAllocator: true };
  for (const release of ['1.31', '1.32']) {
    const cluster = (await Cluster.start({ release, gates, flag: '10.96.0.0/28' })).add('kubernetes', '10.96.0.0/28');
    expect(cluster.fill()).toHaveLength(14);
    expect(errorOf(cluster.ask())).toBe(FULL);
  }
});

test('any accepted spelling names the same address', async () => {
  const cluster = (await Cluster.start({ release: '1.34' })).add('kubernetes', '192.168.0.0/24');
  expect(cluster.ask({ address: '192.168.000.007' })).toEqual({ ok: true, value: '192.168.0.7' });
  expect(errorOf(cluster.ask({ address: '::ffff:192.168.0.7', family: 'IPv4' }))).toBe(TAKEN);
});

test('a decision tells the walk', async () => {
  const cluster = (await Cluster.start()).add('kubernetes', '192.168.0.0/28');
  const given = cluster.fill('IPv4', 10);
  const { ranges, outcome, request, object, resource } = cluster.lastDecision;
  const [search] = ranges[0].searches;
  expect({ request, object, resource }).toEqual({
    request: { family: 'IPv4' },
    object: { kind: 'Service', namespace: 'default', name: 's9' },
    resource: 'clusterIP',
  });
  expect(ranges[0]).toMatchObject({
    range: '192.168.0.0/28',
    usable: '14',
    free: '5',
    result: 'allocated',
    state: 'ready',
  });
  expect(outcome).toEqual({ kind: 'allocated', value: given[9], band: 'dynamic' });
  expect(search.order[0]).toBe(search.start);
  expect(search.order.at(-1)).toBe(given[9]);
  expect(search.tried).toBe(String(search.order.length));
  for (const looked of search.order.slice(0, -1)) expect(given.slice(0, 9)).toContain(looked);
});

test('equal seeds give equal addresses, and another step does not change the others', async () => {
  const run = async (seed: number, names: string[]) => {
    const cluster = (await Cluster.start({ seed })).add('kubernetes', '192.168.0.0/24');
    return new Map(names.map((name) => [name, cluster.ask({ name })]));
  };
  const first = await run(7, ['a', 'b', 'c']);
  expect(await run(7, ['a', 'b', 'c'])).toEqual(first);
  expect((await run(7, ['a', 'x', 'b', 'c'])).get('c')).toEqual(first.get('c'));
  expect(await run(8, ['a', 'b', 'c'])).not.toEqual(first);
});
