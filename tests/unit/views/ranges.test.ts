/** The ranges of the map: Pod ranges beside Service ranges. */

import { expect, test } from 'vitest';
import { run } from './run';

const POD =
  'kubectl run web --image=busybox:1.28 -- sleep 3600\nkubectl wait pod/web --for=condition=Ready --timeout=60s';

test('the cluster range has blocks with Nodes, a block has cells with Pods', async () => {
  const { ranges } = await run('serviceSubnet: 10.96.0.0/28\n', [POD]);
  const [service, cluster, block] = ranges;
  expect(ranges).toHaveLength(3);
  expect(service).toMatchObject({ kind: 'service', prefix: '10.96.0.0/28', usable: '14' });
  expect(cluster).toMatchObject({
    kind: 'pod',
    prefix: '10.244.0.0/16',
    blocks: true,
    usable: '256',
    held: '1',
    free: '255',
  });
  expect(cluster.tiles).toHaveLength(256);
  expect(cluster.tiles![0]).toMatchObject({ prefix: '10.244.0.0/24', held: '1', usable: '1' });
  expect(cluster.addresses[0]).toMatchObject({
    address: '10.244.0.0/24',
    letter: 'N',
    holder: { kind: 'Node', name: 'worker0' },
  });
  expect(block).toMatchObject({
    kind: 'pod',
    prefix: '10.244.0.0/24',
    owners: [{ name: 'worker0' }],
    usable: '253',
    held: '1',
  });
  expect(block.cells!.filter((cell) => cell.role).map((cell) => `${cell.label} ${cell.role}`)).toEqual([
    '.0 network',
    '.1 gateway',
    '.255 broadcast',
  ]);
  expect(block.cells!.find((cell) => cell.holder)).toMatchObject({ letter: 'P', holder: { kind: 'Pod', name: 'web' } });
  expect(block.cells!.find((cell) => cell.holder)!.decision).toBeDefined();
});

test.each([
  ['10.244.0.0/22', 24, 4, '4'],
  ['10.244.0.0/16', 26, 256, '1024'],
])('%s in blocks of /%d has %d tiles', async (podSubnet, mask, tiles, usable) => {
  const { ranges } = await run(`serviceSubnet: 10.96.0.0/28\npodSubnet: ${podSubnet}\nnodeCIDRMaskSize: ${mask}\n`);
  const cluster = ranges.find((range) => range.blocks)!;
  expect(cluster.tiles).toHaveLength(tiles);
  expect(cluster.usable).toBe(usable);
});

test('a cluster range of one block is drawn once, as the block of its Node', async () => {
  const { ranges } = await run('serviceSubnet: 10.96.0.0/28\npodSubnet: 10.244.0.0/24\n');
  expect(ranges.map(({ prefix, blocks }) => [prefix, blocks ?? false])).toEqual([
    ['10.96.0.0/28', false],
    ['10.244.0.0/24', false],
  ]);
});
