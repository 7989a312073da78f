/** Fits wanted endpoints into slices with as little change as possible (services.md R8.3.7, R8.3.8, R8.3.10). */

import { canonicalJSON, isSame } from '../../client/hash';
import type { KubernetesObject } from '../../kubernetes/objects';
import type { Endpoint, EndpointPort } from './derive';

/** kube-controller-manager's --max-endpoints-per-slice. */
export const ENDPOINTS_MAX = 100;

/** Endpoints that share one list of ports. */
export interface Group {
  ports: EndpointPort[];
  endpoints: Endpoint[];
}

/** What a slice shall hold. `slice` is the present one; absent: a new one is made. */
export interface SlicePlan {
  slice?: KubernetesObject;
  ports: EndpointPort[];
  endpoints: Endpoint[];
}

export interface Plan {
  /** All slices that shall be there, changed or not. */
  keep: SlicePlan[];
  remove: KubernetesObject[];
}

const identity = (endpoint: Endpoint) => canonicalJSON([endpoint.targetRef?.uid, endpoint.addresses]);
/** The order of ports does not matter. */
export const portsKey = (ports: readonly EndpointPort[] | null | undefined) =>
  [...(ports ?? [])]
    .map((port) => canonicalJSON(port))
    .sort()
    .join();

/** @param slices the present slices of one address type. */
export function planSlices(slices: readonly KubernetesObject[], groups: readonly Group[]): Plan {
  const keep: SlicePlan[] = [];
  const unused = new Set(slices);
  for (const group of groups) {
    const present = slices.filter((slice) => portsKey(slice.ports) === portsKey(group.ports) && unused.has(slice));
    for (const plan of planGroup(present, group)) {
      if (plan.slice) unused.delete(plan.slice);
      keep.push(plan);
    }
  }
  if (keep.length === 0) keep.push({ ports: [], endpoints: [] });
  // a slice that would be deleted takes the place of one that would be made, so that the name is kept
  for (const plan of keep) {
    if (plan.slice) continue;
    const [spare] = unused;
    if (!spare) break;
    unused.delete(spare);
    plan.slice = spare;
  }
  return { keep, remove: [...unused] };
}

function planGroup(slices: readonly KubernetesObject[], { ports, endpoints }: Group): SlicePlan[] {
  const wanted = new Map(endpoints.map((endpoint) => [identity(endpoint), endpoint]));
  const plans: (SlicePlan & { isChanged: boolean })[] = [];
  for (const slice of slices) {
    const before: Endpoint[] = slice.endpoints ?? [];
    const kept = before.flatMap((endpoint) => {
      const key = identity(endpoint);
      const now = wanted.get(key);
      wanted.delete(key);
      return now ? [now] : [];
    });
    if (kept.length > 0) plans.push({ slice, ports, endpoints: kept, isChanged: !isSame(kept, before) });
  }
  let rest = [...wanted.values()];
  const fill = (plan: SlicePlan) => {
    const room = ENDPOINTS_MAX - plan.endpoints.length;
    plan.endpoints = [...plan.endpoints, ...rest.slice(0, room)];
    rest = rest.slice(room);
  };
  const fullestFirst = (a: SlicePlan, b: SlicePlan) => b.endpoints.length - a.endpoints.length;
  for (const plan of plans.filter(({ isChanged }) => isChanged).sort(fullestFirst)) if (rest.length > 0) fill(plan);
  if (rest.length > 0) {
    const roomy = plans.filter((plan) => plan.endpoints.length + rest.length <= ENDPOINTS_MAX).sort(fullestFirst)[0];
    if (roomy) fill(roomy);
  }
  while (rest.length > 0) {
    const plan = { ports, endpoints: [], isChanged: true };
    plans.push(plan);
    fill(plan);
  }
  return plans.map(({ slice, ports: own, endpoints: all }) => ({ slice, ports: own, endpoints: all }));
}
