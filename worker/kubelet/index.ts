/** A kubelet: registers its Node, runs the Pods that are bound to it and answers for their logs and exec. */

import { createPodIPAllocator } from '../allocator';
import type { ClusterSettings, IPFamily } from '../api';
import type { DecisionSink, PodIPAllocator } from '../allocator/types';
import type { Clock } from '../clock';
import type { Core, Random } from '../core/types';
import type { ApiClient, HostsFile, NodeConnection } from '../kubernetes/client';
import type { KubernetesObject } from '../kubernetes/objects';
import type { Release } from '../releases';
import { addressAt, prefixesOf } from '../client/cidr';
import { createContext } from '../client/context';
import { isSame } from '../client/hash';
import { type Informers } from '../client/informer';
import { CONFIG_MAPS, ENDPOINT_SLICES, NODES, PODS, SECRETS, SERVICES } from '../client/resources';
import { createConnection } from './connection';
import { linesAfterEdit } from './hosts-file';
import { Launcher } from './launcher';
import { createNetwork, type Cluster, type Listener } from './network';
import { nodeHostIPs, type NodeAddress } from './pod-ips';
import { PodWorker, type WorkerHost } from './pod-worker';
import { startRegistration } from './registration';

export interface KubeletOptions {
  client: ApiClient;
  clock: Clock;
  core: Core;
  random: Random;
  release: Release;
  settings: ClusterSettings;
  nodeName: string;
  /** Which of the cluster's nodes it is: 0 when absent. */
  nodeIndex?: number;
  /** What listens in the cluster, shared by the kubelets of all nodes. */
  listeners?: Set<Listener>;
  /** Caches of what the cluster has, shared by the kubelets of all nodes; own ones when absent. */
  informers?: Informers;
  decisions: DecisionSink;
  connect(connection: NodeConnection): void;
}

export interface Kubelet {
  /** One a Pod that has a managed file now, in the order in which the Pods came. */
  hostsFiles(): HostsFile[];
}

/** Addresses of the recorded node, the first one. */
const NODE_ADDRESS = { IPv4: '192.168.0.10', IPv6: 'fd12::10' };
const CLUSTER_DOMAIN = 'cluster.local';
const NODE_RESOLV_CONF = 'nameserver 192.168.0.1\n';
const DNS_OFFSET = 10n;
/** The runtime is looked at once a second. */
const RELIST_MS = 1_000;
/** Statuses are written one after the other. */
const REPORT_MS = 20;
/** Shortest and longest pull of an image that a registry nearby has. */
const PULL_MIN_MS = 25;
const PULL_SPREAD_MS = 40;

export function startKubelet(options: KubeletOptions): Kubelet {
  const { clock, core, random, release, settings, nodeName, decisions } = options;
  const own = createContext({ ...options, client: () => options.client }, 'kubelet');
  const context = { ...own, informers: options.informers ?? own.informers };
  const pods = context.informers.of(PODS);
  const services = context.informers.of(SERVICES);
  const slices = context.informers.of(ENDPOINT_SLICES);
  const nodes = context.informers.of(NODES);
  const startTimeMs = Date.parse(settings.startTime);
  const [primary, secondary] = prefixesOf(core.addresses, settings.serviceSubnet);
  const families = [primary, secondary].filter((prefix) => prefix !== undefined).map(({ address }) => address.family);
  const addresses: NodeAddress[] = nodeAddresses(core, families, nodeName, options.nodeIndex ?? 0);
  const nodeIPs = addresses.filter(({ type }) => type === 'InternalIP').map(({ address }) => address);
  const clusterDNS = primary ? [addressAt(core.addresses, primary, DNS_OFFSET)].filter((one) => one !== undefined) : [];

  const cluster: Cluster = {
    services: () => services.list(),
    slices: () => slices.list(),
    pods: () => pods.list(),
    dnsServers: () => (settings.kubeDNS ? clusterDNS : []),
    clusterDomain: CLUSTER_DOMAIN,
    addresses: core.addresses,
  };
  const recorder = context.recorder('kubelet', { host: nodeName });
  const workers = new Map<string, PodWorker>();
  let allocators: { ranges: string; list: PodIPAllocator[] } = { ranges: '', list: [] };

  /** Made anew only when the Node's ranges change, so that addresses go round. */
  function podIPAllocators(): PodIPAllocator[] {
    const podCIDRs: string[] = nodes.get(nodeName)?.spec?.podCIDRs ?? [];
    if (podCIDRs.join() !== allocators.ranges)
      allocators = {
        ranges: podCIDRs.join(),
        list: podCIDRs.map((podCIDR, rangeIndex) => createPodIPAllocator({ core, podCIDR, decisions, rangeIndex })),
      };
    return allocators.list;
  }

  let known: { of?: readonly NodeAddress[]; ips: readonly string[] } = { ips: [] };
  /** Worked out anew only when the Node's addresses change. */
  function hostIPs(): readonly string[] {
    const of: readonly NodeAddress[] = nodes.get(nodeName)?.status?.addresses ?? addresses;
    if (of !== known.of) {
      const found = nodeHostIPs(of, core.addresses);
      known = { of, ips: Array.isArray(found) ? found : [] };
    }
    return known.ips;
  }

  const allNodeIPs = () => [...nodeIPs, ...nodes.list().flatMap(internalIPs)];

  const launcher = new Launcher({
    clock,
    core,
    random,
    startTimeMs,
    nodeName,
    nodeHosts: nodeHostsFile(nodeIPs, nodeName),
    nodeDNS: { clusterDNS, clusterDomain: CLUSTER_DOMAIN, resolvConf: NODE_RESOLV_CONF },
    hasOverride: release.isEnabled('HostnameOverride'),
    hostIPs,
    podIPAllocators,
    podCIDRs: () => nodes.get(nodeName)?.spec?.podCIDRs ?? [],
    network: createNetwork(cluster, allNodeIPs, options.listeners),
    cluster,
    source: (kind, namespace, name) =>
      readSource(context.api.get(kind === 'ConfigMap' ? CONFIG_MAPS : SECRETS, namespace, name)),
    event: (pod, reason, message) => recorder.event(pod, { type: 'Warning', reason, message }),
    onExit: (worker) => relist(worker),
    timestamp: context.timestamp,
  });

  const dirty = new Set<PodWorker>();
  const phaseMs = random.stream(`relist/${nodeName}`).index(RELIST_MS);
  /** All Pods that have news are looked at together, at the next turn of the second. */
  function relist(worker: PodWorker): void {
    if (worker.isGone) return;
    if (dirty.size === 0) clock.schedule(RELIST_MS - ((clock.nowMs + phaseMs) % RELIST_MS), look);
    dirty.add(worker);
  }
  function look(): void {
    const seen = [...dirty];
    dirty.clear();
    for (const [index, worker] of seen.entries())
      clock.schedule(index * REPORT_MS, () => later(worker, worker.observe()));
  }

  const host: WorkerHost = {
    api: context.api,
    nowMs: () => clock.nowMs,
    timestamp: context.timestamp,
    recorder,
    launcher,
    hostIPs,
    relist,
    wake: (worker) => queue.add(worker.pod.metadata.uid!),
    hasGeneration: release.since('1.34'),
    hasResources: release.since('1.33'),
    hasPodResources: release.since('1.36'),
    hasAccessText: release.since('1.35'),
    hasShortTexts: release.since('1.35'),
    drawPullMs: () => PULL_MIN_MS + random.stream(`pull/${nodeName}`).index(PULL_SPREAD_MS),
  };

  const queue = context.queue((uid) => {
    const worker = workers.get(uid);
    if (worker) later(worker, worker.sync());
  });
  function later(worker: PodWorker, ms: number | undefined): void {
    if (ms !== undefined) queue.addAfter(worker.pod.metadata.uid!, ms);
  }

  /** A Pod that was bound to this Node is taken up outside the write that told of it. */
  const arrivals = context.queue((key) => {
    const pod = pods.get(key);
    if (!pod || pod.spec.nodeName !== nodeName || workers.has(pod.metadata.uid!) || isFinished(pod)) return;
    const worker = new PodWorker(pod, host);
    workers.set(pod.metadata.uid!, worker);
    worker.report();
    later(worker, worker.sync());
  });

  pods.on(({ type, key, object, old }) => {
    const uid = object.metadata.uid!;
    if (object.spec.nodeName !== nodeName) return;
    const worker = workers.get(uid);
    if (type === 'DELETED') {
      queue.forget(uid);
      workers.delete(uid);
      if (worker) clock.schedule(0, () => worker.remove());
      return;
    }
    if (!worker) return arrivals.add(key);
    worker.update(object);
    if (object.metadata.deletionTimestamp && object.metadata.deletionTimestamp !== old?.metadata.deletionTimestamp)
      queue.add(uid);
    else if (object.metadata.deletionGracePeriodSeconds !== old?.metadata.deletionGracePeriodSeconds) queue.add(uid);
    else if (object.spec !== old?.spec && !isSame(object.spec, old?.spec)) queue.add(uid);
  });

  startRegistration({ context, nodeName, addresses, recorder });
  const hostsFiles = () => [...workers.values()].flatMap(hostsFileOf);
  const find = (pod: KubernetesObject) => workers.get(pod.metadata.uid!);
  options.connect({ ...createConnection({ clock, random, startTimeMs, launcher, find }), hostsFiles });
  return { hostsFiles };
}

const internalIPs = ({ status }: KubernetesObject): string[] =>
  ((status?.addresses ?? []) as NodeAddress[])
    .filter(({ type }) => type === 'InternalIP')
    .map(({ address }) => address);

const isFinished = (pod: KubernetesObject) => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

/** One address for each family of the cluster, the primary one first. */
function nodeAddresses(core: Core, families: readonly IPFamily[], nodeName: string, index: number): NodeAddress[] {
  const { addresses } = core;
  const textOf = (family: IPFamily) =>
    addresses.format(addresses.add(addresses.parse(NODE_ADDRESS[family])!, BigInt(index))!);
  return [
    ...families.map((family) => ({ address: textOf(family), type: 'InternalIP' })),
    { address: nodeName, type: 'Hostname' },
  ];
}

/** The Node's own /etc/hosts, in the style of a container that is a node. */
function nodeHostsFile(ips: readonly string[], nodeName: string): string {
  const fixed =
    '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::\tip6-localnet\nff00::\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n';
  return fixed + ips.map((ip) => `${ip}\t${nodeName}\n`).join('');
}

function readSource(answer: { ok: boolean; object?: KubernetesObject }): Record<string, string> | undefined {
  if (!answer.ok || !answer.object) return undefined;
  const { data = {}, kind } = answer.object;
  if (kind !== 'Secret') return data;
  return Object.fromEntries(Object.entries(data as Record<string, string>).map(([key, value]) => [key, atob(value)]));
}

function hostsFileOf(worker: PodWorker): HostsFile[] {
  if (!worker.hosts) return [];
  const mountsOwn = (container: PodWorker['containers'][number]) =>
    (container.spec.volumeMounts ?? []).some(({ mountPath }) => mountPath === '/etc/hosts');
  const names = (isOwn: boolean) =>
    worker.containers.filter((one) => mountsOwn(one) === isOwn).map(({ spec }) => spec.name);
  const { text, lines } = worker.hosts;
  return [
    {
      podUID: worker.pod.metadata.uid!,
      containers: names(false),
      own: names(true),
      text,
      lines: linesAfterEdit(text, lines),
    },
  ];
}
