/** One range, or a part of a wide one, as cells or tiles. */

import { hostBitsOf, spanOf, type ServiceRange } from '../allocator/range';
import type { CellView, HeldAddress, RangeView, TileView } from '../api';
import type { Address, Core, Prefix } from '../core/types';

/** Ranges with more addresses are drawn as tiles; also the number of tiles at the most. */
const CELLS_MAX = 256n;
const TILE_LEVEL_BITS = 8;
const ADDRESSES_MAX = 2_000;

export type Owner = RangeView['owners'][number];

export interface Holding {
  address: Address;
  held: Omit<HeldAddress, 'tile' | 'staticBand'>;
}

/** A range and what may lie in it. */
export interface MapRange {
  kind: RangeView['kind'];
  /** Bands and limits; a Pod range has no static band. */
  shape: ServiceRange;
  owners: Owner[];
  /** In address order; those outside are passed over. */
  holdings: readonly Holding[];
  /** Offset of an address that the node keeps for itself. */
  gateway?: bigint;
  /** What of another kind overlaps the range: an address of both may be given twice. */
  rivals?: readonly Prefix[];
  /** Where blocks are handed out, not addresses: how many host bits a block has. */
  blockBits?: number;
}

/** A holding that lies in the window, with its offset from the network address of the range. */
type Placed = Holding & { offset: bigint };

/** What is drawn: offsets [first, first + 2^hostBits) of a range. */
interface Window {
  prefix: Prefix;
  first: bigint;
  hostBits: number;
}

/** @param part a prefix inside the range; without it all of the range. */
export function rangeView(core: Core, range: MapRange, part?: Prefix): RangeView {
  const { addresses } = core;
  const { kind, shape, owners, blockBits = 0 } = range;
  const prefix = part ?? shape.prefix;
  const window = {
    prefix,
    first: addresses.offsetIn(shape.prefix, prefix.address),
    hostBits: hostBitsOf(prefix),
  };
  const inside: Placed[] = holdingsIn(core, range.holdings, prefix).map(({ address, held }) => ({
    address,
    held,
    offset: addresses.offsetIn(shape.prefix, address),
  }));
  const held = BigInt(inside.length);
  const usable = usableIn(range, window.first, window.first + (1n << BigInt(window.hostBits)) - 1n);
  const isSmall = blockBits === 0 && 1n << BigInt(window.hostBits) <= CELLS_MAX;
  const tileShift = tileBits(range, prefix);
  return {
    kind,
    prefix: addresses.formatPrefix(prefix),
    family: shape.family,
    owners,
    usable: String(usable),
    held: String(held),
    free: String(held < usable ? usable - held : 0n),
    staticBand: spanOf(core, shape, 1n, shape.staticLength),
    dynamicBand: blockBits > 0 ? undefined : spanOf(core, shape, shape.staticLength + 1n, shape.last),
    ...(blockBits > 0 && { blocks: true }),
    ...(isSmall
      ? { cells: cellsOf(core, range, window, inside) }
      : { tiles: tilesOf(core, range, window, inside, tileShift) }),
    addresses: inside.slice(0, ADDRESSES_MAX).map(({ held: own, offset }) => ({
      ...own,
      staticBand: isStatic(shape, offset),
      ...(!isSmall && { tile: Number((offset - window.first) >> BigInt(tileShift)) }),
    })),
  };
}

/** Those of a list in address order that lie in the prefix. */
export function holdingsIn({ addresses }: Core, holdings: readonly Holding[], prefix: Prefix): readonly Holding[] {
  /** How many stand in front of the first that `isBehind`. */
  const countUntil = (isBehind: (address: Address) => boolean) => {
    let low = 0;
    let high = holdings.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBehind(holdings[middle].address)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const first = addresses.masked(prefix).address;
  const last = addresses.lastOf(prefix);
  return holdings.slice(
    countUntil((address) => addresses.compare(address, first) >= 0),
    countUntil((address) => addresses.compare(address, last) > 0),
  );
}

/** How many host bits a tile of the range, or of a part of it, has. */
export function tileBits({ blockBits = 0 }: MapRange, part: Prefix): number {
  const hostBits = hostBitsOf(part);
  if (blockBits > 0) return Math.max(blockBits, hostBits - TILE_LEVEL_BITS);
  // Below the first level every part has 256 parts again, so that a /12 goes by /16 and /24.
  return Math.floor((hostBits - 1) / TILE_LEVEL_BITS) * TILE_LEVEL_BITS;
}

function isStatic(shape: ServiceRange, offset: bigint): boolean {
  return offset >= 1n && offset <= shape.staticLength;
}

/** How many values of [from, to] may be handed out. */
function usableIn({ shape, gateway, blockBits = 0 }: MapRange, from: bigint, to: bigint): bigint {
  if (blockBits > 0) {
    const count = (to - from + 1n) >> BigInt(blockBits);
    return count > 0n ? count : 1n;
  }
  const first = from === 0n ? 1n : from;
  const last = to > shape.last ? shape.last : to;
  if (last < first) return 0n;
  return last - first + 1n - (gateway !== undefined && gateway >= first && gateway <= last ? 1n : 0n);
}

function roleOf({ shape, gateway }: MapRange, offset: bigint): CellView['role'] {
  if (offset === 0n) return 'network';
  if (offset === gateway) return 'gateway';
  return offset > shape.last ? 'broadcast' : undefined;
}

function cellsOf(
  { addresses }: Core,
  range: MapRange,
  { prefix, first, hostBits }: Window,
  inside: readonly Placed[],
): CellView[] {
  const byOffset = new Map(inside.map(({ offset, held }) => [offset, held]));
  const cells: CellView[] = [];
  for (let index = 0n; index < 1n << BigInt(hostBits); index++) {
    const offset = first + index;
    const at = addresses.add(prefix.address, index)!;
    const address = addresses.format(at);
    const held = byOffset.get(offset);
    const role = roleOf(range, offset);
    cells.push({
      address,
      label: labelOf(address),
      category: held?.category ?? (role ? 'never' : 'free'),
      letter: held?.letter ?? '',
      staticBand: isStatic(range.shape, offset),
      ...(role && { role }),
      ...(range.rivals?.some((rival) => addresses.contains(rival, at)) && { clash: true }),
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

/** The core's sets have at most so many bits of offsets; of a wider range the members are counted one by one. */
const PAINTED_BITS = 64;

/** How many held addresses each tile has; one call paints them all. */
function countsOf(
  core: Core,
  { first, hostBits }: Window,
  inside: readonly Placed[],
  tileBits: number,
): ArrayLike<number> {
  if (hostBits > PAINTED_BITS) {
    const counts = new Array<number>(1 << (hostBits - tileBits)).fill(0);
    for (const { offset } of inside) counts[Number((offset - first) >> BigInt(tileBits))]++;
    return counts;
  }
  const size = 1n << BigInt(hostBits);
  const set = core.rangeSet(size);
  for (const { offset } of inside) set.occupy(offset - first);
  const { counts } = set.paint(0n, size - 1n, tileBits);
  set.free();
  return counts;
}

function tilesOf(core: Core, range: MapRange, window: Window, inside: readonly Placed[], tileBits: number): TileView[] {
  const { addresses } = core;
  const { prefix, first, hostBits } = window;
  const shift = BigInt(tileBits);
  const bits = prefix.bits + hostBits - tileBits;
  return Array.from(countsOf(core, window, inside, tileBits), (held, index) => {
    const from = BigInt(index) << shift;
    const address = addresses.add(prefix.address, from)!;
    const offset = first + from;
    const tile = { address, bits };
    return {
      prefix: addresses.formatPrefix(tile),
      label: addresses.format(address),
      usable: String(usableIn(range, offset, offset + (1n << shift) - 1n)),
      held: String(held),
      staticBand: offset <= range.shape.staticLength && range.shape.staticLength > 0n,
      ...(range.rivals?.some((rival) => addresses.overlaps(rival, tile)) && { clash: true }),
    };
  });
}
