/** What cluster DNS answers: Services, their endpoints and Pods, by the rules of its kubernetes plugin. */

import type { KubernetesObject, ServicePort } from '../kubernetes/objects';
import type { Cluster } from './network';

export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'PTR' | 'SRV';

export interface DNSRecord {
  name: string;
  type: RecordType;
  /** The address, or the name that it points to; of SRV priority, weight, port and name. */
  value: string;
}

export interface DNSAnswer {
  /** SERVFAIL for names of other zones: there is nobody to ask. */
  code: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL';
  records: DNSRecord[];
}

export interface DNS {
  /** @param name full, with or without its final dot. */
  query(name: string, type: RecordType): DNSAnswer;
}

/** What is read of an EndpointSlice. */
interface Endpoint {
  addresses: string[];
  conditions: { ready?: boolean };
  hostname?: string;
}

const NOTHING: DNSAnswer = { code: 'NXDOMAIN', records: [] };
const REVERSE = /^((?:\d+\.){4})in-addr\.arpa$|^((?:[\da-f]\.){32})ip6\.arpa$/;

/** The name under which an address without a host name stands: dashes for what parts its numbers. */
const dashed = (address: string) => address.replace(/[.:]/g, '-');

/** The name that PTR records of an address have. */
export function reverseName(cluster: Cluster, ip: string): string | undefined {
  const address = cluster.addresses.parse(ip);
  if (!address) return undefined;
  if (address.family === 'IPv4') return `${ip.split('.').reverse().join('.')}.in-addr.arpa`;
  const digits = ((address.hi << 64n) | address.lo).toString(16).padStart(32, '0');
  return `${[...digits].reverse().join('.')}.ip6.arpa`;
}

export function createDNS(cluster: Cluster): DNS {
  const zone = cluster.clusterDomain;
  const nameOf = ({ metadata }: KubernetesObject) => `${metadata.name}.${metadata.namespace}.svc.${zone}`;

  function addressRecords(name: string, ips: readonly string[], type: RecordType): DNSAnswer {
    const family = type === 'AAAA' ? 'IPv6' : 'IPv4';
    const own =
      type === 'A' || type === 'AAAA' ? ips.filter((ip) => cluster.addresses.parse(ip)?.family === family) : [];
    return { code: 'NOERROR', records: own.map((value) => ({ name, type, value })) };
  }

  /** Each address of a headless Service's ready endpoints, with the name under which it stands. */
  function endpointsOf({ metadata }: KubernetesObject): { label: string; ip: string }[] {
    const isOwn = ({ metadata: { namespace, labels } }: KubernetesObject) =>
      namespace === metadata.namespace && labels?.['kubernetes.io/service-name'] === metadata.name;
    return cluster
      .slices()
      .filter(isOwn)
      .flatMap(({ endpoints }) =>
        ((endpoints ?? []) as Endpoint[]).filter(({ conditions }) => conditions.ready !== false),
      )
      .flatMap(({ addresses, hostname }) => addresses.map((ip) => ({ label: hostname ?? dashed(ip), ip })));
  }

  const isHeadless = ({ spec }: KubernetesObject) => !spec.clusterIP || spec.clusterIP === 'None';

  function ofService(name: string, labels: readonly string[], service: KubernetesObject, type: RecordType): DNSAnswer {
    const { spec } = service;
    if (spec.type === 'ExternalName') {
      if (labels.length > 0) return NOTHING;
      const alias: DNSRecord = { name, type: 'CNAME', value: spec.externalName };
      const target = type === 'A' || type === 'AAAA' ? query(spec.externalName, type).records : [];
      return { code: 'NOERROR', records: [alias, ...target] };
    }
    if (labels.length === 2) return ofPort(name, labels, service, type);
    if (!isHeadless(service))
      return labels.length === 0 ? addressRecords(name, spec.clusterIPs ?? [spec.clusterIP], type) : NOTHING;
    const endpoints = endpointsOf(service).filter(({ label }) => labels.length === 0 || label === labels[0]);
    if (labels.length > 1 || (labels.length === 1 && endpoints.length === 0)) return NOTHING;
    return addressRecords(
      name,
      endpoints.map(({ ip }) => ip),
      type,
    );
  }

  /** `_http._tcp.web…` */
  function ofPort(
    name: string,
    [port, protocol]: readonly string[],
    service: KubernetesObject,
    type: RecordType,
  ): DNSAnswer {
    const found = ((service.spec.ports ?? []) as ServicePort[]).filter(
      (one) => port === `_${one.name}` && protocol === `_${(one.protocol ?? 'TCP').toLowerCase()}`,
    );
    if (found.length === 0) return NOTHING;
    if (type !== 'SRV') return { code: 'NOERROR', records: [] };
    const hosts = isHeadless(service)
      ? [...new Set(endpointsOf(service).map(({ label }) => `${label}.${nameOf(service)}`))]
      : [nameOf(service)];
    const weight = Math.max(1, Math.floor(100 / Math.max(1, hosts.length)));
    const records = hosts.map((host) => ({ name, type, value: `0 ${weight} ${found[0].port} ${host}` }));
    return { code: 'NOERROR', records };
  }

  function ofPod(name: string, labels: readonly string[], type: RecordType): DNSAnswer {
    const [label] = labels;
    if (labels.length !== 2) return NOTHING;
    const ip = /^[\d-]+$/.test(label) ? label.replaceAll('-', '.') : label.replaceAll('-', ':');
    return cluster.addresses.parse(ip) ? addressRecords(name, [ip], type) : NOTHING;
  }

  function ofAddress(name: string, type: RecordType): DNSAnswer {
    const names = cluster.services().flatMap((service) => {
      if (service.spec.type === 'ExternalName') return [];
      const own = isHeadless(service)
        ? endpointsOf(service).map(({ label, ip }) => ({ ip, full: `${label}.${nameOf(service)}` }))
        : ((service.spec.clusterIPs ?? []) as string[]).map((ip) => ({ ip, full: nameOf(service) }));
      return own.filter(({ ip }) => reverseName(cluster, ip) === name).map(({ full }) => full);
    });
    if (names.length === 0) return NOTHING;
    return { code: 'NOERROR', records: type === 'PTR' ? names.map((value) => ({ name, type, value })) : [] };
  }

  function query(text: string, type: RecordType): DNSAnswer {
    const name = text.toLowerCase().replace(/\.$/, '');
    if (REVERSE.test(name)) return ofAddress(name, type);
    if (name !== zone && !name.endsWith(`.${zone}`)) return { code: 'SERVFAIL', records: [] };
    const labels = name === zone ? [] : name.slice(0, -zone.length - 1).split('.');
    const kind = labels.pop();
    if (kind === 'pod') return ofPod(name, labels, type);
    if (kind !== 'svc') return kind === undefined ? { code: 'NOERROR', records: [] } : NOTHING;
    const namespace = labels.pop();
    const serviceName = labels.pop();
    const service = cluster
      .services()
      .find(({ metadata }) => metadata.name === serviceName && metadata.namespace === namespace);
    return service ? ofService(name, labels, service, type) : NOTHING;
  }

  return { query };
}
