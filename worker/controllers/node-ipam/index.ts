/** The range allocator of kube-controller-manager: gives every Node its Pod ranges (pods-and-nodes.md 4). */

import { createPodCIDRAllocator, nodeMaskSize } from '../../allocator';
import type { PodCIDRAllocator } from '../../allocator/types';
import type { Prefix } from '../../core/types';
import type { KubernetesObject } from '../../kubernetes/objects';
import { overlapsCIDR, prefixesOf } from '../../client/cidr';
import type { ControllerContext } from '../../client/context';
import type { SyncResult } from '../../client/queue';
import { NODES } from '../../client/resources';

export function startNodeIPAM(context: ControllerContext): void {
  const { api, core, settings, decisions } = context;
  const { addresses } = core;
  const clusterCIDRs = prefixesOf(addresses, settings.podSubnet);
  if (clusterCIDRs.length === 0) return;
  const sets = clusterCIDRs.map((prefix) => createSet(prefix));
  const nodes = context.informers.of(NODES);
  const recorder = context.recorder('cidrAllocator');
  const occupied = new Map<string, string[]>();
  const queue = context.queue(sync);

  nodes.on(({ type, key, object }) => {
    if (type !== 'DELETED') return queue.add(key);
    const note = { object: { kind: 'Node', name: object.metadata.name }, because: 'deleted' as const };
    for (const [index, cidr] of (occupied.get(object.metadata.uid!) ?? []).entries()) sets[index]?.release(cidr, note);
    occupied.delete(object.metadata.uid!);
    queue.forget(key);
  });

  /** Service ranges that overlap are taken from the start (R4.10). */
  function createSet(prefix: Prefix): PodCIDRAllocator {
    const clusterCIDR = addresses.formatPrefix(prefix);
    const nodeCIDRMaskSize = nodeMaskSize(settings, prefix.address.family, clusterCIDRs.length > 1);
    const set = createPodCIDRAllocator({ core, clusterCIDR, nodeCIDRMaskSize, decisions });
    for (const service of prefixesOf(addresses, settings.serviceSubnet)) {
      const serviceCIDR = addresses.formatPrefix(service);
      if (overlapsCIDR(addresses, clusterCIDR, serviceCIDR)) set.occupy(serviceCIDR);
    }
    return set;
  }

  function occupy(node: KubernetesObject, podCIDRs: string[]): void {
    const isRefused = (cidr: string, index: number) => sets[index]?.occupy(cidr) !== undefined || !sets[index];
    // what stands in front of a refused one stays taken as long as the Node is there
    const refused = podCIDRs.findIndex(isRefused);
    occupied.set(node.metadata.uid!, refused < 0 ? podCIDRs : podCIDRs.slice(0, refused));
  }

  function status(node: KubernetesObject, reason: 'CIDRNotAvailable' | 'CIDRAssignmentFailed'): void {
    const message = `Node ${node.metadata.name} status is now: ${reason}`;
    recorder.event(node, { type: 'Normal', reason, message });
  }

  function sync(name: string): SyncResult {
    const node = nodes.get(name);
    if (!node || occupied.has(node.metadata.uid!)) return;
    const podCIDRs: string[] = node.spec?.podCIDRs ?? [];
    if (podCIDRs.length > 0) return occupy(node, podCIDRs);
    if (node.metadata.deletionTimestamp) return;

    const given: string[] = [];
    for (const set of sets) {
      const answer = set.allocateNext({ kind: 'Node', name });
      if (!answer.ok) {
        // what earlier families gave stays taken although nobody has it (R4.12)
        status(node, 'CIDRNotAvailable');
        return 'retry';
      }
      given.push(answer.value);
    }
    const answer = api.patch(NODES, node, { spec: { podCIDR: given[0], podCIDRs: given } });
    if (answer.ok) return void occupied.set(node.metadata.uid!, given);
    const note = { object: { kind: 'Node', name }, because: 'refused' as const };
    for (const [index, cidr] of given.entries()) sets[index].release(cidr, note);
    status(node, 'CIDRAssignmentFailed');
    return 'retry';
  }
}
