/** Addresses in a Pod's status: order and choice (pods-and-nodes.md 3.1). */

import type { IPFamily } from '../api';
import type { Addresses } from '../core/types';

export interface NodeAddress {
  type: string;
  address: string;
}

/**
 * The first address of the preferred family, then the first of the other one, canonical (R3.3).
 * @param preferred family of the kubelet's first node address.
 */
export function sortPodIPs(ips: readonly string[], preferred: IPFamily, addresses: Addresses): string[] {
  const parsed = ips.map((ip) => addresses.parseLegacy(ip) ?? addresses.parse(ip)).filter((one) => one !== undefined);
  const first = (family: IPFamily) => parsed.find((address) => address.family === family);
  const other = preferred === 'IPv4' ? 'IPv6' : 'IPv4';
  return [first(preferred), first(other)].filter((one) => one !== undefined).map((one) => addresses.format(one));
}

/** R3.5. @returns one or two addresses, or the kubelet's error text. */
export function nodeHostIPs(all: readonly NodeAddress[], addresses: Addresses): string[] | { error: string } {
  const candidates = ['InternalIP', 'ExternalIP']
    .flatMap((type) => all.filter((one) => one.type === type))
    .map(({ address }) => addresses.parseLegacy(address))
    .filter((address) => address !== undefined);
  const [primary] = candidates;
  if (!primary)
    return {
      error: `host IP unknown; known addresses: [${all.map(({ type, address }) => `{${type} ${address}}`).join(' ')}]`,
    };
  const secondary = candidates.find(({ family }) => family !== primary.family);
  return [primary, ...(secondary ? [secondary] : [])].map((address) => addresses.format(address));
}

/**
 * Addresses of a Pod on the host network: the Node's at first sight, then fixed but for a missing second family (R3.6).
 * @param present the Pod's addresses so far, from its status or the runtime.
 */
export function hostNetworkPodIPs(
  present: readonly string[],
  hostIPs: readonly string[],
  addresses: Addresses,
): string[] {
  if (present.length === 0) return [...hostIPs];
  const family = (ip: string) => addresses.parseLegacy(ip)?.family;
  const isMissing = present.length === 1 && hostIPs.length === 2 && family(hostIPs[1]) !== family(present[0]);
  return isMissing ? [...present, hostIPs[1]] : [...present];
}
