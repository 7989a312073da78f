/** The network between simulated processes: who listens where, and what names mean inside a Pod. */

import type { Addresses } from '../core/types';
import type { KubernetesObject, ServicePort } from '../kubernetes/objects';
import { createDNS, type DNSAnswer, type RecordType } from './dns';
import { lookupHosts } from './hosts-file';
import { parseResolvConf } from './resolv-conf';

/** What is read of an EndpointSlice. */
interface Endpoint {
  addresses: string[];
  conditions: { ready?: boolean };
  hostname?: string;
}

interface EndpointPort {
  name?: string;
  port?: number;
}

export interface HttpAnswer {
  status: number;
  reason: string;
  body: string;
}

export interface Listener {
  ips: readonly string[];
  port: number;
  /** @param clientIP the address that the request comes from. */
  answer(path: string, clientIP: string): HttpAnswer;
}

/** Of an address at which nothing listens yet. */
const NO_PORT = -1;

export interface Cluster {
  services(): KubernetesObject[];
  slices(): KubernetesObject[];
  pods(): KubernetesObject[];
  /** The addresses at which cluster DNS answers; empty when the cluster has none. */
  dnsServers(): string[];
  clusterDomain: string;
  addresses: Addresses;
}

export type Connection = { listener: Listener } | { failure: 'refused' | 'no route' | 'timeout' };

export interface Network {
  listen(listener: Listener): () => void;
  /** Addresses that answer from now on. @returns what takes them away. */
  attach(ips: readonly string[]): () => void;
  connect(address: string, port: number): Connection;
  /** Ports at which something listens at one of these addresses, in order. */
  openPorts(ips: readonly string[]): number[];
  /** True when something with this address answers a ping. */
  isUp(address: string): boolean;
  /** Addresses that cluster DNS has for a full name; undefined when there is no such name. */
  lookupDNS(name: string): string[] | undefined;
  /** What cluster DNS answers to one question. */
  queryDNS(name: string, type: RecordType): DNSAnswer;
}

/**
 * @param nodeIPs addresses of all Nodes.
 * @param listeners shared by the networks of several nodes.
 */
export function createNetwork(
  cluster: Cluster,
  nodeIPs: () => readonly string[],
  listeners = new Set<Listener>(),
): Network {
  const canonical = (address: string) => cluster.addresses.canonical(address) ?? address;

  function connectPod(address: string, port: number): Connection {
    const listener = [...listeners].find((one) => one.port === port && one.ips.includes(address));
    if (listener) return { listener };
    return { failure: isUp(address) ? 'refused' : 'no route' };
  }

  /** The first ready endpoint behind a Service's port. */
  function connectService(service: KubernetesObject, address: string, port: number): Connection {
    const servicePort = ((service.spec.ports ?? []) as ServicePort[]).find((one) => one.port === port);
    if (!servicePort) return { failure: 'timeout' };
    const family = cluster.addresses.parse(address)?.family;
    for (const slice of slicesOf(service).filter(({ addressType }) => addressType === family)) {
      const target = ((slice.ports ?? []) as EndpointPort[]).find(({ name = '' }) => name === (servicePort.name ?? ''));
      const endpoint = ((slice.endpoints ?? []) as Endpoint[]).find(({ conditions }) => conditions.ready !== false);
      if (target?.port !== undefined && endpoint) return connectPod(canonical(endpoint.addresses[0]), target.port);
    }
    return { failure: 'refused' };
  }

  const slicesOf = (service: KubernetesObject) =>
    cluster
      .slices()
      .filter(
        ({ metadata }) =>
          metadata.namespace === service.metadata.namespace &&
          metadata.labels?.['kubernetes.io/service-name'] === service.metadata.name,
      );

  function isUp(address: string): boolean {
    const ip = canonical(address);
    if (nodeIPs().includes(ip) || [...listeners].some(({ ips }) => ips.includes(ip))) return true;
    return cluster
      .pods()
      .some(
        (pod) =>
          pod.status?.phase === 'Running' &&
          ((pod.status.podIPs ?? []) as { ip: string }[]).some((one) => canonical(one.ip) === ip),
      );
  }

  const dns = createDNS(cluster);

  function lookupDNS(name: string): string[] | undefined {
    const answers = [dns.query(name, 'A'), dns.query(name, 'AAAA')];
    if (answers[0].code !== 'NOERROR') return undefined;
    return answers.flatMap(({ records }) => records.filter(({ type }) => type !== 'CNAME').map(({ value }) => value));
  }

  return {
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    connect(address, port) {
      const ip = canonical(address);
      const service = cluster.services().find((one) => servedAddresses(one).some((own) => canonical(own) === ip));
      if (service) return connectService(service, ip, port);
      if (isUp(ip)) return connectPod(ip, port);
      const isOurs = cluster.addresses.parse(ip) !== undefined && isPrivate(ip);
      return { failure: isOurs ? 'no route' : 'timeout' };
    },
    attach: (ips) => {
      const silent: Listener = { ips, port: NO_PORT, answer: () => ({ status: 404, reason: '', body: '' }) };
      listeners.add(silent);
      return () => void listeners.delete(silent);
    },
    openPorts(ips) {
      const ports = [...listeners]
        .filter((one) => one.port !== NO_PORT && one.ips.some((ip) => ips.includes(ip)))
        .map(({ port }) => port);
      return [...new Set(ports)].sort((a, b) => a - b);
    },
    isUp,
    lookupDNS,
    queryDNS: (name, type) => dns.query(name, type),
  };
}

/** The addresses at which a proxy on every Node answers for a Service. */
function servedAddresses({ spec, status }: KubernetesObject): string[] {
  const ingress = (status?.loadBalancer?.ingress ?? []) as { ip?: string; ipMode?: string }[];
  return [
    ...(spec.clusterIPs ?? []),
    ...(spec.type === 'ExternalName' ? [] : (spec.externalIPs ?? [])),
    ...ingress.flatMap(({ ip, ipMode }) => (ip !== undefined && ipMode !== 'Proxy' ? [ip] : [])),
  ];
}

/** Pod addresses that nobody has are answered by the bridge; everything else never answers. */
const isPrivate = (ip: string) => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd])/i.test(ip);

export interface Resolver {
  /** Text of the container's /etc/hosts and /etc/resolv.conf. */
  hosts: string;
  resolvConf: string;
}

export interface Resolution {
  addresses: string[];
  /** The full name that was found. */
  name: string;
  /** The server that knew it; undefined for the hosts file. */
  server?: string;
  failure?: 'no name' | 'no server';
}

/** Resolves as the C library does: the hosts file, then DNS with the search list. */
export function resolveName(
  name: string,
  { hosts, resolvConf }: Resolver,
  network: Network,
  cluster: Cluster,
): Resolution {
  if (cluster.addresses.parse(name)) return { addresses: [name], name };
  const inFile = lookupHosts(hosts, name);
  if (inFile.addresses.length > 0) return inFile;
  const { servers, searches, options } = parseResolvConf(resolvConf);
  const server = servers.find((one) => cluster.dnsServers().includes(one));
  if (!server) return { addresses: [], name, failure: 'no server' };
  const ndots = Number(options.find((option) => option.startsWith('ndots:'))?.slice('ndots:'.length) ?? 1);
  for (const candidate of candidates(name, searches, ndots)) {
    const addresses = network.lookupDNS(candidate);
    if (addresses?.length) return { addresses, name: candidate, server };
  }
  return { addresses: [], name, server, failure: 'no name' };
}

/** The full names that are tried, in order. */
export function candidates(name: string, searches: readonly string[], ndots: number): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const searched = searches.map((search) => `${name}.${search}`);
  return name.split('.').length - 1 >= ndots ? [name, ...searched] : [...searched, name];
}
