/** Questions about prefixes and addresses given as text, answered by the core. */

import type { Addresses, Prefix } from '../core/types';

/** A comma-separated setting of one or two prefixes as masked prefixes, in their order. */
export function prefixesOf(addresses: Addresses, setting: string): Prefix[] {
  return setting
    .split(',')
    .map((text) => addresses.parsePrefix(text.trim()))
    .filter((prefix) => prefix !== undefined)
    .map((prefix) => addresses.masked(prefix));
}

/** The address `offset` steps behind the network address of a prefix, as text. */
export function addressAt(addresses: Addresses, prefix: Prefix, offset: bigint): string | undefined {
  const address = addresses.add(addresses.masked(prefix).address, offset);
  return address && addresses.contains(prefix, address) ? addresses.format(address) : undefined;
}

/**
 * True when a range may hand out the address: it lies inside, and is neither its network nor its IPv4 broadcast
 * address (services.md R5.4.5 b).
 */
export function servesAddress(addresses: Addresses, cidr: string, ip: string): boolean {
  const prefix = addresses.parsePrefix(cidr);
  const address = addresses.parse(ip);
  if (!prefix || !address || prefix.address.family !== address.family || !addresses.contains(prefix, address))
    return false;
  if (addresses.offsetIn(prefix, address) === 0n) return false;
  return address.family === 'IPv6' || addresses.compare(address, addresses.lastOf(prefix)) !== 0;
}

/** True when `outer` contains all of `inner`. */
export function coversCIDR(addresses: Addresses, outer: string, inner: string): boolean {
  const [a, b] = [addresses.parsePrefix(outer), addresses.parsePrefix(inner)];
  return !!a && !!b && a.address.family === b.address.family && addresses.covers(a, b);
}

export function overlapsCIDR(addresses: Addresses, a: string, b: string): boolean {
  const [first, second] = [addresses.parsePrefix(a), addresses.parsePrefix(b)];
  return !!first && !!second && first.address.family === second.address.family && addresses.overlaps(first, second);
}
