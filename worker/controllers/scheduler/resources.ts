/** Quantities that the scheduler compares: what Pods ask for and what Nodes offer. */

import type { KubernetesObject } from '../../kubernetes/objects';

const SUFFIXES: Record<string, number> = {
  n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60,
}; // prettier-ignore

/** Value of a resource quantity; 0 for what is none. */
export function parseQuantity(quantity: string | number | undefined): number {
  const match = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(String(quantity ?? '0'));
  return match ? Number(match[1]) * (SUFFIXES[match[2]] ?? 0) : 0;
}

interface Container {
  restartPolicy?: string;
  resources?: { requests?: Record<string, string | number> };
}

/** Objects of the API do not change, so each Pod is added up once. */
const known = new WeakMap<KubernetesObject, Readonly<Record<string, number>>>();

/** What a Pod asks for: the sum of its containers, or more when one init container wants more. */
export function podRequests(pod: KubernetesObject): Readonly<Record<string, number>> {
  const counted = known.get(pod);
  if (counted) return counted;
  const total: Record<string, number> = {};
  const add = (container: Container) => {
    for (const [name, quantity] of Object.entries(container.resources?.requests ?? {}))
      total[name] = (total[name] ?? 0) + parseQuantity(quantity);
  };
  const initContainers: Container[] = pod.spec.initContainers ?? [];
  [...(pod.spec.containers ?? []), ...initContainers.filter((one) => one.restartPolicy === 'Always')].forEach(add);
  for (const container of initContainers)
    for (const [name, quantity] of Object.entries(container.resources?.requests ?? {}))
      total[name] = Math.max(total[name] ?? 0, parseQuantity(quantity));
  known.set(pod, total);
  return total;
}
