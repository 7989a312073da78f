/** Typed verbs over the REST API, with failures as values. */

import type { ApiClient, ApiResponse } from '../kubernetes/client';
import type { KubernetesObject, ObjectMeta, Status } from '../kubernetes/objects';
import { pathOf, type Resource } from './resources';

export type Answer<T = KubernetesObject> = { ok: true; object: T } | { ok: false; status: Status };

/** What a create sends: the kind comes from the resource, the name may be generated. */
export interface NewObject {
  metadata: Partial<ObjectMeta>;
  [field: string]: unknown;
}

export interface DeleteOptions {
  uid?: string;
  resourceVersion?: string;
  gracePeriodSeconds?: number;
  propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
}

export interface Api {
  get(resource: Resource, namespace: string | undefined, name: string): Answer;
  list(resource: Resource, namespace?: string): KubernetesObject[];
  /** False when the server does not serve the resource. */
  isServed(resource: Resource): boolean;
  create(resource: Resource, object: NewObject): Answer;
  /** Replaces the object; refused with Conflict when `object` is not the newest. */
  update(resource: Resource, object: KubernetesObject): Answer;
  updateStatus(resource: Resource, object: KubernetesObject): Answer;
  /** JSON merge patch; `subresource` is `status` or absent. */
  patch(resource: Resource, object: KubernetesObject, patch: unknown, subresource?: string): Answer;
  delete(resource: Resource, object: KubernetesObject, options?: DeleteOptions): Answer;
  readonly client: ApiClient;
}

/** @param client the connection whose user agent the writes carry. */
export function createApi(client: ApiClient): Api {
  const one = (resource: Resource, object: KubernetesObject) =>
    pathOf(resource, object.metadata.namespace, object.metadata.name);
  const put = (path: string, object: KubernetesObject) =>
    answerOf(client.request({ method: 'PUT', path, headers: JSON_BODY, body: object }));

  return {
    client,
    get: (resource, namespace, name) =>
      answerOf(client.request({ method: 'GET', path: pathOf(resource, namespace, name) })),
    list(resource, namespace) {
      const answer = client.request({ method: 'GET', path: pathOf(resource, namespace) });
      return answer.status === 200 ? ((answer.body as { items?: KubernetesObject[] | null }).items ?? []) : [];
    },
    isServed: (resource) =>
      client.request({ method: 'GET', path: pathOf(resource), query: { limit: '1' } }).status === 200,
    create(resource, object) {
      const body = { apiVersion: resource.apiVersion, kind: resource.kind, ...object };
      const path = pathOf(resource, object.metadata.namespace);
      return answerOf(client.request({ method: 'POST', path, headers: JSON_BODY, body }));
    },
    update: (resource, object) => put(one(resource, object), object),
    updateStatus: (resource, object) => put(`${one(resource, object)}/status`, object),
    patch: (resource, object, patch, subresource) =>
      answerOf(
        client.request({
          method: 'PATCH',
          path: one(resource, object) + (subresource ? `/${subresource}` : ''),
          headers: { 'content-type': 'application/merge-patch+json' },
          body: patch,
        }),
      ),
    delete: (resource, object, options) =>
      answerOf(
        client.request({
          method: 'DELETE',
          path: one(resource, object),
          headers: JSON_BODY,
          body: options ? deleteBody(options) : undefined,
        }),
      ),
  };
}

const JSON_BODY = { 'content-type': 'application/json' };

function deleteBody({ uid, resourceVersion, ...options }: DeleteOptions): unknown {
  const preconditions = uid || resourceVersion ? { preconditions: { uid, resourceVersion } } : {};
  return { apiVersion: 'v1', kind: 'DeleteOptions', ...options, ...preconditions };
}

function answerOf(response: ApiResponse): Answer {
  return response.status < 400
    ? { ok: true, object: response.body as KubernetesObject }
    : { ok: false, status: response.body as Status };
}

/** True when a failed write may be tried again after reading anew. */
export const isConflict = (answer: Answer): boolean => !answer.ok && answer.status.reason === 'Conflict';

export const isNotFound = (answer: Answer): boolean => !answer.ok && answer.status.reason === 'NotFound';
