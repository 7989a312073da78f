/** The kinds that controllers and kubelets read and write: where each lives in the REST API. */

export interface Resource {
  apiVersion: string;
  kind: string;
  plural: string;
  namespaced: boolean;
}

const define = (apiVersion: string, kind: string, plural: string, namespaced = true): Resource => ({
  apiVersion,
  kind,
  plural,
  namespaced,
});

export const PODS = define('v1', 'Pod', 'pods');
export const SERVICES = define('v1', 'Service', 'services');
export const ENDPOINTS = define('v1', 'Endpoints', 'endpoints');
export const CONFIG_MAPS = define('v1', 'ConfigMap', 'configmaps');
export const SECRETS = define('v1', 'Secret', 'secrets');
export const SERVICE_ACCOUNTS = define('v1', 'ServiceAccount', 'serviceaccounts');
export const EVENTS = define('v1', 'Event', 'events');
export const NODES = define('v1', 'Node', 'nodes', false);
export const NAMESPACES = define('v1', 'Namespace', 'namespaces', false);
export const DEPLOYMENTS = define('apps/v1', 'Deployment', 'deployments');
export const REPLICA_SETS = define('apps/v1', 'ReplicaSet', 'replicasets');
export const STATEFUL_SETS = define('apps/v1', 'StatefulSet', 'statefulsets');
export const DAEMON_SETS = define('apps/v1', 'DaemonSet', 'daemonsets');
export const JOBS = define('batch/v1', 'Job', 'jobs');
export const CONTROLLER_REVISIONS = define('apps/v1', 'ControllerRevision', 'controllerrevisions');
export const ENDPOINT_SLICES = define('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices');
export const LEASES = define('coordination.k8s.io/v1', 'Lease', 'leases');

/** ServiceCIDR and IPAddress are served as v1 from 1.33 on, as v1beta1 before (services.md 7.2). */
export function networkingResources(isV1: boolean): { serviceCIDRs: Resource; ipAddresses: Resource } {
  const apiVersion = isV1 ? 'networking.k8s.io/v1' : 'networking.k8s.io/v1beta1';
  return {
    serviceCIDRs: define(apiVersion, 'ServiceCIDR', 'servicecidrs', false),
    ipAddresses: define(apiVersion, 'IPAddress', 'ipaddresses', false),
  };
}

/** @returns the path of a collection, or of one object when `name` is given. */
export function pathOf(resource: Resource, namespace?: string, name?: string): string {
  const root = resource.apiVersion.includes('/') ? `/apis/${resource.apiVersion}` : `/api/${resource.apiVersion}`;
  const scope = resource.namespaced && namespace ? `/namespaces/${namespace}` : '';
  return `${root}${scope}/${resource.plural}${name === undefined ? '' : `/${name}`}`;
}
