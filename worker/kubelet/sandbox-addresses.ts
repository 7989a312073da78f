/** Addresses of a new sandbox: the host's, or one of each of the Node's ranges. */

import type { PodIPAllocator } from '../allocator/types';
import type { Core } from '../core/types';
import type { KubernetesObject } from '../kubernetes/objects';
import { hostNetworkPodIPs, sortPodIPs } from './pod-ips';

export interface AddressSources {
  core: Core;
  hostIPs(): readonly string[];
  /** One a family, in the order of the Node's ranges; empty while it has none. */
  podIPAllocators(): PodIPAllocator[];
}

export interface PodAddresses {
  /** In the runtime's order: the first IPv4 address leads. */
  ips: string[];
  /** In the order of the status. */
  podIPs: string[];
}

const NO_RANGE =
  'plugin type="flannel" failed (add): failed to load flannel \'subnet.env\' file: open /run/flannel/subnet.env: no such file or directory. Check the flannel pod log for this node.';

export const podRef = ({ metadata }: KubernetesObject) => ({
  kind: 'Pod',
  namespace: metadata.namespace,
  name: metadata.name,
});

/** @returns the addresses of a new sandbox, or what the network plugin says. */
export function addressesFor(
  pod: KubernetesObject,
  { core, hostIPs, podIPAllocators }: AddressSources,
): PodAddresses | { error: string } {
  const own = hostIPs();
  const preferred = core.addresses.parse(own[0] ?? '')?.family ?? 'IPv4';
  if (pod.spec.hostNetwork) {
    const podIPs = hostNetworkPodIPs(
      ((pod.status?.podIPs ?? []) as { ip: string }[]).map(({ ip }) => ip),
      own,
      core.addresses,
    );
    return { ips: podIPs, podIPs };
  }
  const allocators = podIPAllocators();
  if (allocators.length === 0) return { error: NO_RANGE };
  const given: string[] = [];
  for (const allocator of allocators) {
    const answer = allocator.allocateNext(podRef(pod));
    if (!answer.ok) {
      const note = { object: podRef(pod), because: 'refused' as const, message: answer.error };
      given.forEach((ip, index) => allocators[index].release(ip, note));
      return { error: `plugin type="bridge" failed (add): ${answer.error}` };
    }
    given.push(answer.value);
  }
  const first = given.find((ip) => core.addresses.parse(ip)?.family === 'IPv4');
  const ips = first === undefined ? given : [first, ...given.filter((ip) => ip !== first)];
  return { ips, podIPs: sortPodIPs(ips, preferred, core.addresses) };
}
