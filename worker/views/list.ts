/** Lists of objects through the API. */

import type { ApiClient } from '../kubernetes/client';
import type { KubernetesObject } from '../kubernetes/objects';

/** @returns the items of a list in the server's order; none when the server lacks the resource. */
export function listAll<T extends KubernetesObject = KubernetesObject>(
  client: ApiClient,
  path: string,
  query?: Readonly<Record<string, string>>,
): readonly T[] {
  const response = client.request({ method: 'GET', path, query });
  return response.status === 200 ? ((response.body as { items?: T[] }).items ?? []) : [];
}
