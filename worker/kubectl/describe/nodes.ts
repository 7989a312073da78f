/** Description of a Node (pods-and-nodes.md 7.5). */

import { ageOf } from '../../kubernetes/duration';
import { compareText, type JSONObject } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError } from '../errors';
import type { Info } from '../files';
import type { Invocation } from '../invocation';
import { fieldOf, listOf, longTime, textOf, writeAnnotations, writeMap, type DescribeWriter } from './writer';

const ROLE_PREFIX = 'node-role.kubernetes.io/';

export function describeNode(out: DescribeWriter, run: Invocation, { object, name }: Info): void {
  const metadata = fieldOf(object, 'metadata');
  const spec = fieldOf(object, 'spec');
  const status = fieldOf(object, 'status');
  const labels = fieldOf(metadata, 'labels') as Record<string, string>;
  out.line(0, `Name:\t${name}`);
  out.line(0, `Roles:\t${rolesOf(labels)}`);
  writeMap(out, 0, 'Labels', labels);
  writeAnnotations(out, 0, 'Annotations', metadata.annotations as Record<string, string>);
  out.line(0, `CreationTimestamp:\t${longTime(metadata.creationTimestamp)}`);
  writeTaints(out, listOf(spec, 'taints'));
  out.line(0, `Unschedulable:\t${spec.unschedulable === true}`);
  writeLease(out, run, name);
  writeConditions(out, listOf(status, 'conditions'));
  out.line(0, 'Addresses:');
  for (const { type, address } of listOf(status, 'addresses')) out.line(1, `${textOf(type)}:\t${textOf(address)}`);
  writeQuantities(out, 'Capacity', fieldOf(status, 'capacity'));
  writeQuantities(out, 'Allocatable', fieldOf(status, 'allocatable'));
  writeSystemInfo(out, run, fieldOf(status, 'nodeInfo'));
  if (spec.podCIDR) out.line(0, `PodCIDR:\t${textOf(spec.podCIDR)}`);
  if (listOf(spec, 'podCIDRs').length > 0) out.line(0, `PodCIDRs:\t${(spec.podCIDRs as string[]).join(',')}`);
  if (spec.providerID) out.line(0, `ProviderID:\t${textOf(spec.providerID)}`);
  writePods(out, run, name, fieldOf(status, 'allocatable'));
}

function rolesOf(labels: Record<string, string>): string {
  const roles = Object.keys(labels).flatMap((label) => {
    if (label.startsWith(ROLE_PREFIX) && label.length > ROLE_PREFIX.length) return [label.slice(ROLE_PREFIX.length)];
    return label === 'kubernetes.io/role' && labels[label] !== '' ? [labels[label]] : [];
  });
  return roles.length === 0 ? '<none>' : [...new Set(roles)].sort(compareText).join(',');
}

function writeTaints(out: DescribeWriter, taints: readonly JSONObject[]): void {
  if (taints.length === 0) return out.line(0, 'Taints:\t<none>');
  const texts = [...taints]
    .sort((a, b) => compareText(textOf(a.effect), textOf(b.effect)) || compareText(textOf(a.key), textOf(b.key)))
    .map(({ key, value, effect }) => `${textOf(key)}${value ? `=${textOf(value)}` : ''}:${textOf(effect)}`);
  texts.forEach((text, i) => out.line(0, `${i === 0 ? 'Taints:' : ''}\t${text}`));
}

function writeLease(out: DescribeWriter, run: Invocation, name: string): void {
  const type = run.discovery.findKind('coordination.k8s.io/v1', 'Lease');
  const lease = type && run.get<JSONObject>(pathOf(type, 'kube-node-lease', name));
  if (!lease || lease instanceof KubectlError) {
    const message = lease instanceof KubectlError ? lease.message : `leases.coordination.k8s.io "${name}" not found`;
    out.line(0, `Lease:\tFailed to get lease: ${message}`);
    return;
  }
  const spec = fieldOf(lease, 'spec');
  out.line(0, 'Lease:');
  out.line(1, `HolderIdentity:\t${textOf(spec.holderIdentity) || '<unset>'}`);
  out.line(1, `AcquireTime:\t${longTime(spec.acquireTime)}`);
  out.line(1, `RenewTime:\t${longTime(spec.renewTime)}`);
}

function writeConditions(out: DescribeWriter, conditions: readonly JSONObject[]): void {
  if (conditions.length === 0) return;
  out.line(0, 'Conditions:');
  out.line(1, 'Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage');
  out.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
  for (const { type, status, lastHeartbeatTime, lastTransitionTime, reason, message } of conditions) {
    out.line(
      1,
      `${textOf(type)} \t${textOf(status)} \t${longTime(lastHeartbeatTime)} \t${longTime(lastTransitionTime)} \t${textOf(reason)} \t${textOf(message)}`,
    );
  }
}

function writeQuantities(out: DescribeWriter, title: string, quantities: JSONObject): void {
  const keys = Object.keys(quantities).sort(compareText);
  if (keys.length === 0) return;
  out.line(0, `${title}:`);
  for (const key of keys) out.line(1, `${key}:\t${textOf(quantities[key])}`);
}

function writeSystemInfo(out: DescribeWriter, run: Invocation, info: JSONObject): void {
  out.line(0, 'System Info:');
  const lines: [string, string][] = [
    ['Machine ID', 'machineID'],
    ['System UUID', 'systemUUID'],
    ['Boot ID', 'bootID'],
    ['Kernel Version', 'kernelVersion'],
    ['OS Image', 'osImage'],
    ['Operating System', 'operatingSystem'],
    ['Architecture', 'architecture'],
    ['Container Runtime Version', 'containerRuntimeVersion'],
    ['Kubelet Version', 'kubeletVersion'],
  ];
  if (!run.release.since('1.36')) lines.push(['Kube-Proxy Version', 'kubeProxyVersion']);
  for (const [title, field] of lines) out.line(1, `${title}:\t${textOf(info[field])}`);
}

const SUFFIXES: Readonly<Record<string, number>> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
};

function amount(quantity: unknown): number {
  const match = /^(\d+\.?\d*)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/.exec(textOf(quantity));
  return match ? Number(match[1]) * SUFFIXES[match[2] ?? ''] : 0;
}

type Kind = 'requests' | 'limits';

/** Sum of a resource over the containers of a Pod. */
function sumOf(pod: JSONObject, kind: Kind, resource: string): number {
  return listOf(fieldOf(pod, 'spec'), 'containers').reduce(
    (sum, container) => sum + amount(fieldOf(fieldOf(container, 'resources'), kind)[resource]),
    0,
  );
}

function printAmount(resource: string, value: number): string {
  if (resource === 'cpu') return Number.isInteger(value) ? String(value) : `${Math.ceil(value * 1000)}m`;
  for (const [suffix, size] of [
    ['Gi', 1024 ** 3],
    ['Mi', 1024 ** 2],
    ['Ki', 1024],
  ] as const)
    if (value > 0 && value % size === 0) return `${value / size}${suffix}`;
  return String(value);
}

const percent = (value: number, whole: number) => (whole > 0 ? Math.trunc((value / whole) * 100) : 0);

function writePods(out: DescribeWriter, run: Invocation, node: string, allocatable: JSONObject): void {
  const type = run.discovery.findKind('v1', 'Pod')!;
  const list = run.get<{ items: JSONObject[] }>(pathOf(type), {
    fieldSelector: `spec.nodeName=${node},status.phase!=Failed,status.phase!=Succeeded`,
  });
  const pods = list instanceof KubectlError ? [] : list.items;
  out.line(0, `Non-terminated Pods:\t(${pods.length} in total)`);
  out.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
  out.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  for (const pod of pods) {
    const { namespace, name, creationTimestamp } = pod.metadata as Record<string, string>;
    const cell = (kind: Kind, resource: string) => {
      const value = sumOf(pod, kind, resource);
      return `${printAmount(resource, value)} (${percent(value, amount(allocatable[resource]))}%)`;
    };
    out.line(
      1,
      `${namespace}\t${name}\t\t${cell('requests', 'cpu')}\t${cell('limits', 'cpu')}\t${cell('requests', 'memory')}\t${cell('limits', 'memory')}\t${ageOf(creationTimestamp, run.nowMs)}`,
    );
  }
  out.line(0, 'Allocated resources:');
  out.line(1, '(Total limits may be over 100 percent, i.e., overcommitted.)');
  out.line(1, 'Resource\tRequests\tLimits');
  out.line(1, '--------\t--------\t------');
  const standard = ['cpu', 'memory', 'ephemeral-storage'];
  const huge = Object.keys(allocatable)
    .filter((resource) => resource.startsWith('hugepages-'))
    .sort(compareText);
  for (const resource of [...standard, ...huge]) {
    const total = (kind: Kind) => {
      const value = pods.reduce((sum, pod) => sum + sumOf(pod, kind, resource), 0);
      return `${printAmount(resource, value)} (${percent(value, amount(allocatable[resource]))}%)`;
    };
    out.line(1, `${resource}\t${total('requests')}\t${total('limits')}`);
  }
}
