/** namespace-controller: empties a namespace that is being deleted, then lets it go. */

import type { KubernetesObject } from '../../kubernetes/objects';
import type { ControllerContext } from '../machinery/context';
import { keyOf } from '../machinery/informer';
import type { SyncResult } from '../machinery/queue';
import { NAMESPACES, PODS, pathOf, type Resource } from '../machinery/resources';

/** Deletion waits so that every API server has seen the namespace terminate. */
const GRACE_MS = 5_000;
/** How soon the controller looks again for content that is still there. */
const REMAINING_MS = 5_000;

export function startNamespaceController(context: ControllerContext): void {
  const { api } = context;
  const namespaces = context.informers.of(NAMESPACES);
  const queue = context.queue(sync);
  namespaces.on(({ type, object }) => {
    if (type !== 'DELETED' && object.metadata.deletionTimestamp) queue.addAfter(keyOf(object), GRACE_MS);
  });

  function sync(name: string): SyncResult {
    const namespace = namespaces.get(name);
    if (!namespace?.metadata.deletionTimestamp) return;
    let remaining = 0;
    for (const resource of deletableResources(context)) {
      for (const object of api.list(resource, name)) {
        if (!object.metadata.deletionTimestamp)
          api.delete(resource, withKind(resource, object), { propagationPolicy: 'Background' });
        if (api.get(resource, name, object.metadata.name).ok) remaining++;
      }
    }
    if (remaining > 0) return { requeueAfterMs: graceOf(name) };
    return finalize(namespace) ? undefined : 'retry';
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
