/** Words for objects, values and causes, used wherever the page speaks of a decision. */

import type { Decision, DecisionRange, ObjectRef } from '../worker/api';

/** `web`, or `kube-system/kube-dns` outside the default namespace. */
export function objectName({ namespace, name }: ObjectRef): string {
  return namespace === undefined || namespace === 'default' || namespace === '' ? name : `${namespace}/${name}`;
}

/** A count as people write it: words up to twelve, then figures with commas. */
export function countWord(count: string | number): string {
  const words = [
    'no',
    'one',
    'two',
    'three',
    'four',
    'five',
    'six',
    'seven',
    'eight',
    'nine',
    'ten',
    'eleven',
    'twelve',
  ];
  return words[Number(count)] ?? groupDigits(String(count));
}

/** `1048574` becomes `1,048,574`; very large counts become a power of two. */
export function groupDigits(digits: string): string {
  if (digits.length > 15) return `about 2^${Math.round(Math.log2(Number(digits)))}`;
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

export function plural(count: string | number, one: string, many: string): string {
  return String(count) === '1' ? one : many;
}

/** What kind of value a decision is about: `address`, `node port`. */
export function thing(decision: Decision): { one: string; many: string } {
  switch (decision.resource) {
    case 'nodePort':
      return { one: 'port', many: 'ports' };
    case 'healthCheckNodePort':
      return { one: 'port', many: 'ports' };
    case 'podCIDR':
      return { one: 'block', many: 'blocks' };
    default:
      return { one: 'address', many: 'addresses' };
  }
}

/** The value that came out, with a word where a bare figure would say nothing. */
export function valueWord(decision: Decision): string {
  const value = decision.outcome.kind === 'refused' ? (decision.request.value ?? '') : decision.outcome.value;
  if (decision.resource === 'nodePort') return `node port ${value}`;
  if (decision.resource === 'healthCheckNodePort') return `health check port ${value}`;
  return value;
}

/** Why a request was refused, in one sentence. Empty for a request that was not. */
export function causeOf(decision: Decision): string {
  if (decision.outcome.kind !== 'refused') return '';
  const { cause, holder } = decision.outcome;
  const value = decision.request.value ?? '';
  const ready = decision.ranges.filter((range) => range.state === 'ready');
  switch (cause) {
    case 'full': {
      const [waiting] = withRoomButNotReady(decision);
      if (waiting)
        return `All ${thing(decision).many} that are ready to be given are held. ${waiting.range} has ${groupDigits(waiting.free)} free, but it is ${waiting.state === 'terminating' ? 'being deleted' : 'not ready'}.`;
      if (ready.length === 1) return `All ${groupDigits(ready[0]!.usable)} usable ${thing(decision).many} are held.`;
      return `Every ${thing(decision).one} that the cluster may hand out is held.`;
    }
    case 'taken':
      return holder ? `${value} is held by ${objectName(holder)}.` : `${value} is held already.`;
    case 'not in range':
      return `No range that is ready contains ${value}.`;
    case 'network address':
      return `${value} is the first address of its range, which is never handed out.`;
    case 'broadcast address':
      return `${value} is the last address of an IPv4 range, which is never handed out.`;
    case 'terminating': {
      const leaving = decision.ranges.find((range) => range.state === 'terminating');
      if (value && leaving) return `${value} lies in ${leaving.range}, which is being deleted and gives nothing new.`;
      return 'The only range with room is being deleted, and such a range gives nothing new.';
    }
    case 'not ready':
      return 'The only range with room is not ready yet.';
    case 'no range':
      return decision.request.family
        ? `The cluster has no ${decision.request.family} range.`
        : 'The cluster has no range to take it from.';
    default:
      return 'The allocator gave the reason below.';
  }
}

/** Ranges that have free values and give none of them. */
export const withRoomButNotReady = ({ ranges }: Decision): DecisionRange[] =>
  ranges.filter((range) => range.state !== 'ready' && range.free !== '0');

/** What the strip under the map says of a request that waits; cells show their tries while it is selected. */
export function waitingText(decision: Decision, isSelected: boolean): string {
  const { value, family } = decision.request;
  if (value !== undefined) return `It asks for ${value}. ${causeOf(decision)}`;
  const search = decision.ranges.findLast((range) => range.searches.length > 0)?.searches[0];
  if (!search || search.found !== undefined) return causeOf(decision);
  const start = shortAddress(search.start);
  return `Any ${family ? `${family} ` : ''}address would have done. The search began at ${start} and went round once${isSelected ? '; each cell shows when it was tried' : ''}.`;
}

/** The last part of an address, for places where the range is known: `.9`, or the address itself for IPv6. */
export function shortAddress(address: string): string {
  const at = address.lastIndexOf('.');
  return at < 0 ? address : address.slice(at);
}

export const KIND_WORDS: Record<Decision['resource'], string> = {
  clusterIP: 'Service',
  nodePort: 'Service',
  healthCheckNodePort: 'Service',
  loadBalancerIP: 'Service',
  podCIDR: 'Node',
  podIP: 'Pod',
};
