/** Pod ranges and Pod addresses: pods-and-nodes.md 9.3 and the worked examples of parts 3.2 and 4. */

import { expect, test } from 'vitest';
import { createPodCIDRAllocator, createPodIPAllocator } from '../../../worker/allocator';
import type { DecisionRecord } from '../../../worker/allocator/types';
import { freshCore } from '../../core/load';

const core = await freshCore();
const decisions: DecisionRecord[] = [];
const note = (decision: DecisionRecord) => void decisions.push(decision);
const owner = { kind: 'Node', name: 'n' };
const valueOf = (result: { ok: boolean; value?: string; error?: string }) => (result.ok ? result.value : result.error);

function blocks(clusterCIDR: string, nodeCIDRMaskSize: number) {
  const allocator = createPodCIDRAllocator({ core, clusterCIDR, nodeCIDRMaskSize, decisions: note });
  return {
    ...allocator,
    next: () => valueOf(allocator.allocateNext(owner)),
    occupy: allocator.occupy.bind(allocator),
    release: allocator.release.bind(allocator),
  };
}

function pods(podCIDR: string, reserved: string[] = [], lastReserved?: string) {
  const allocator = createPodIPAllocator({ core, podCIDR, decisions: note, reserved, lastReserved });
  return {
    next: () => valueOf(allocator.allocateNext(owner)),
    release: (address: string) => allocator.release(address),
  };
}

test.each([
  [50, '10.0.0.0/29', [], undefined, '10.0.0.2'],
  [51, '2001:db8:1::0/64', [], undefined, '2001:db8:1::2'],
  [52, '10.0.0.0/30', [], undefined, '10.0.0.2'],
  [53, '10.0.0.0/29', [], '10.0.0.5', '10.0.0.6'],
  [54, '10.0.0.0/29', ['10.0.0.4', '10.0.0.5'], '10.0.0.3', '10.0.0.6'],
  [55, '10.0.0.0/29', ['10.0.0.6'], '10.0.0.5', '10.0.0.2'],
  [56, '10.0.0.0/29', ['10.0.0.2'], '10.0.0.128', '10.0.0.3'],
  [57, '10.0.0.0/29', ['10.0.0.2', '10.0.0.4', '10.0.0.5', '10.0.0.6'], '10.0.0.3', '10.0.0.3'],
  [
    59,
    '10.0.0.0/30',
    ['10.0.0.2'],
    undefined,
    'failed to allocate for range 0: no IP addresses available in range set: 10.0.0.1-10.0.0.2',
  ],
] as const)('TC %i: %s', (_row, podCIDR, reserved, last, expected) => {
  expect(pods(podCIDR, [...reserved], last).next()).toBe(expected);
});

test('TC 58: a released address is not given at once', () => {
  const node = pods('192.168.1.0/29');
  expect(node.next()).toBe('192.168.1.2');
  node.release('192.168.1.2');
  expect(node.next()).toBe('192.168.1.3');
});

test('TC 60: from the end of one range to the start of the next, and round', () => {
  const moreCIDRs = ['10.0.1.0/30', '10.0.2.0/29'];
  const allocator = createPodIPAllocator({
    ...{ core, podCIDR: '10.0.0.0/30', moreCIDRs, decisions: note },
    lastReserved: '10.0.0.2',
  });
  const next = () => valueOf(allocator.allocateNext(owner));
  expect([next(), next(), next()]).toEqual(['10.0.1.2', '10.0.2.2', '10.0.2.3']);
  expect(decisions.at(-1)!.ranges.map(({ range, result }) => [range, result])).toEqual([
    ['10.0.0.0/30', 'not asked'],
    ['10.0.1.0/30', 'not asked'],
    ['10.0.2.0/29', 'allocated'],
  ]);
  expect([next(), next(), next(), next()]).toEqual(['10.0.2.4', '10.0.2.5', '10.0.2.6', '10.0.0.2']);
  expect(next()).toBe(
    'failed to allocate for range 0: no IP addresses available in range set: 10.0.0.1-10.0.0.2,10.0.1.1-10.0.1.2,10.0.2.1-10.0.2.6',
  );
  allocator.release('10.0.2.4');
  expect(next()).toBe('10.0.2.4');
});

test('the walk of a full range is told as far as it went, round its end', () => {
  const node = pods('10.0.0.0/29', ['10.0.0.5', '10.0.0.6', '10.0.0.2'], '10.0.0.4');
  expect(node.next()).toBe('10.0.0.3');
  expect(decisions.at(-1)!.ranges[0].searches).toEqual([
    {
      band: 'dynamic',
      start: '10.0.0.5',
      tried: '4',
      order: ['10.0.0.5', '10.0.0.6', '10.0.0.2', '10.0.0.3'],
      found: '10.0.0.3',
    },
  ]);
});

test('TC 61 and R3.16: a /24 filled, one given back', () => {
  const node = pods('10.244.1.0/24');
  expect(Array.from({ length: 253 }, node.next)).toEqual(
    Array.from({ length: 253 }, (_, index) => `10.244.1.${index + 2}`),
  );
  expect(node.next()).toBe(
    'failed to allocate for range 0: no IP addresses available in range set: 10.244.1.1-10.244.1.254',
  );
  expect(decisions.at(-1)).toMatchObject({ resource: 'podIP', ranges: [{ usable: '253', free: '0', result: 'full' }] });
  node.release('10.244.1.12');
  expect(node.next()).toBe('10.244.1.12');
});

test('R3.12, R3.17: ends of ranges', () => {
  const six = pods('2001:db8::/64', [], '2001:db8::ffff:ffff:ffff:fffe');
  expect([six.next(), six.next()]).toEqual(['2001:db8::ffff:ffff:ffff:ffff', '2001:db8::2']);
  expect(pods('10.0.0.0/31').next()).toBe('invalid range set 0: Network 10.0.0.0/31 too small to allocate from');
  const small = pods('fd00::/126');
  expect([small.next(), small.next()]).toEqual(['fd00::2', 'fd00::3']);
  const hex = pods('fd00::/64', [], 'fd00::9');
  expect(hex.next()).toBe('fd00::a');
});

test.each([
  [62, '127.123.3.0/16', 24, 0, '127.123.0.0/24'],
  [62, '127.123.3.0/16', 24, 15, '127.123.15.0/24'],
  [63, '2001:db8:1234:3::/48', 64, 0, '2001:db8:1234::/64'],
  [63, '2001:db8:1234:3::/48', 64, 15, '2001:db8:1234:f::/64'],
  [64, '2001:0db8:1234:ff00::/56', 72, 15, '2001:db8:1234:ff00:f00::/72'],
  [64, '2001:0db8:1234:ff00::/56', 72, 6425, '2001:db8:1234:ff19:1900::/72'],
  [65, '192.168.5.219/28', 32, 5, '192.168.5.213/32'],
])('TC %i: block of %s /%i at %i', (_row, cluster, bits, index, expected) => {
  const allocator = blocks(cluster, bits);
  for (let skipped = 0; skipped < index; skipped++) allocator.next();
  expect(allocator.next()).toBe(expected);
});

test('TC 66, 67: a service range inside the cluster range', () => {
  const allocator = blocks('127.123.234.0/24', 30);
  expect(allocator.occupy('127.123.234.0/26')).toBeUndefined();
  expect(allocator.next()).toBe('127.123.234.64/30');
  for (const host of [68, 72, 80]) allocator.occupy(`127.123.234.${host}/30`);
  expect(allocator.next()).toBe('127.123.234.76/30');
});

test('TC 68: no double counting', () => {
  const allocator = blocks('10.10.0.0/22', 24);
  allocator.occupy('10.10.0.0/24');
  allocator.occupy('10.10.2.0/24');
  expect(allocator.next()).toBe('10.10.1.0/24');
});

test('TC 69, 70: full, then one given back', () => {
  const allocator = blocks('127.123.234.0/28', 30);
  for (let count = 0; count < 4; count++) allocator.next();
  expect(allocator.next()).toBe(
    'CIDR allocation failed; there are no remaining CIDRs left to allocate in the accepted range',
  );
  allocator.release('127.123.234.4/30');
  expect(allocator.next()).toBe('127.123.234.4/30');
});

test('TC 72: occupied twice, released twice', () => {
  const allocator = blocks('10.42.0.0/16', 24);
  const used = () => {
    allocator.next();
    const { usable, free } = decisions.at(-1)!.ranges[0];
    const count = Number(usable) - Number(free);
    const { outcome } = decisions.at(-1)!;
    if (outcome.kind === 'allocated') allocator.release(outcome.value);
    return count;
  };
  const counts = ['10.42.5.0/24', '10.42.9.0/24', '10.42.8.0/22', '10.42.9.0/24'].map(
    (cidr) => (allocator.occupy(cidr), used()),
  );
  for (const cidr of ['10.42.9.0/24', '10.42.9.0/24', '10.42.4.0/22']) counts.push((allocator.release(cidr), used()));
  expect(counts).toEqual([1, 2, 5, 5, 4, 4, 3]);
});

test('TC 73: a range that covers the cluster range takes all', () => {
  const allocator = blocks('127.0.0.0/8', 16);
  expect(allocator.occupy('127.0.0.0/2')).toBeUndefined();
  expect(allocator.next()).toMatch(/^CIDR allocation failed/);
  expect(allocator.occupy('10.0.0.0/16')).toBe('cidr 10.0.0.0/16 is out the range of cluster cidr 127.0.0.0/8');
});

test('TC 74: a freed block waits until the cursor has wrapped', () => {
  const allocator = blocks('10.244.0.0/16', 24);
  expect(Array.from({ length: 4 }, allocator.next)).toEqual([0, 1, 2, 3].map((third) => `10.244.${third}.0/24`));
  allocator.release('10.244.1.0/24');
  expect(allocator.next()).toBe('10.244.4.0/24');
  for (let third = 5; third < 256; third++) allocator.next();
  expect(allocator.next()).toBe('10.244.1.0/24');
});

test('R4.9: host bits and other lengths', () => {
  const allocator = blocks('10.10.0.0/16', 24);
  expect(allocator.occupy('10.10.0.1/26')).toBeUndefined();
  expect(allocator.next()).toBe('10.10.1.0/24');
});

test.each([
  ['10.0.0.0/25', 24, /^Controller: Invalid --cluster-cidr/],
  ['2001:db8::/40', 64, /^New CIDR set failed; the node CIDR size is too big$/],
  ['nonsense', 24, /^invalid CIDR\[0\]: <nil> \(invalid CIDR address: nonsense\)$/],
])('R4.3: %s /%i cannot start', (cluster, bits, text) => {
  expect(blocks(cluster, bits).next()).toMatch(text);
});
