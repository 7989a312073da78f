/** The address map: all ranges with their bands and holders, computed from the API's objects. */

import { bitmapRange, serviceRange } from '../allocator/range';
import type { CellCategory, ClusterSettings, Decision, ObjectRef, RangeView } from '../api';
import type { Core, Prefix } from '../core/types';
import type { ApiClient } from '../kubernetes/client';
import type { IPAddress, Service, ServiceCIDR } from '../kubernetes/objects';
import { subnetsOf } from '../scenario/settings';
import type { Release } from '../releases';
import { listAll } from './list';
import { nodeAddresses } from './node-addresses';
import { podRanges } from './pod-ranges';
import { rangeView, type Holding, type MapRange, type Owner } from './range-view';
import { addressBits } from '../core/bits';

export interface RangeFacts {
  core: Core;
  client: ApiClient;
  settings: ClusterSettings;
  release: Release;
  decisions: readonly Decision[];
}

/** @returns the Service ranges, those of the settings first, then in the order of the API; then the Pod ranges. */
export function rangeViews(facts: RangeFacts): RangeView[] {
  return mapRanges(facts).map((range) => rangeView(facts.core, range));
}

/** Every range with what it holds. */
export function mapRanges(facts: RangeFacts): MapRange[] {
  const { core, release } = facts;
  const holdings = serviceHoldings(facts);
  const shapeOf = release.isEnabled('MultiCIDRServiceAllocator') ? serviceRange : bitmapRange;
  const services = [...ownersByPrefix(facts)].flatMap(([text, owners]): MapRange[] => {
    const prefix = core.addresses.parsePrefix(text);
    return prefix ? [{ kind: 'service', shape: shapeOf(core, text, prefix), owners, holdings }] : [];
  });
  const ranges = [...services, ...podRanges(facts)];
  const nodes = nodeAddresses(facts.client, core).map(({ address }) => ({
    address,
    bits: addressBits(address.family),
  }));
  return ranges.map((range) => {
    const others = ranges.filter(({ kind }) => kind !== range.kind).map(({ shape }) => shape.prefix);
    const rivals = [...others, ...nodes].filter((one) => overlaps(core, one, range.shape.prefix));
    return rivals.length > 0 ? { ...range, rivals } : range;
  });
}

const overlaps = ({ addresses }: Core, a: Prefix, b: Prefix) =>
  a.address.family === b.address.family && addresses.overlaps(a, b);

/** ServiceCIDRs by prefix; without that API (releases before it, or its gate off) the ranges of the settings. */
function ownersByPrefix({ client, settings, release }: RangeFacts): Map<string, Owner[]> {
  const owners = new Map<string, Owner[]>();
  const hasServiceCIDRs = release.isEnabled('MultiCIDRServiceAllocator');
  for (const subnet of subnetsOf(settings.serviceSubnet)) owners.set(subnet, []);
  for (const { metadata, spec, status } of serviceCIDRs(client, hasServiceCIDRs)) {
    const ready = status?.conditions?.find((condition) => condition.type === 'Ready');
    const state = metadata.deletionTimestamp ? 'terminating' : ready?.status === 'False' ? 'not ready' : 'ready';
    for (const cidr of spec.cidrs) owners.set(cidr, [...(owners.get(cidr) ?? []), { name: metadata.name, state }]);
  }
  if (hasServiceCIDRs) for (const [cidr, list] of owners) if (list.length === 0) owners.delete(cidr);
  return owners;
}

const VERSIONS_TRIED = ['v1', 'v1beta1', 'v1alpha1'];

function serviceCIDRs(client: ApiClient, isServed: boolean): readonly ServiceCIDR[] {
  if (!isServed) return [];
  for (const version of VERSIONS_TRIED) {
    const list = listAll<ServiceCIDR>(client, `/apis/networking.k8s.io/${version}/servicecidrs`);
    if (list.length > 0) return list;
  }
  return [];
}

/** Every address that an object holds, in address order: cluster IPs of Services, and IPAddresses of anything else. */
function serviceHoldings({ core, client, decisions }: RangeFacts): Holding[] {
  const { addresses } = core;
  const decisionOf = new Map<string, Decision>();
  for (const decision of decisions)
    if (decision.outcome.kind === 'released') decisionOf.delete(decision.outcome.value);
    else if (decision.outcome.kind === 'allocated' && !decision.request.dryRun)
      decisionOf.set(decision.outcome.value, decision);
  const found = new Map<string, Holding>();
  const add = (text: string, holder: ObjectRef, isLeaving: boolean) => {
    const address = addresses.parse(text) ?? addresses.parseLegacy(text);
    if (!address) return;
    const canonical = addresses.format(address);
    if (found.has(canonical)) return;
    const decision = decisionOf.get(canonical);
    const { category, letter } = categoryOf(holder, decision, isLeaving);
    found.set(canonical, {
      address,
      held: { address: canonical, category, letter, holder, ...(decision && { decision: decision.id }) },
    });
  };
  for (const { metadata, spec } of listAll<Service>(client, '/api/v1/services'))
    for (const clusterIP of spec.clusterIPs ?? [])
      if (clusterIP !== 'None')
        add(
          clusterIP,
          { kind: 'Service', namespace: metadata.namespace, name: metadata.name },
          !!metadata.deletionTimestamp,
        );
  for (const version of VERSIONS_TRIED)
    for (const { metadata, spec } of listAll<IPAddress>(client, `/apis/networking.k8s.io/${version}/ipaddresses`)) {
      // Names of IPAddresses are canonical; most belong to a Service, which is there already.
      if (found.has(metadata.name)) continue;
      const { resource, namespace, name } = spec.parentRef;
      const kind = resource === 'services' ? 'Service' : resource;
      add(metadata.name, { kind, ...(namespace && { namespace }), name }, !!metadata.deletionTimestamp);
    }
  return [...found.values()].sort((a, b) => addresses.compare(a.address, b.address));
}

function categoryOf(
  holder: ObjectRef,
  decision: Decision | undefined,
  isLeaving: boolean,
): { category: CellCategory; letter: string } {
  const isKubernetes = holder.namespace === 'default' && holder.name === 'kubernetes';
  const isDNS = holder.namespace === 'kube-system' && holder.name === 'kube-dns';
  const isChosen = decision !== undefined && decision.request.value === undefined;
  const letter = isKubernetes ? 'K' : isDNS ? 'D' : isChosen ? 's' : 'S';
  if (isLeaving) return { category: 'leaving', letter };
  return { category: isKubernetes || isDNS ? 'system' : isChosen ? 'dynamic' : 'static', letter };
}
