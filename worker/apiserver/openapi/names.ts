/** Names of the types in OpenAPI documents: Go packages, reversed. */

export const NETWORKING = 'io.k8s.api.networking.v1';
const META =
  /^(ObjectMeta|OwnerReference|ManagedFieldsEntry|LabelSelector|LabelSelectorRequirement|Condition|DeleteOptions|Preconditions)$/;
const PACKAGES: readonly (readonly [RegExp, string])[] = [
  [META, 'io.k8s.apimachinery.pkg.apis.meta.v1'],
  [/^(Deployment|ReplicaSet|StatefulSet|DaemonSet|ControllerRevision|RollingUpdate)/, 'io.k8s.api.apps.v1'],
  [/^(Job|UncountedTerminatedPods|PodFailurePolicy|SuccessPolicy)/, 'io.k8s.api.batch.v1'],
  [/^(ServiceCIDR|IPAddress|ParentReference)/, NETWORKING],
  [/^(Endpoint|EndpointConditions|EndpointHints|EndpointSlice|ForZone|ForNode)$/, 'io.k8s.api.discovery.v1'],
  [/^discovery\./, 'io.k8s.api.discovery.v1'],
  [/^Lease/, 'io.k8s.api.coordination.v1'],
  [/^Scale/, 'io.k8s.api.autoscaling.v1'],
];

/** @param type a name of the schema. */
export function definitionName(type: string): string {
  const found = PACKAGES.find(([pattern]) => pattern.test(type));
  return `${found?.[1] ?? 'io.k8s.api.core.v1'}.${type.slice(type.indexOf('.') + 1)}`;
}

export const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
export const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
export const TIME = 'io.k8s.apimachinery.pkg.apis.meta.v1.Time';
export const FIELDS_V1 = 'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1';
export const MICRO_TIME = 'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime';
export const LIST_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta';
