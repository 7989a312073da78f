/** The address map: each Service range with its cells or tiles, bands and holders, computed from the API's objects. */

import { bitmapRange, hostBitsOf, serviceRange, spanOf, type ServiceRange } from '../allocator/range';
import type {
  CellCategory,
  ClusterSettings,
  CellView,
  Decision,
  HeldAddress,
  ObjectRef,
  RangeView,
  TileView,
} from '../api';
import type { Address, Core } from '../core/types';
import type { ApiClient } from '../kubernetes/client';
import type { IPAddress, Service, ServiceCIDR } from '../kubernetes/objects';
import { subnetsOf } from '../scenario/settings';
import type { Release } from '../releases';
import { listAll } from './list';

/** Ranges with more addresses are drawn as tiles; also the number of tiles at the most. */
const CELLS_MAX = 256n;
const TILE_LEVEL_BITS = 8;
const ADDRESSES_MAX = 2_000;

interface Facts {
  core: Core;
  client: ApiClient;
  settings: ClusterSettings;
  release: Release;
  decisions: readonly Decision[];
}

type Owner = RangeView['owners'][number];

interface Holding {
  address: Address;
  held: Omit<HeldAddress, 'tile' | 'staticBand'>;
}

/** @returns the Service ranges, those of the settings first, then in the order of the API. */
export function rangeViews(facts: Facts): RangeView[] {
  const { core, release } = facts;
  const owners = ownersByPrefix(facts);
  const holdings = allHoldings(facts);
  const shapeOf = release.isEnabled('MultiCIDRServiceAllocator') ? serviceRange : bitmapRange;
  return [...owners].flatMap(([text, list]) => {
    const prefix = core.addresses.parsePrefix(text);
    return prefix ? [rangeView(core, shapeOf(core, text, prefix), list, holdings)] : [];
  });
}

/** ServiceCIDRs by prefix; without that API (releases before it, or its gate off) the ranges of the settings. */
function ownersByPrefix({ client, settings, release }: Facts): Map<string, Owner[]> {
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
function allHoldings({ core, client, decisions }: Facts): Holding[] {
  const { addresses } = core;
  const decisionOf = new Map<string, Decision>();
  for (const decision of decisions)
    if (decision.outcome.kind === 'allocated' && !decision.request.dryRun)
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

/** A holding that lies in the range, with its offset from the network address. */
type Placed = Holding & { offset: bigint };

function rangeView(core: Core, range: ServiceRange, owners: Owner[], holdings: readonly Holding[]): RangeView {
  const { addresses } = core;
  const inside: Placed[] = holdings
    .filter(({ address }) => addresses.contains(range.prefix, address))
    .map((holding) => ({ ...holding, offset: addresses.offsetIn(range.prefix, holding.address) }));
  const held = BigInt(inside.length);
  const hostBits = hostBitsOf(range.prefix);
  const isSmall = 1n << BigInt(hostBits) <= CELLS_MAX;
  const tileShift = BigInt(Math.max(0, hostBits - TILE_LEVEL_BITS));
  return {
    kind: 'service',
    prefix: addresses.formatPrefix(range.prefix),
    family: range.family,
    owners,
    usable: String(range.last),
    held: String(held),
    free: String(held < range.last ? range.last - held : 0n),
    staticBand: spanOf(core, range, 1n, range.staticLength),
    dynamicBand: spanOf(core, range, range.staticLength + 1n, range.last),
    ...(isSmall ? { cells: cellsOf(core, range, inside) } : { tiles: tilesOf(core, range, inside, tileShift) }),
    addresses: inside.slice(0, ADDRESSES_MAX).map(({ held: own, offset }) => ({
      ...own,
      staticBand: isStatic(range, offset),
      ...(!isSmall && { tile: Number(offset >> tileShift) }),
    })),
  };
}

function isStatic(range: ServiceRange, offset: bigint): boolean {
  return offset >= 1n && offset <= range.staticLength;
}

function cellsOf({ addresses }: Core, range: ServiceRange, inside: readonly Placed[]): CellView[] {
  const size = 1n << BigInt(hostBitsOf(range.prefix));
  const byOffset = new Map(inside.map(({ offset, held }) => [offset, held]));
  const cells: CellView[] = [];
  for (let offset = 0n; offset < size; offset++) {
    const address = addresses.format(addresses.add(range.prefix.address, offset)!);
    const held = byOffset.get(offset);
    const role = offset === 0n ? 'network' : offset > range.last ? 'broadcast' : undefined;
    cells.push({
      address,
      label: labelOf(address),
      category: held?.category ?? (role ? 'never' : 'free'),
      letter: held?.letter ?? '',
      staticBand: isStatic(range, offset),
      ...(role && { role }),
      ...(held && { holder: held.holder }),
      ...(held?.decision !== undefined && { decision: held.decision }),
    });
  }
  return cells;
}

/** `.10` of 10.96.0.10, `::a` or `:1a2b` of an IPv6 address. */
function labelOf(text: string): string {
  return text.includes('.') ? text.slice(text.lastIndexOf('.')) : /(::?[0-9a-f]*)$/.exec(text)![1];
}

function tilesOf({ addresses }: Core, range: ServiceRange, inside: readonly Placed[], shift: bigint): TileView[] {
  const counts = new Array<number>(1 << TILE_LEVEL_BITS).fill(0);
  for (const { offset } of inside) counts[Number(offset >> shift)]++;
  return counts.map((held, index) => {
    const first = BigInt(index) << shift;
    const last = first + (1n << shift) - 1n;
    const address = addresses.add(range.prefix.address, first)!;
    const usableFirst = first === 0n ? 1n : first;
    const usableLast = last > range.last ? range.last : last;
    return {
      prefix: addresses.formatPrefix({ address, bits: range.prefix.bits + TILE_LEVEL_BITS }),
      label: addresses.format(address),
      usable: String(usableLast >= usableFirst ? usableLast - usableFirst + 1n : 0n),
      held: String(held),
      staticBand: first <= range.staticLength && range.staticLength > 0n,
    };
  });
}
