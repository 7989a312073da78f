/** Sizes and bands of service ranges: the tables of services.md 1.0, 10.1 rows 1, 2 and 24. */

import { expect, test } from 'vitest';
import { AddressPool } from '../../../worker/allocator/address-pool';
import { portBandLength } from '../../../worker/allocator/node-port';
import { bitmapRange, rangeSize, serviceRange, staticBandLength } from '../../../worker/allocator/range';
import { freshCore } from '../../core/load';

const core = await freshCore();
const parse = (text: string) => core.addresses.parsePrefix(text)!;

/** prefix, RangeSize, offset, usable, static band, dynamic band, usable of the bitmap. */
const SIZES = `
10.96.0.0/32 1 0 0 - - 0
10.96.0.0/31 2 0 0 - - 0
10.96.0.0/30 4 0 2 - 10.96.0.1-10.96.0.2 2
10.96.0.0/29 8 0 6 - 10.96.0.1-10.96.0.6 6
10.96.0.0/28 16 0 14 - 10.96.0.1-10.96.0.14 14
10.96.0.0/27 32 16 30 10.96.0.1-10.96.0.16 10.96.0.17-10.96.0.30 30
10.96.0.0/26 64 16 62 10.96.0.1-10.96.0.16 10.96.0.17-10.96.0.62 62
10.96.0.0/25 128 16 126 10.96.0.1-10.96.0.16 10.96.0.17-10.96.0.126 126
10.96.0.0/24 256 16 254 10.96.0.1-10.96.0.16 10.96.0.17-10.96.0.254 254
10.96.0.0/23 512 32 510 10.96.0.1-10.96.0.32 10.96.0.33-10.96.1.254 510
10.96.0.0/22 1024 64 1022 10.96.0.1-10.96.0.64 10.96.0.65-10.96.3.254 1022
10.96.0.0/21 2048 128 2046 10.96.0.1-10.96.0.128 10.96.0.129-10.96.7.254 2046
10.96.0.0/20 4096 256 4094 10.96.0.1-10.96.1.0 10.96.1.1-10.96.15.254 4094
10.96.0.0/16 65536 256 65534 10.96.0.1-10.96.1.0 10.96.1.1-10.96.255.254 65534
10.96.0.0/12 1048576 256 1048574 10.96.0.1-10.96.1.0 10.96.1.1-10.111.255.254 1048574
fd00::/128 1 0 0 - - 0
fd00::/127 2 0 1 - fd00::1-fd00::1 1
fd00::/126 4 0 3 - fd00::1-fd00::3 3
fd00::/124 16 0 15 - fd00::1-fd00::f 15
fd00::/122 64 16 63 fd00::1-fd00::10 fd00::11-fd00::3f 63
fd00::/120 256 16 255 fd00::1-fd00::10 fd00::11-fd00::ff 255
fd00::/118 1024 64 1023 fd00::1-fd00::40 fd00::41-fd00::3ff 1023
fd00::/116 4096 256 4095 fd00::1-fd00::100 fd00::101-fd00::fff 4095
fd00::/112 65536 256 65535 fd00::1-fd00::100 fd00::101-fd00::ffff 65535
fd00::/108 1048576 256 1048575 fd00::1-fd00::100 fd00::101-fd00::f:ffff 65535
fd00::/64 9223372036854775807 256 18446744073709551615 fd00::1-fd00::100 fd00::101-fd00::ffff:ffff:ffff:ffff 65535
`;

const rows = SIZES.trim()
  .split('\n')
  .map((line) => line.split(' '));

test.each(rows)('%s', (text, size, offset, usable, staticBand, dynamicBand, bitmapUsable) => {
  const prefix = parse(text);
  const pool = new AddressPool(core, serviceRange(core, text, prefix));
  const decision = pool.describe([], 'ready');
  const span = (band?: { first: string; last: string }) => (band ? `${band.first}-${band.last}` : '-');
  expect(String(rangeSize(prefix))).toBe(size);
  expect(String(staticBandLength(rangeSize(prefix)))).toBe(offset);
  expect(decision.usable).toBe(usable);
  expect(decision.free).toBe(usable);
  expect(span(decision.staticBand)).toBe(staticBand);
  expect(span(decision.dynamicBand)).toBe(dynamicBand);
  expect(String(bitmapRange(core, text, prefix).last)).toBe(bitmapUsable);
});

test.each([
  ['192.168.1.1/28', 0],
  ['192.168.1.1/27', 16],
  ['192.168.1.1/22', 64],
  ['192.168.1.1/8', 256],
  ['fd00::1/124', 0],
  ['fd00::1/122', 16],
  ['fd00::1/118', 64],
  ['fd00::1/12', 256],
])('static band of %s', (text, offset) => {
  expect(staticBandLength(rangeSize(parse(text)))).toBe(BigInt(offset));
});

test.each([
  ['192.168.1.0/24', 254n],
  ['192.168.1.0/31', 0n],
  ['192.168.1.0/32', 0n],
  ['0.0.0.0/0', 4294967294n],
  ['2001:db2::/112', 65535n],
  ['2001:db2::/127', 1n],
  ['2001:db2::/128', 0n],
  ['2001:db2::/65', 2n ** 63n - 1n],
  ['2001:db2::/64', 2n ** 64n - 1n],
])('hosts of %s', (text, hosts) => {
  expect(serviceRange(core, text, parse(text)).last).toBe(hosts);
});

test.each([
  [2768, 86],
  [10, 0],
  [16, 0],
  [128, 16],
  [2048, 64],
  [4096, 128],
  [8192, 128],
])('static band of %i ports', (size, offset) => {
  expect(portBandLength(size)).toBe(offset);
});
