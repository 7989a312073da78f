/** Which Services a changed Pod concerns. */

import type { KubernetesObject } from '../../kubernetes/objects';
import { isSame } from '../../client/hash';
import { keyOf, type Change, type Informer } from '../../client/informer';
import { matchesLabels } from '../../client/selectors';
import { isPodReady } from './derive';

/** The phase is not looked at: a change of the phase alone starts no sync (services.md R8.3.3). */
const view = (pod: KubernetesObject) => [
  pod.metadata.labels,
  pod.metadata.deletionTimestamp,
  pod.spec.nodeName,
  pod.spec.hostname,
  pod.spec.subdomain,
  pod.status?.podIPs,
  isPodReady(pod),
];

/** Keys of the Services whose endpoints may change with this change of a Pod. */
export function servicesOfPod(services: Informer, { object, old, type }: Omit<Change, 'key'>): string[] {
  if (type === 'MODIFIED' && old && isSame(view(object), view(old))) return [];
  return services
    .list(object.metadata.namespace)
    .filter((service) => {
      const selector = service.spec.selector;
      return selects(selector, object) || (!!old && selects(selector, old));
    })
    .map(keyOf);
}

export function selects(selector: Record<string, string> | undefined, pod: KubernetesObject): boolean {
  return !!selector && Object.keys(selector).length > 0 && matchesLabels(selector, pod.metadata.labels);
}

export const hasSelector = (service: KubernetesObject): boolean => Object.keys(service.spec.selector ?? {}).length > 0;
