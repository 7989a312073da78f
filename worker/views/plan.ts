/** The whole address plan: Service, Pod and node ranges of each family on one number line, and where they overlap. */

import type { AddressPlan, PlanLane, PlanOverlap } from '../api';
import type { Address, Core } from '../core/types';
import { nodeAddresses } from './node-addresses';
import type { MapRange } from './range-view';
import { mapRanges, type RangeFacts } from './ranges';

/** More blocks of Nodes, or more Service ranges, than these are counted and not drawn. */
const LANES_MAX = 32;
/** How wide a stretch that nobody uses is drawn, whatever its size; a used one is as wide as it has bits, and one more. */
const GAP_WIDTH = 2;
/** What all blocks of Nodes may take together, so that many do not press the ranges flat. */
const BLOCKS_WIDTH = 40;

/** A lane before its place on the line is known. */
interface Lane extends Omit<PlanLane, 'pieces'> {
  spans: { first: Address; last: Address; text: string }[];
  range?: MapRange;
}

/** @returns a line for each family that has a range, IPv4 first. */
export function addressPlan(facts: RangeFacts): AddressPlan[] {
  const lanes = lanesOf(facts);
  return (['IPv4', 'IPv6'] as const).flatMap((family) => {
    const own = lanes.filter(({ spans }) => spans[0]?.first.family === family);
    const drawn = (['service', 'pod', 'block', 'node'] as const).flatMap((kind) =>
      own.filter((lane) => lane.kind === kind).slice(0, LANES_MAX),
    );
    if (drawn.length === 0) return [];
    const line = lineOf(facts.core, drawn);
    return [
      {
        family,
        lanes: drawn.map(({ kind, prefix, names, state, spans }) => ({
          kind,
          ...(prefix !== undefined && { prefix }),
          names,
          ...(state && { state }),
          pieces: spans.map(({ first, last, text }) => ({ text, ...line.place(first, last) })),
        })),
        hidden: own.length - drawn.length,
        gaps: line.gaps,
        overlaps: overlapsOf(facts.core, drawn, line.place),
      },
    ];
  });
}

function lanesOf(facts: RangeFacts): Lane[] {
  const { addresses } = facts.core;
  const ranges = mapRanges(facts).map((range): Lane => {
    const { kind, owners, shape } = range;
    const text = addresses.formatPrefix(shape.prefix);
    const isReady = owners.some(({ state }) => state === 'ready');
    const state = owners[0]?.state;
    return {
      kind: kind === 'pod' && range.blockBits === undefined ? 'block' : kind,
      prefix: text,
      names: owners.map(({ name }) => name),
      ...(!isReady && state && state !== 'ready' && { state }),
      spans: [{ first: shape.prefix.address, last: addresses.lastOf(shape.prefix), text }],
      range,
    };
  });
  const nodes = nodeAddresses(facts.client, facts.core);
  const ofNodes = (['IPv4', 'IPv6'] as const).flatMap((family): Lane[] => {
    const own = nodes.filter(({ address }) => address.family === family);
    if (own.length === 0) return [];
    return [
      {
        kind: 'node',
        names: own.map(({ node }) => node),
        spans: own.map(({ address, text }) => ({ first: address, last: address, text })),
      },
    ];
  });
  return [...ranges, ...ofNodes];
}

type Place = (first: Address, last: Address) => { from: number; to: number };

/** A number line on which every stretch between two ends of ranges is drawn as wide as it has bits, and gaps are cut. */
function lineOf({ addresses }: Core, lanes: readonly Lane[]): { place: Place; gaps: AddressPlan['gaps'] } {
  const spans = lanes.flatMap((lane) => lane.spans.map((span) => ({ ...span, kind: lane.kind })));
  const zero = spans.reduce(
    (least, { first }) => (addresses.compare(first, least) < 0 ? first : least),
    spans[0].first,
  );
  const offset = (address: Address) => addresses.distance(zero, address)!;
  const used = spans.map(({ first, last, kind }) => ({ from: offset(first), to: offset(last) + 1n, kind }));
  const ends = [...new Set(used.flatMap(({ from, to }) => [from, to]))].sort((a, b) => (a < b ? -1 : 1));
  const blocks = lanes.filter(({ kind }) => kind === 'block').length;
  const isIn = (kinds: string[], from: bigint, to: bigint) =>
    used.some((one) => kinds.includes(one.kind) && one.from <= from && to <= one.to);

  const starts = new Map<bigint, number>();
  const cuts: [number, number][] = [];
  let width = 0;
  for (const [index, from] of ends.entries()) {
    starts.set(from, width);
    const to = ends[index + 1];
    if (to === undefined) break;
    const bits = (to - from).toString(2).length;
    const isGap = !isIn(['service', 'pod', 'block', 'node'], from, to);
    if (isGap) cuts.push([width, width + GAP_WIDTH]);
    width += isGap ? GAP_WIDTH : isIn(['block'], from, to) ? Math.min(bits, BLOCKS_WIDTH / blocks) : bits;
  }
  const share = (end: bigint) => starts.get(end)! / width;
  return {
    place: (first, last) => ({ from: share(offset(first)), to: share(offset(last) + 1n) }),
    gaps: cuts.map(([from, to]) => ({ from: from / width, to: to / width })),
  };
}

/** Pairs of lanes that share addresses; the block of a Node in a Pod range is where it belongs. */
function overlapsOf(core: Core, lanes: readonly Lane[], place: Place): PlanOverlap[] {
  const { addresses } = core;
  const found: PlanOverlap[] = [];
  for (const [at, a] of lanes.entries())
    for (const [offset, b] of lanes.slice(at + 1).entries()) {
      if (a.kind === 'pod' && b.kind === 'block') continue;
      for (const one of a.spans)
        for (const other of b.spans) {
          // Two prefixes that share anything lie one in the other.
          const isOtherInner =
            addresses.compare(one.first, other.first) <= 0 && addresses.compare(other.last, one.last) <= 0;
          const isOneInner =
            addresses.compare(other.first, one.first) <= 0 && addresses.compare(one.last, other.last) <= 0;
          if (!isOtherInner && !isOneInner) continue;
          // A block of a Pod range that overlaps is told by its Pod range.
          if (b.kind === 'block' && isInPodRange(core, lanes, b)) continue;
          if (a.kind === 'block' && isInPodRange(core, lanes, a)) continue;
          const isFirstInner = isOneInner && !isOtherInner;
          const inner = isFirstInner ? one : other;
          found.push({
            inner: isFirstInner ? at : at + 1 + offset,
            outer: isFirstInner ? at + 1 + offset : at,
            text: inner.text,
            first: addresses.format(inner.first),
            last: addresses.format(inner.last),
            onlyOuter: isFirstInner ? onlyOuter(core, b, a) : onlyOuter(core, a, b),
            ...place(inner.first, inner.last),
          });
        }
    }
  return found;
}

function isInPodRange({ addresses }: Core, lanes: readonly Lane[], block: Lane): boolean {
  return lanes.some(
    ({ kind, range }) => kind === 'pod' && range && addresses.covers(range.shape.prefix, block.range!.shape.prefix),
  );
}

/** Ends of an inner Service range that it never gives, but a wider one around it does (services.md R1.3.6). */
function onlyOuter({ addresses }: Core, outer: Lane, inner: Lane): string[] {
  if (outer.kind !== 'service' || inner.kind !== 'service' || !outer.range || !inner.range) return [];
  const { prefix, last, size } = inner.range.shape;
  const ends = [0n, ...(last + 1n < size ? [size - 1n] : [])].map((end) => addresses.add(prefix.address, end)!);
  const wide = outer.range.shape;
  return ends
    .filter((end) => {
      const offset = addresses.offsetIn(wide.prefix, end);
      return offset >= 1n && offset <= wide.last;
    })
    .map((end) => addresses.format(end));
}
