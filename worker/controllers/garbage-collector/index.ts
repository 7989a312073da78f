/** garbage-collector: deletes what has lost its owners, and carries out foreground and orphaning deletion. */

import type { KubernetesObject, OwnerReference } from '../../kubernetes/objects';
import type { ControllerContext } from '../../client/context';
import { keyOf, type Informer } from '../../client/informer';
import type { SyncResult } from '../../client/queue';
import {
  CONFIG_MAPS,
  CONTROLLER_REVISIONS,
  DAEMON_SETS,
  DEPLOYMENTS,
  ENDPOINT_SLICES,
  ENDPOINTS,
  JOBS,
  LEASES,
  NAMESPACES,
  networkingResources,
  NODES,
  PODS,
  REPLICA_SETS,
  SECRETS,
  SERVICE_ACCOUNTS,
  SERVICES,
  STATEFUL_SETS,
} from '../../client/resources';

/** Kinds that may own others or be owned, or be deleted in the foreground: all but Events. */
const KINDS = [
  PODS, REPLICA_SETS, DEPLOYMENTS, STATEFUL_SETS, DAEMON_SETS, JOBS, CONTROLLER_REVISIONS, ENDPOINT_SLICES,
  ENDPOINTS, SERVICES, CONFIG_MAPS, SECRETS, NODES, SERVICE_ACCOUNTS, LEASES, NAMESPACES,
]; // prettier-ignore

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

const byOwner = (object: KubernetesObject): readonly string[] =>
  (object.metadata.ownerReferences ?? []).map((reference) => reference.uid);

export function startGarbageCollector(context: ControllerContext): void {
  const { api } = context;
  const { serviceCIDRs, ipAddresses } = networkingResources(context.release.since('1.33'));
  const informers = [...KINDS, serviceCIDRs, ipAddresses]
    .filter((resource) => api.isServed(resource))
    .map((resource) => context.informers.of(resource));
  const dependents = context.queue(syncDependent);
  const owners = context.queue(syncOwner);

  for (const informer of informers) {
    const { plural } = informer.resource;
    informer.on(({ type, key, object }) => {
      if (type === 'DELETED') {
        eachDependent(object.metadata.uid!, (other, dependent) =>
          dependents.add(`${other.resource.plural} ${keyOf(dependent)}`),
        );
        for (const uid of byOwner(object)) noteOwner(uid);
        return;
      }
      if (object.metadata.ownerReferences?.length) dependents.add(`${plural} ${key}`);
      if (
        object.metadata.deletionTimestamp &&
        object.metadata.finalizers?.some((one) => one === ORPHAN || one === FOREGROUND)
      )
        owners.add(`${plural} ${key}`);
    });
  }

  function eachDependent(uid: string, act: (informer: Informer, object: KubernetesObject) => void): void {
    for (const informer of informers) for (const object of informer.by(byOwner, uid)) act(informer, object);
  }

  /** An owner that waits for its dependents in the foreground may have lost the last one. */
  function noteOwner(uid: string): void {
    for (const informer of informers)
      for (const owner of informer.by(byFinalized, uid)) owners.add(`${informer.resource.plural} ${keyOf(owner)}`);
  }

  function find(key: string): { informer: Informer; object: KubernetesObject } | undefined {
    const [plural, name] = key.split(' ');
    const informer = informers.find((one) => one.resource.plural === plural);
    const object = informer?.get(name);
    return informer && object && { informer, object };
  }

  /** True when the owner exists with the same uid. Kinds that are not watched count as present. */
  function isPresent(reference: OwnerReference, namespace: string | undefined): boolean {
    const informer = informers.find((one) => one.resource.kind === reference.kind);
    if (!informer) return true;
    const key = informer.resource.namespaced ? `${namespace}/${reference.name}` : reference.name;
    return informer.get(key)?.metadata.uid === reference.uid;
  }

  function syncDependent(key: string): SyncResult {
    const found = find(key);
    if (!found || found.object.metadata.deletionTimestamp) return;
    const { informer, object } = found;
    const references = object.metadata.ownerReferences ?? [];
    if (references.length === 0) return;
    const present = references.filter((reference) => isPresent(reference, object.metadata.namespace));
    if (present.length === references.length) return;
    if (present.length > 0)
      return api.patch(informer.resource, object, { metadata: { ownerReferences: present } }).ok ? undefined : 'retry';
    const answer = api.delete(informer.resource, object, { uid: object.metadata.uid, propagationPolicy: 'Background' });
    return answer.ok || answer.status.reason === 'NotFound' ? undefined : 'retry';
  }

  function syncOwner(key: string): SyncResult {
    const found = find(key);
    if (!found) return;
    const { informer, object } = found;
    const finalizers = object.metadata.finalizers ?? [];
    if (finalizers.includes(ORPHAN))
      eachDependent(object.metadata.uid!, (other, dependent) => release(other, dependent, object));
    if (finalizers.includes(FOREGROUND)) {
      let isBlocked = false;
      eachDependent(object.metadata.uid!, (other, dependent) => {
        const reference = dependent.metadata.ownerReferences?.find(({ uid }) => uid === object.metadata.uid);
        if (reference?.blockOwnerDeletion) isBlocked = true;
        if (!dependent.metadata.deletionTimestamp)
          api.delete(other.resource, dependent, { uid: dependent.metadata.uid, propagationPolicy: 'Foreground' });
      });
      if (isBlocked && hasDependents(object.metadata.uid!)) return;
    }
    const left = finalizers.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
    const newest = informer.get(keyOf(object));
    if (!newest) return;
    return api.patch(informer.resource, newest, { metadata: { finalizers: left.length > 0 ? left : null } }).ok
      ? undefined
      : 'retry';
  }

  function hasDependents(uid: string): boolean {
    return informers.some((informer) => informer.by(byOwner, uid).length > 0);
  }

  function release(informer: Informer, dependent: KubernetesObject, owner: KubernetesObject): void {
    const left = (dependent.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid);
    api.patch(informer.resource, dependent, { metadata: { ownerReferences: left.length > 0 ? left : null } });
  }
}

/** Objects that are being deleted in the foreground, by their own uid. */
const byFinalized = (object: KubernetesObject): readonly string[] =>
  object.metadata.deletionTimestamp && object.metadata.finalizers?.includes(FOREGROUND) ? [object.metadata.uid!] : [];
