/** Pod ranges: the cluster's, of which each Node holds a block, and the block of each Node, of which each Pod holds an address. */

import { nodeMaskSize } from '../allocator/pod-cidr';
import { hostBitsOf, type ServiceRange } from '../allocator/range';
import type { ClusterSettings, Decision, ObjectRef } from '../api';
import type { Core, Prefix } from '../core/types';
import type { ApiClient } from '../kubernetes/client';
import type { KubernetesObject } from '../kubernetes/objects';
import { subnetsOf } from '../scenario/settings';
import { listAll } from './list';
import type { Holding, MapRange } from './range-view';
import { addressBits } from '../core/bits';

/** The node's own address in its block (pods-and-nodes.md 3.2). */
const GATEWAY = 1n;

interface Facts {
  core: Core;
  client: ApiClient;
  settings: ClusterSettings;
  decisions: readonly Decision[];
}

/** @returns the cluster's ranges, then the blocks of the Nodes in the order of the API. */
export function podRanges({ core, client, settings, decisions }: Facts): MapRange[] {
  const { addresses } = core;
  const nodes = listAll(client, '/api/v1/nodes').filter((node) => podCIDRsOf(node).length > 0);
  const decisionOf = lastDecisions(decisions);
  const held = (
    text: string,
    address: Prefix['address'],
    holder: ObjectRef,
    letter: string,
    isLeaving: boolean,
  ): Holding => {
    const decision = decisionOf.get(`${holder.namespace ?? ''}/${holder.name} ${text}`);
    return {
      address,
      held: {
        address: text,
        category: isLeaving ? 'leaving' : 'dynamic',
        letter,
        holder,
        ...(decision !== undefined && { decision }),
      },
    };
  };
  const sorted = (list: Holding[]) => list.sort((a, b) => addresses.compare(a.address, b.address));

  const blocks: Holding[] = [];
  const ofNodes: MapRange[] = [];
  const pods = sorted(
    listAll(client, '/api/v1/pods').flatMap((pod) =>
      podIPsOf(pod).flatMap((ip) => {
        const address = addresses.parse(ip);
        const { namespace, name, deletionTimestamp } = pod.metadata;
        return address ? [held(ip, address, { kind: 'Pod', namespace, name }, 'P', !!deletionTimestamp)] : [];
      }),
    ),
  );
  for (const node of nodes)
    for (const podCIDR of podCIDRsOf(node)) {
      const prefix = addresses.parsePrefix(podCIDR);
      if (!prefix) continue;
      const ref = { kind: 'Node', name: node.metadata.name };
      blocks.push(held(podCIDR, prefix.address, ref, 'N', !!node.metadata.deletionTimestamp));
      const owners = [{ name: node.metadata.name, state: 'ready' as const }];
      ofNodes.push({ kind: 'pod', shape: shapeOf(core, podCIDR, prefix), owners, holdings: pods, gateway: GATEWAY });
    }
  sorted(blocks);
  const subnets = subnetsOf(settings.podSubnet);
  const clusters = subnets.flatMap((text): MapRange[] => {
    const prefix = addresses.parsePrefix(text);
    if (!prefix) return [];
    const { family } = prefix.address;
    const blockBits = addressBits(family) - nodeMaskSize(settings, family, subnets.length > 1);
    // A cluster range of one block is drawn once, as the block.
    if (blockBits >= hostBitsOf(prefix) && blocks.length > 0) return [];
    return [{ kind: 'pod', shape: shapeOf(core, text, prefix), owners: [], holdings: blocks, blockBits }];
  });
  return [...clusters, ...ofNodes];
}

function shapeOf(core: Core, text: string, prefix: Prefix): ServiceRange {
  const { family } = prefix.address;
  const size = 1n << BigInt(hostBitsOf(prefix));
  const last = family === 'IPv4' ? size - 2n : size - 1n;
  return { text, family, prefix: core.addresses.masked(prefix), size, last: last < 0n ? 0n : last, staticLength: 0n };
}

/** By owner and value: `default/web 10.244.0.5`. */
function lastDecisions(decisions: readonly Decision[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { id, resource, object, outcome } of decisions)
    if (outcome.kind === 'allocated' && (resource === 'podIP' || resource === 'podCIDR'))
      found.set(`${object.namespace ?? ''}/${object.name} ${outcome.value}`, id);
  return found;
}

const podCIDRsOf = (node: KubernetesObject): string[] => node.spec?.podCIDRs ?? [];

/** A Pod on the host network shows the node's addresses, and one that has ended holds none. */
function podIPsOf({ spec, status }: KubernetesObject): string[] {
  if (spec?.hostNetwork || status?.phase === 'Succeeded' || status?.phase === 'Failed') return [];
  return (status?.podIPs ?? []).map((entry: { ip: string }) => entry.ip);
}
