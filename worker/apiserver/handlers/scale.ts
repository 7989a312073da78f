/** The scale subresource: spec.replicas of a workload in the form of autoscaling/v1 Scale. */

import type { KubernetesObject, Status } from '../../kubernetes/objects';
import { formatLabelSelector } from '../../kubernetes/selectors';
import { decode, jsonKind } from '../../kubernetes/schema/decode';
import type { JSONValue } from '../../kubernetes/patch';
import { badRequest, conflict, invalidObject, isStatus, MODIFIED, notFound } from '../errors';
import { invalid } from '../field-errors';
import type { Call } from '../request';
import type { ResourceRoute } from '../routing';
import { bucketOf, decodeOptions, keyFor, type Server } from '../server';
import { applyPatch } from './patch';
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

/** @param body a Scale, or with PATCH a patch of it. */
export function updateScale(
  server: Server,
  call: Call,
  route: ResourceRoute,
  body: unknown,
): KubernetesObject | Status {
  const { strategy, namespace, name, version } = route;
  const old = server.store.get(bucketOf(strategy), keyFor(namespace, name!));
  if (!old) return notFound(strategy, name!);
  const given =
    call.request.method === 'PATCH' ? applyPatch(call, scaleOf(old) as unknown as JSONValue, body, 'Scale') : body;
  if (isStatus(given)) return given;
  const scale = decodeScale(server, given);
  if (isStatus(scale)) return scale;
  const { metadata, spec } = scale as KubernetesObject;
  if (metadata.resourceVersion && metadata.resourceVersion !== old.metadata.resourceVersion)
    return conflict(strategy, name!, MODIFIED);
  const replicas: number = spec.replicas ?? 0;
  if (replicas < 0)
    return invalidObject(
      SCALE,
      name!,
      [invalid('spec.replicas', replicas, 'must be greater than or equal to 0')],
      server.env.release,
    );
  const object: KubernetesObject = { ...old, metadata: { ...old.metadata }, spec: { ...old.spec, replicas } };
  const updated = updateObject(server, call, { strategy, version, namespace, name: name!, object });
  return isStatus(updated) ? updated : scaleOf(updated.object);
}

const SCALE = { group: 'autoscaling', resource: 'scales', kind: 'Scale' };

function decodeScale(server: Server, body: unknown): KubernetesObject | Status {
  const prefix = 'Scale in version "v1" cannot be handled as a Scale: ';
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return badRequest(`${prefix}json: cannot unmarshal ${jsonKind(body)} into Go value of type v1.Scale`);
  const decoded = decode('Scale', body, decodeOptions(server.env));
  return decoded.error ? badRequest(prefix + decoded.error) : (decoded.value as unknown as KubernetesObject);
}
