/** Ranges of the address plan and what it means that two of them overlap. */

import type { AddressPlan, PlanLane, PlanOverlap } from '../worker/api';

const KINDS: Record<PlanLane['kind'], string> = {
  service: 'Service range',
  pod: 'Pod range',
  block: 'Pod block',
  node: 'Node addresses',
};

/** `Service range`, `Pod block`. */
export const laneKind = ({ kind }: PlanLane): string => KINDS[kind];

/** What a lane is called where there is room for a whole sentence. */
export function laneText(lane: PlanLane): string {
  const names = lane.names.join(' and ');
  const what = lane.prefix ?? lane.pieces.map(({ text }) => text).join(', ');
  const state = lane.state ? `, ${lane.state}` : '';
  if (lane.kind === 'service') return `${what}, Service range${names && ` of ServiceCIDR ${names}`}${state}`;
  if (lane.kind === 'pod') return `${what}, Pod range of the cluster`;
  return lane.kind === 'block' ? `${what}, block of Node ${names}` : `${what}, addresses of ${names}`;
}

/** Which two things overlap, and which allocator may serve what they share. */
export function overlapText({ lanes }: AddressPlan, overlap: PlanOverlap): { title: string; text: string } {
  const inner = lanes[overlap.inner];
  const outer = lanes[overlap.outer];
  const around = `the ${KINDS[outer.kind]} ${outer.prefix ?? ''}`.trim();
  const isSame = inner.prefix !== undefined && inner.prefix === outer.prefix;
  if (inner.kind === 'node' || outer.kind === 'node') {
    const [node, range] = inner.kind === 'node' ? [inner, outer] : [outer, inner];
    const at = node.pieces.findIndex(({ text }) => text === overlap.text);
    return {
      title: `${overlap.text} of Node ${node.names[at] ?? ''} lies in the ${KINDS[range.kind]} ${range.prefix}`,
      text: `A ${range.kind === 'service' ? 'Service' : 'Pod'} may get the address of the Node: the allocator of the range does not know of it, and nothing checks it.`,
    };
  }
  const title = isSame
    ? `${overlap.text} is a ${KINDS[inner.kind]} and a ${KINDS[outer.kind]}`
    : `The ${KINDS[inner.kind]} ${overlap.text} lies in ${around}`;
  if (inner.kind === 'service' && outer.kind === 'service') return { title, text: servedBy(inner, outer, overlap) };
  if (inner.kind !== 'service' && outer.kind !== 'service')
    return { title, text: 'Two Pods may get the same address: no block knows of the other.' };
  return {
    title,
    text: 'Each has an allocator of its own that does not know of the other, so a Service and a Pod may hold the same address. Nothing checks it.',
  };
}

/** services.md R1.3.5 and R1.3.6: any ready range that contains an address gives it, its own ends excepted. */
function servedBy(inner: PlanLane, outer: PlanLane, { onlyOuter }: PlanOverlap): string {
  if (inner.state && outer.state) return 'Neither is ready, so neither gives an address now.';
  if (inner.state) return `Only ${outer.prefix} gives its addresses now: ${inner.prefix} is ${inner.state}.`;
  if (outer.state) return `Only ${inner.prefix} gives its addresses now: ${outer.prefix} is ${outer.state}.`;
  const ends = onlyOuter.length > 0 ? ` Only ${outer.prefix} gives ${onlyOuter.join(' and ')}.` : '';
  return `Either may give an address that both hold, and none is given twice: its IPAddress has one name.${ends}`;
}
