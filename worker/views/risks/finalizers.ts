/** Objects whose deletion waits for a finalizer, with what holds them. */

import type { Diagnostic, Fix, ObjectRef } from '../../api';
import type { ApiClient } from '../../kubernetes/client';
import type { Condition, IPAddress, KubernetesObject } from '../../kubernetes/objects';
import { listAll } from '../list';

/** Resources that are looked at; the first path that serves one counts. */
const PATHS = [
  ['/apis/networking.k8s.io/v1/servicecidrs', '/apis/networking.k8s.io/v1beta1/servicecidrs'],
  ['/api/v1/services'],
  ['/api/v1/pods'],
  ['/api/v1/namespaces'],
  ['/api/v1/nodes'],
  ['/api/v1/configmaps'],
  ['/api/v1/secrets'],
  ['/apis/apps/v1/deployments'],
  ['/apis/apps/v1/statefulsets'],
  ['/apis/batch/v1/jobs'],
];
const SERVICE_CIDR_FINALIZER = 'networking.k8s.io/service-cidr-finalizer';
const FIXES_MAX = 3;

export function finalizerRisks(client: ApiClient): Diagnostic[] {
  return PATHS.flatMap((paths) => {
    const items = paths.map((path) => listAll(client, path)).find((list) => list.length > 0) ?? [];
    return items.filter(({ metadata }) => metadata.deletionTimestamp).flatMap((object) => stuck(client, object));
  });
}

function stuck(client: ApiClient, object: KubernetesObject): Diagnostic[] {
  const { name, namespace, finalizers = [] } = object.metadata;
  const ownFinalizers: string[] = object.kind === 'Namespace' ? (object.spec?.finalizers ?? []) : [];
  const held = [...finalizers, ...ownFinalizers];
  if (held.length === 0) return [];
  const ref = { kind: object.kind ?? '', ...(namespace && { namespace }), name };
  const words = conditionWords(object);
  return [
    {
      severity: 'risk',
      message: `${ref.kind} ${name} is being deleted and cannot go: ${held.join(', ')} ${held.length === 1 ? 'holds' : 'hold'} it.`,
      hint: `${words}${finalizers.includes(SERVICE_CIDR_FINALIZER) ? 'A ServiceCIDR goes when no address of it is held any more, or when another range covers those that are.' : 'Whoever set the finalizer takes it off when its work is done. Nobody else does.'}`,
      object: ref,
      fixes: fixesOf(client, object, ref).slice(0, FIXES_MAX),
    },
  ];
}

/** What the controller itself says of it. */
function conditionWords({ status }: KubernetesObject): string {
  const conditions: Condition[] = status?.conditions ?? [];
  const said = conditions.find(
    (one) => one.message && (one.status === 'False' ? one.type === 'Ready' : one.type !== 'Ready'),
  );
  return said ? `${said.message} ` : '';
}

function fixesOf(client: ApiClient, object: KubernetesObject, ref: ObjectRef): Fix[] {
  const { finalizers = [] } = object.metadata;
  if (ref.kind === 'Namespace' && finalizers.length === 0) return [];
  if (finalizers.includes(SERVICE_CIDR_FINALIZER)) {
    const parents = ['v1', 'v1beta1']
      .map((version) => listAll<IPAddress>(client, `/apis/networking.k8s.io/${version}/ipaddresses`))
      .find((list) => list.length > 0);
    const services = (parents ?? []).filter(({ spec }) => spec.parentRef.name !== 'kubernetes');
    return services.slice(0, FIXES_MAX - 1).map(({ spec }) => ({
      label: `Delete Service ${spec.parentRef.name}`,
      command: `kubectl delete service ${spec.parentRef.name} -n ${spec.parentRef.namespace ?? 'default'}`,
    }));
  }
  const inNamespace = ref.namespace ? ` -n ${ref.namespace}` : '';
  return [
    {
      label: 'Take the finalizers off by hand',
      command: `kubectl patch ${ref.kind.toLowerCase()} ${ref.name}${inNamespace} --type merge -p '{"metadata":{"finalizers":null}}'`,
    },
  ];
}
