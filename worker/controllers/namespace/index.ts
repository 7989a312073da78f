/** namespace-controller: empties a namespace that is being deleted, then lets it go. */

import type { Condition, KubernetesObject } from '../../kubernetes/objects';
import { deletionConditions } from './conditions';
import type { ControllerContext } from '../../client/context';
import { isSame } from '../../client/hash';
import type { SyncResult } from '../../client/queue';
import { NAMESPACES, PODS, pathOf, type Resource } from '../../client/resources';

/** Deletion waits so that every API server has seen the namespace terminate. */
const GRACE_MS = 5_000;
/** How soon the controller looks again for content that is still there. */
const REMAINING_MS = 5_000;

export function startNamespaceController(context: ControllerContext): void {
  const { api } = context;
  const namespaces = context.informers.of(NAMESPACES);
  const queue = context.queue(sync);
  namespaces.on(({ type, key, object }) => {
    if (type !== 'DELETED' && object.metadata.deletionTimestamp) queue.addAfter(key, GRACE_MS);
  });

  function sync(name: string): SyncResult {
    const namespace = namespaces.get(name);
    if (!namespace?.metadata.deletionTimestamp) return;
    const remaining = new Map<string, KubernetesObject[]>();
    for (const resource of deletableResources(context)) {
      for (const object of api.list(resource, name)) {
        if (!object.metadata.deletionTimestamp)
          api.delete(resource, withKind(resource, object), { propagationPolicy: 'Background' });
        const left = api.get(resource, name, object.metadata.name);
        if (left.ok) remaining.set(idOf(resource), [...(remaining.get(idOf(resource)) ?? []), left.object]);
      }
    }
    if (remaining.size > 0) {
      writeConditions(name, remaining);
      return { requeueAfterMs: graceOf(name) };
    }
    return finalize(namespace) ? undefined : 'retry';
  }

  /** What is left is told in the status. */
  function writeConditions(name: string, remaining: Map<string, KubernetesObject[]>): void {
    const namespace = namespaces.get(name);
    if (!namespace) return;
    const before: Condition[] = namespace.status?.conditions ?? [];
    const conditions = deletionConditions(remaining).map((condition) => {
      const present = before.find(({ type }) => type === condition.type);
      const lastTransitionTime =
        present?.status === condition.status ? present.lastTransitionTime : context.timestamp();
      return { lastTransitionTime, ...condition };
    });
    if (isSame(conditions, before)) return;
    api.updateStatus(NAMESPACES, { ...namespace, status: { ...namespace.status, conditions } });
  }

  /** Half of the longest grace period of its Pods, and a second, is when to look again. */
  function graceOf(name: string): number {
    const seconds = context.informers
      .of(PODS)
      .list(name)
      .map((pod) => pod.metadata.deletionGracePeriodSeconds ?? 0);
    return seconds.length > 0 ? (Math.floor(Math.max(...seconds) / 2) + 1) * 1_000 : REMAINING_MS;
  }

  function finalize(namespace: KubernetesObject): boolean {
    const finalizers = (namespace.spec?.finalizers ?? []).filter((finalizer: string) => finalizer !== 'kubernetes');
    const answer = api.client.request({
      method: 'PUT',
      path: `${pathOf(NAMESPACES, undefined, namespace.metadata.name)}/finalize`,
      headers: { 'content-type': 'application/json' },
      body: { ...namespace, spec: { ...namespace.spec, finalizers } },
    });
    return answer.status < 400;
  }
}

/** `pods.` or `deployments.apps`, as messages write it. */
const idOf = ({ apiVersion, plural }: Resource): string =>
  `${plural}.${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}`;

const withKind = (resource: Resource, object: KubernetesObject): KubernetesObject => ({
  ...object,
  apiVersion: resource.apiVersion,
  kind: resource.kind,
});

interface ResourceList {
  resources?: { name: string; kind: string; namespaced: boolean; verbs: string[] }[];
}

/** Every namespaced kind that the server can list and delete, by its discovery. */
function deletableResources({ api }: ControllerContext): Resource[] {
  const read = (path: string) => api.client.request({ method: 'GET', path }).body;
  const groups = (read('/apis') as { groups?: { preferredVersion: { groupVersion: string } }[] }).groups ?? [];
  const versions = ['v1', ...groups.map((group) => group.preferredVersion.groupVersion)];
  return versions.flatMap((apiVersion) => {
    const list = read(apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`) as ResourceList;
    return (list.resources ?? [])
      .filter(
        ({ name, namespaced, verbs }) =>
          namespaced && !name.includes('/') && verbs.includes('delete') && verbs.includes('list'),
      )
      .map(({ name, kind }) => ({ apiVersion, kind, plural: name, namespaced: true }));
  });
}
