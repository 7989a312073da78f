/** Network interfaces, addresses and routes as a container sees them: one end of a pair whose other end is a port of the node's bridge. */

import type { IPFamily } from '../api';
import type { Address, Addresses } from '../core/types';
import { addressBits } from '../core/bits';

export interface InterfaceAddress {
  family: IPFamily;
  address: string;
  bits: number;
  broadcast?: string;
  /** IPv4: the mask as an address. */
  mask?: string;
  scope: 'global' | 'link' | 'host';
}

export interface Interface {
  index: number;
  name: string;
  /** The other end of a pair: its name here, or its index elsewhere. */
  peer?: string;
  /** The bridge that it is a port of. */
  master?: string;
  flags: string[];
  mtu: number;
  /** Absent for the loopback. */
  mac?: string;
  addresses: InterfaceAddress[];
}

export interface Route {
  family: IPFamily;
  /** The network; absent for the default route. */
  to?: { address: string; bits: number; mask?: string };
  via?: string;
  dev: string;
  /** Source address of an IPv4 network on a link. */
  src?: string;
  /** IPv6 routes have one. */
  metric?: number;
}

export interface Links {
  interfaces: Interface[];
  routes: Route[];
}

/** One sandbox with addresses of its own. */
export interface Link {
  /** 64 hexadecimal digits; hardware addresses and names come from them. */
  sandboxID: string;
  /** Index of the node's end. */
  peerIndex: number;
  ips: readonly string[];
}

const MTU = 1500;
const LOOPBACK_MTU = 65536;
/** Metrics that the kernel gives to IPv6 routes: of a link, and of those that were added by hand. */
const LINK_METRIC = 256;
const ADDED_METRIC = 1024;
const UP = ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'];
const BRIDGE = 'cni0';
const BRIDGE_INDEX = 3;
/** Index of the first Pod's end on the node. */
export const FIRST_PEER_INDEX = 4;
/** Lengths of the network that the nodes are in. */
const NODE_BITS: Readonly<Record<IPFamily, number>> = { IPv4: 24, IPv6: 64 };

const LOOPBACK: Interface = {
  index: 1,
  name: 'lo',
  flags: ['LOOPBACK', 'UP', 'LOWER_UP'],
  mtu: LOOPBACK_MTU,
  addresses: [
    { family: 'IPv4', address: '127.0.0.1', bits: 8, mask: '255.0.0.0', scope: 'host' },
    { family: 'IPv6', address: '::1', bits: 128, scope: 'host' },
  ],
};

/** What a container with an address of its own has. @param podCIDRs of the node. */
export function podLinks(link: Link, podCIDRs: readonly string[], addresses: Addresses): Links {
  const mac = macOf(link.sandboxID.slice(0, 12));
  const eth0: Interface = {
    index: 2,
    name: 'eth0',
    peer: `if${link.peerIndex}`,
    flags: UP,
    mtu: MTU,
    mac,
    addresses: [...own(link.ips, podCIDRs, addresses), linkLocal(mac, addresses)],
  };
  return { interfaces: [LOOPBACK, eth0], routes: routesOf([eth0], 'eth0', addresses) };
}

/** What a container on the host network has: the node's own, the bridge, and one end of each Pod's pair. */
export function nodeLinks(
  nodeIPs: readonly string[],
  links: readonly Link[],
  podCIDRs: readonly string[],
  addresses: Addresses,
): Links {
  const networks = nodeIPs.map((ip) => `${ip}/${NODE_BITS[addresses.parse(ip)?.family ?? 'IPv4']}`);
  const nodeMAC = macOf(hardwareSeed(nodeIPs[0] ?? ''));
  const eth0: Interface = {
    index: 2,
    name: 'eth0',
    flags: UP,
    mtu: MTU,
    mac: nodeMAC,
    addresses: [...own(nodeIPs, networks, addresses), linkLocal(nodeMAC, addresses)],
  };
  const gateways = podCIDRs.map((cidr) => gatewayOf(cidr, addresses)).filter((one) => one !== undefined);
  const bridgeMAC = macOf(hardwareSeed(gateways[0] ?? ''));
  const bridge: Interface = {
    index: BRIDGE_INDEX,
    name: BRIDGE,
    flags: UP,
    mtu: MTU,
    mac: bridgeMAC,
    addresses: [...own(gateways, podCIDRs, addresses), linkLocal(bridgeMAC, addresses)],
  };
  const ports = links.map(({ sandboxID, peerIndex }): Interface => {
    const mac = macOf(sandboxID.slice(20, 32));
    return {
      index: peerIndex,
      name: `veth${sandboxID.slice(12, 20)}`,
      peer: 'eth0',
      master: BRIDGE,
      flags: UP,
      mtu: MTU,
      mac,
      addresses: [linkLocal(mac, addresses)],
    };
  });
  // the bridge comes with the first Pod
  const more = links.length > 0 ? [bridge, ...ports] : [];
  return { interfaces: [LOOPBACK, eth0, ...more], routes: routesOf([eth0, ...more], 'eth0', addresses) };
}

/** The address after the network's own. */
function gatewayOf(cidr: string, addresses: Addresses): string | undefined {
  const prefix = addresses.parsePrefixLegacy(cidr);
  const first = prefix && addresses.next(addresses.masked(prefix).address);
  return first && addresses.format(first);
}

/** Addresses with the network that each is in; those that no network holds stand alone. */
function own(ips: readonly string[], networks: readonly string[], addresses: Addresses): InterfaceAddress[] {
  const given = ips.map((ip) => addresses.parse(ip)).filter((one) => one !== undefined);
  const prefixes = networks.map((cidr) => addresses.parsePrefixLegacy(cidr)).filter((one) => one !== undefined);
  const inOrder = [...given].sort((a, b) => (a.family < b.family ? -1 : a.family > b.family ? 1 : 0));
  return inOrder.map((address) => {
    const prefix = prefixes.find((one) => addresses.contains(one, address));
    const bits = prefix?.bits ?? addressBits(address.family);
    return {
      family: address.family,
      address: addresses.format(address),
      bits,
      scope: 'global',
      ...(address.family === 'IPv4' ? { mask: maskOf(bits, addresses) } : {}),
      ...(prefix && address.family === 'IPv4' ? { broadcast: addresses.format(addresses.lastOf(prefix)) } : {}),
    };
  });
}

const maskOf = (bits: number, addresses: Addresses): string =>
  addresses.format(addresses.masked({ address: addresses.parse('255.255.255.255')!, bits }).address);

/** Six bytes with the marks of an address that was made up for one device. @param digits twelve hexadecimal ones. */
function macOf(digits: string): string {
  const bytes = digits.match(/../g) ?? [];
  const first = ((parseInt(bytes[0] ?? '0', 16) & 0xfe) | 0x02).toString(16).padStart(2, '0');
  return [first, ...bytes.slice(1)].join(':');
}

/** Twelve hexadecimal digits that only depend on a text. */
function hardwareSeed(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const letter of text) hash = BigInt.asUintN(64, (hash ^ BigInt(letter.charCodeAt(0))) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0').slice(0, 12);
}

/** RFC 4291, appendix A: the interface's number from its hardware address. */
function linkLocal(mac: string, addresses: Addresses): InterfaceAddress {
  const [a, b, c, d, e, f] = mac.split(':');
  const flipped = (parseInt(a, 16) ^ 0x02).toString(16).padStart(2, '0');
  const text = `fe80::${flipped}${b}:${c}ff:fe${d}:${e}${f}`;
  return { family: 'IPv6', address: addresses.canonical(text) ?? text, bits: 64, scope: 'link' };
}

/** Networks of the links, and the way out through `out`; IPv4's default route leads, IPv6's follows. */
function routesOf(interfaces: readonly Interface[], out: string, addresses: Addresses): Route[] {
  const network = ({ address, bits, mask }: InterfaceAddress) => {
    const prefix = addresses.masked({ address: addresses.parse(address) as Address, bits });
    return { address: addresses.format(prefix.address), bits, ...(mask ? { mask } : {}) };
  };
  const connected = interfaces.flatMap(({ name: dev, addresses: all }) =>
    all.map((one): Route & { scope: string } => ({
      family: one.family,
      to: network(one),
      dev,
      scope: one.scope,
      ...(one.family === 'IPv4' ? { src: one.address } : { metric: LINK_METRIC }),
    })),
  );
  const ways = (interfaces.find(({ name }) => name === out)?.addresses ?? [])
    .filter(({ scope }) => scope === 'global')
    .map((one): Route => {
      const { address, bits } = network(one);
      const via = gatewayOf(`${address}/${bits}`, addresses);
      return { family: one.family, dev: out, via, ...(one.family === 'IPv6' ? { metric: ADDED_METRIC } : {}) };
    });
  const of = (family: IPFamily, scope: string) =>
    connected.filter((route) => route.family === family && route.scope === scope);
  const default_ = (family: IPFamily) => ways.filter((route) => route.family === family);
  return [
    ...default_('IPv4'),
    ...of('IPv4', 'global'),
    ...of('IPv6', 'global'),
    ...of('IPv6', 'link'),
    ...default_('IPv6'),
  ];
}

/** The route that packets to an address take: the longest match. */
export function routeTo(target: Address, { routes }: Links, addresses: Addresses): Route | undefined {
  const matching = routes.filter(({ family, to }) => {
    if (family !== target.family) return false;
    const network = to && addresses.parse(to.address);
    return !to || (network !== undefined && addresses.contains({ address: network, bits: to.bits }, target));
  });
  return matching.sort((a, b) => (b.to?.bits ?? 0) - (a.to?.bits ?? 0))[0];
}
