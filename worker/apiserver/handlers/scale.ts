/** The scale subresource: spec.replicas of a workload in the form of autoscaling/v1 Scale. */

import type { KubernetesObject, Status } from '../../kubernetes/objects';
import { formatLabelSelector } from '../../kubernetes/selectors';
import { conflict, invalidObject, isStatus, MODIFIED, notFound } from '../errors';
import { invalid } from '../field-errors';
import type { Call } from '../request';
import type { ResourceRoute } from '../routing';
import { bucketOf, keyFor, type Server } from '../server';
import { updateObject } from './update';

export function scaleOf(object: KubernetesObject): KubernetesObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = formatLabelSelector(object.spec?.selector);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: object.spec?.replicas ? { replicas: object.spec.replicas } : {},
    status: { replicas: object.status?.replicas ?? 0, ...(selector !== '<none>' && { selector }) },
  };
}

export function getScale(server: Server, route: ResourceRoute): KubernetesObject | Status {
  const object = server.store.get(bucketOf(route.strategy), keyFor(route.namespace, route.name!));
  return object ? scaleOf(object) : notFound(route.strategy, route.name!);
}

/** @param scale a decoded Scale. */
export function updateScale(
  server: Server,
  call: Call,
  route: ResourceRoute,
  scale: KubernetesObject,
): KubernetesObject | Status {
  const { strategy, namespace, name, version } = route;
  const old = server.store.get(bucketOf(strategy), keyFor(namespace, name!));
  if (!old) return notFound(strategy, name!);
  const given = scale.metadata.resourceVersion;
  if (given && given !== old.metadata.resourceVersion) return conflict(strategy, name!, MODIFIED);
  const replicas: number = scale.spec?.replicas ?? 0;
  if (replicas < 0)
    return invalidObject(
      { group: 'autoscaling', resource: 'scales', kind: 'Scale' },
      name!,
      [invalid('spec.replicas', replicas, 'must be greater than or equal to 0')],
      server.env.release,
    );
  const object: KubernetesObject = { ...old, metadata: { ...old.metadata }, spec: { ...old.spec, replicas } };
  const updated = updateObject(server, call, { strategy, version, namespace, name: name!, object });
  return isStatus(updated) ? updated : scaleOf(updated.object);
}
