/** Which changes of a Service a load balancer has to follow, with the events that tell of them. */

import type { KubernetesObject } from '../../kubernetes/objects';
import { isSame } from '../../client/hash';

export const FINALIZER = 'service.kubernetes.io/load-balancer-cleanup';

export const hasFinalizer = ({ metadata }: KubernetesObject): boolean => !!metadata.finalizers?.includes(FINALIZER);

/** A class names another controller. */
export const wantsBalancer = ({ spec }: KubernetesObject): boolean =>
  spec.type === 'LoadBalancer' && spec.loadBalancerClass === undefined;

/** The balancer goes: the Service is on its way out, or of another type. */
export const needsCleanup = (service: KubernetesObject): boolean =>
  hasFinalizer(service) && (!!service.metadata.deletionTimestamp || service.spec.type !== 'LoadBalancer');

/** Fields whose change is followed without an event. */
const QUIET_FIELDS = [
  'sessionAffinity',
  'sessionAffinityConfig',
  'externalTrafficPolicy',
  'healthCheckNodePort',
  'ipFamilies',
];

/** What of a port reaches a load balancer: the target of a Pod does not. */
const portsOf = ({ spec }: KubernetesObject) =>
  ((spec.ports ?? []) as Record<string, unknown>[]).map(({ name, protocol, port, nodePort }) => [
    name,
    protocol,
    port,
    nodePort,
  ]);

/**
 * services.md R4.4 and the service controller's own list, in its order.
 * @param tell writes a Normal event.
 */
export function needsUpdate(
  old: KubernetesObject,
  service: KubernetesObject,
  tell: (reason: string, message: string) => void,
): boolean {
  const [before, after] = [old.spec, service.spec];
  if (!wantsBalancer(old) && !wantsBalancer(service)) return false;
  const told = (reason: string, message: string) => {
    tell(reason, message);
    return true;
  };
  if (wantsBalancer(old) !== wantsBalancer(service)) return told('Type', `${before.type} -> ${after.type}`);
  const list = (values: unknown) => `[${((values ?? []) as string[]).join(' ')}]`;
  const ranges = 'loadBalancerSourceRanges';
  if (!isSame(before[ranges], after[ranges]))
    return told('LoadBalancerSourceRanges', `${list(before[ranges])} -> ${list(after[ranges])}`);
  if (!isSame(portsOf(old), portsOf(service)) || before.sessionAffinity !== after.sessionAffinity) return true;
  if ((before.loadBalancerIP ?? '') !== (after.loadBalancerIP ?? ''))
    return told('LoadbalancerIP', `${before.loadBalancerIP ?? ''} -> ${after.loadBalancerIP ?? ''}`);
  const [oldIPs, newIPs] = [(before.externalIPs ?? []) as string[], (after.externalIPs ?? []) as string[]];
  if (oldIPs.length !== newIPs.length) return told('ExternalIP', `Count: ${oldIPs.length} -> ${newIPs.length}`);
  const added = newIPs.find((ip, index) => ip !== oldIPs[index]);
  if (added !== undefined) return told('ExternalIP', `Added: ${added}`);
  return (
    !isSame(old.metadata.annotations, service.metadata.annotations) ||
    old.metadata.uid !== service.metadata.uid ||
    QUIET_FIELDS.some((field) => !isSame(before[field], after[field]))
  );
}
