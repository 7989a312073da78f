/** The columns of `kubectl get nodes` (pods-and-nodes.md R7.8). */

import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { AGE, NAME, orNone } from '../columns';
import type { Column } from '../strategy';

const ROLE_PREFIX = 'node-role.kubernetes.io/';
const ROLE_LABEL = 'kubernetes.io/role';

function statusOf(node: KubernetesObject): string {
  const ready = (node.status?.conditions ?? []).find((condition: { type: string }) => condition.type === 'Ready');
  const status = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return node.spec.unschedulable ? `${status},SchedulingDisabled` : status;
}

function rolesOf(node: KubernetesObject): string {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(node.metadata.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length) roles.add(key.slice(ROLE_PREFIX.length));
    else if (key === ROLE_LABEL && value !== '') roles.add(value);
  }
  return orNone([...roles].sort().join(','));
}

const addressOf = (type: string) => (node: KubernetesObject) =>
  orNone((node.status?.addresses ?? []).find((address: { type: string }) => address.type === type)?.address);

const infoOf = (field: string) => (node: KubernetesObject) => node.status?.nodeInfo?.[field] || '<unknown>';

function kernelOf(node: KubernetesObject, env: Env): string {
  const { architecture } = node.status?.nodeInfo ?? {};
  const kernel = infoOf('kernelVersion')(node);
  return architecture && env.release.since('1.36') ? `${kernel} (${architecture})` : kernel;
}

export const NODE_COLUMNS: readonly Column[] = [
  NAME,
  { name: 'Status', cell: statusOf },
  { name: 'Roles', cell: rolesOf },
  AGE,
  { name: 'Version', cell: (node) => node.status?.nodeInfo?.kubeletVersion ?? '' },
  { name: 'Internal-IP', wide: true, cell: addressOf('InternalIP') },
  { name: 'External-IP', wide: true, cell: addressOf('ExternalIP') },
  { name: 'OS-Image', wide: true, cell: infoOf('osImage') },
  { name: 'Kernel-Version', wide: true, cell: kernelOf },
  { name: 'Container-Runtime', wide: true, cell: infoOf('containerRuntimeVersion') },
];
