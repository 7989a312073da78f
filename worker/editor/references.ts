/** Names of objects of the cluster, where a field of a manifest refers to one. */

import type { ApiClient } from '../kubernetes/client';
import { listAll } from '../views/list';
import type { Place } from './fields';

/** What a field names: a list of the whole cluster, or of the object's namespace. */
const REFERENCES: Readonly<Record<string, { path: string; namespaced?: true; what: string }>> = {
  'ObjectMeta.namespace': { path: '/api/v1/namespaces', what: 'Namespace' },
  'ParentReference.namespace': { path: '/api/v1/namespaces', what: 'Namespace' },
  'ObjectReference.namespace': { path: '/api/v1/namespaces', what: 'Namespace' },
  'PodSpec.nodeName': { path: '/api/v1/nodes', what: 'Node' },
  'Endpoint.nodeName': { path: '/api/v1/nodes', what: 'Node' },
  'EndpointAddress.nodeName': { path: '/api/v1/nodes', what: 'Node' },
  'PodSpec.serviceAccountName': { path: 'serviceaccounts', namespaced: true, what: 'ServiceAccount' },
  'PodSpec.subdomain': { path: 'services', namespaced: true, what: 'Service' },
  'StatefulSetSpec.serviceName': { path: 'services', namespaced: true, what: 'Service' },
  'ParentReference.name': { path: '/api/v1/services', what: 'Service' },
  'ConfigMapEnvSource.name': { path: 'configmaps', namespaced: true, what: 'ConfigMap' },
  'ConfigMapKeySelector.name': { path: 'configmaps', namespaced: true, what: 'ConfigMap' },
  'ConfigMapVolumeSource.name': { path: 'configmaps', namespaced: true, what: 'ConfigMap' },
  'ConfigMapProjection.name': { path: 'configmaps', namespaced: true, what: 'ConfigMap' },
  'SecretEnvSource.name': { path: 'secrets', namespaced: true, what: 'Secret' },
  'SecretKeySelector.name': { path: 'secrets', namespaced: true, what: 'Secret' },
  'SecretProjection.name': { path: 'secrets', namespaced: true, what: 'Secret' },
  'SecretVolumeSource.secretName': { path: 'secrets', namespaced: true, what: 'Secret' },
  'ObjectReference.name': { path: 'pods', namespaced: true, what: 'Pod' },
};

/** @param namespace of the object in the file. @returns names and what they are, sorted; none for other fields. */
export function namesAt(
  client: ApiClient,
  { struct, field }: Place,
  namespace: string,
): { name: string; what: string }[] {
  const reference = REFERENCES[`${struct.name}.${field.name}`];
  if (!reference) return [];
  const path = reference.namespaced ? `/api/v1/namespaces/${namespace}/${reference.path}` : reference.path;
  const names = new Set(listAll(client, path).map(({ metadata }) => metadata.name));
  return [...names].sort().map((name) => ({ name, what: reference.what }));
}

/** Labels that Pods have, for selectors: the values of one key, or all keys. */
export function podLabels(client: ApiClient, namespace: string, key?: string): string[] {
  const found = new Set<string>();
  for (const { metadata } of listAll(client, `/api/v1/namespaces/${namespace}/pods`))
    for (const [name, value] of Object.entries(metadata.labels ?? {}))
      if (key === undefined) found.add(name);
      else if (name === key) found.add(value);
  return [...found].sort();
}
