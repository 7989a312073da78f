/** Kind Provenance of berth.dev: where each line, name, address, port and block of an object comes from. Made when it is read. */

import type { HostsLine } from '../../api';
import type { HostsFile } from '../../kubernetes/client';
import type { KubernetesObject } from '../../kubernetes/objects';
import type { Env } from '../env';
import { AGE, NAME } from '../registry/columns';
import type { Strategy } from '../registry/strategy';
import type { Store } from '../store';
import { GROUP, refText, VERSION } from './decision';
import type { DecisionLog } from './log';

/** One value of an object. */
export interface Origin {
  value: string;
  /** Where it stands: `status.podIPs[0].ip`. */
  field: string;
  /** Number of the decision that gave it. */
  decision?: number;
  /** Of a Pod's address: the block of its Node that it came from. */
  block?: string;
  /** Whose block, or whose address, it is. */
  from?: { kind: string; name: string; field: string };
}

/** A line of a hosts file with the field of each of its parts; parts that the kubelet makes up have none. */
export type OriginLine = HostsLine & { addressField?: string; nameFields?: string[] };

export interface Provenance extends KubernetesObject {
  object: { kind: string; namespace?: string; name: string; uid?: string };
  addresses?: Origin[];
  nodePorts?: Origin[];
  blocks?: Origin[];
  hostsFile?: { text: string; containers: readonly string[]; own: readonly string[]; lines: OriginLine[] };
}

/** Cluster-scoped objects have theirs in the namespace in which their Events are. */
const CLUSTER_NAMESPACE = 'default';

export const PROVENANCE: Strategy<Provenance> = {
  group: GROUP,
  version: VERSION,
  kind: 'Provenance',
  resource: 'provenances',
  singular: 'provenance',
  namespaced: true,
  verbs: ['get', 'list'],
  nameRule: () => [],
  columns: [
    NAME,
    { name: 'Object', cell: ({ object }) => refText(object) },
    {
      name: 'Values',
      cell: ({ addresses = [], nodePorts = [], blocks = [] }) =>
        [...addresses, ...nodePorts, ...blocks].map(({ value }) => value).join(',') || '<none>',
    },
    { name: 'Hosts Lines', type: 'integer', cell: ({ hostsFile }) => hostsFile?.lines.length ?? 0 },
    AGE,
  ],
  selectableFields: {
    'object.kind': ({ object }) => object.kind,
    'object.namespace': ({ object }) => object.namespace ?? '',
    'object.name': ({ object }) => object.name,
  },
};

const BUCKETS = ['pods', 'services', 'nodes'];

export interface ProvenanceSources {
  env: Env;
  store: Store;
  log: DecisionLog;
  /** Hosts files of all Pods, from the kubelets. */
  hostsFiles(): readonly HostsFile[];
}

/** @param isWanted is asked with what can be selected by; only what it wants is made. */
export function provenances(sources: ProvenanceSources, isWanted: (stub: Provenance) => boolean): Provenance[] {
  const files = new Map(sources.hostsFiles().map((file) => [file.podUID, file]));
  return BUCKETS.flatMap((bucket) =>
    sources.store.list(bucket).flatMap((object) => {
      const stub = stubOf(object);
      return isWanted(stub) ? [{ ...stub, ...detailsOf(object, sources, files) }] : [];
    }),
  );
}

function stubOf({ kind = '', metadata }: KubernetesObject): Provenance {
  const { namespace, name, uid, creationTimestamp } = metadata;
  return {
    apiVersion: `${GROUP}/${VERSION}`,
    kind: PROVENANCE.kind,
    metadata: {
      name: `${kind.toLowerCase()}-${name}`,
      namespace: namespace ?? CLUSTER_NAMESPACE,
      uid,
      creationTimestamp,
    },
    object: { kind, ...(namespace && { namespace }), name, uid },
  };
}

function detailsOf(
  object: KubernetesObject,
  sources: ProvenanceSources,
  files: ReadonlyMap<string, HostsFile>,
): Partial<Provenance> {
  if (object.kind === 'Pod') return ofPod(object, sources, files.get(object.metadata.uid ?? ''));
  return object.kind === 'Service' ? ofService(object, sources.log) : ofNode(object, sources.log);
}

const withDecision = (decision: number | undefined) => (decision === undefined ? {} : { decision });

function ofNode(node: KubernetesObject, log: DecisionLog): Partial<Provenance> {
  const podCIDRs: string[] = node.spec?.podCIDRs ?? [];
  const addresses: { address: string }[] = node.status?.addresses ?? [];
  return {
    addresses: addresses.map(({ address }, index) => ({
      value: address,
      field: `status.addresses[${index}].address`,
    })),
    blocks: podCIDRs.map((value, index) => ({
      value,
      field: `spec.podCIDRs[${index}]`,
      ...withDecision(log.given('podCIDR', value)),
    })),
  };
}

function ofService({ spec, status }: KubernetesObject, log: DecisionLog): Partial<Provenance> {
  const clusterIPs: string[] = (spec.clusterIPs ?? []).filter((value: string) => value !== 'None');
  const ports: { nodePort?: number }[] = spec.ports ?? [];
  const nodePorts: Origin[] = ports.flatMap(({ nodePort }, index) =>
    nodePort
      ? [
          {
            value: String(nodePort),
            field: `spec.ports[${index}].nodePort`,
            ...withDecision(log.given('nodePort', String(nodePort))),
          },
        ]
      : [],
  );
  if (spec.healthCheckNodePort) {
    const value = String(spec.healthCheckNodePort);
    const field = 'spec.healthCheckNodePort';
    nodePorts.push({ value, field, ...withDecision(log.given('healthCheckNodePort', value)) });
  }
  const externalIPs: string[] = spec.externalIPs ?? [];
  const ingress: { ip?: string }[] = status?.loadBalancer?.ingress ?? [];
  return {
    addresses: [
      ...clusterIPs.map((value, index) => ({
        value,
        field: `spec.clusterIPs[${index}]`,
        ...withDecision(log.given('clusterIP', value)),
      })),
      ...externalIPs.map((value, index) => ({ value, field: `spec.externalIPs[${index}]` })),
      ...ingress.flatMap(({ ip }, index) =>
        ip === undefined
          ? []
          : {
              value: ip,
              field: `status.loadBalancer.ingress[${index}].ip`,
              ...withDecision(log.given('loadBalancerIP', ip)),
            },
      ),
    ],
    nodePorts,
  };
}

function ofPod(pod: KubernetesObject, sources: ProvenanceSources, file: HostsFile | undefined): Partial<Provenance> {
  const node = pod.spec?.nodeName && sources.store.get('nodes', pod.spec.nodeName);
  const podIPs: { ip: string }[] = pod.status?.podIPs ?? [];
  return {
    addresses: podIPs.map(({ ip }, index) => ({
      value: ip,
      field: `status.podIPs[${index}].ip`,
      ...withDecision(pod.spec.hostNetwork ? undefined : sources.log.given('podIP', ip)),
      ...(node && sourceOf(ip, pod, node, sources.env)),
    })),
    ...(file && {
      hostsFile: {
        text: file.text,
        containers: file.containers,
        own: file.own,
        lines: file.lines.map((line) => originLine(line, pod)),
      },
    }),
  };
}

/** The Node's block that an address lies in, or the Node's address that it is. */
function sourceOf(ip: string, pod: KubernetesObject, node: KubernetesObject, { addresses }: Env): Partial<Origin> {
  const from = (field: string) => ({ kind: 'Node', name: node.metadata.name, field });
  if (pod.spec.hostNetwork) {
    const own: { address: string }[] = node.status?.addresses ?? [];
    const index = own.findIndex(({ address }) => address === ip);
    return index < 0 ? {} : { from: from(`status.addresses[${index}].address`) };
  }
  const podCIDRs: string[] = node.spec?.podCIDRs ?? [];
  const address = addresses.parse(ip);
  const index = podCIDRs.findIndex((text) => {
    const prefix = addresses.parsePrefix(text);
    return address && prefix && addresses.contains(prefix, address);
  });
  return index < 0 ? {} : { block: podCIDRs[index], from: from(`spec.podCIDRs[${index}]`) };
}

function originLine(line: HostsLine, { spec }: KubernetesObject): OriginLine {
  const names = line.names ?? [];
  if (line.origin === 'alias')
    return {
      ...line,
      addressField: `${line.from}.ip`,
      nameFields: names.map((_, index) => `${line.from}.hostnames[${index}]`),
    };
  if (line.origin !== 'podIP') return line;
  const host = spec.hostnameOverride ? 'spec.hostnameOverride' : spec.hostname ? 'spec.hostname' : 'metadata.name';
  return {
    ...line,
    addressField: `${line.from}.ip`,
    nameFields: names.map((name) => (names.length > 1 && name === names[0] ? `${host}, spec.subdomain` : host)),
  };
}
