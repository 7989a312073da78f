/** One object of each kind that is served, as files for kubectl. */

import type { ScenarioFile } from '../../../worker/api';

const CONTAINERS = 'containers: [{name: web, image: nginx}]';
const TEMPLATE = `template: {metadata: {labels: {app: swept}}, spec: {${CONTAINERS}}}`;
const WORKLOAD = `spec: {selector: {matchLabels: {app: swept}}, ${TEMPLATE}}`;

/** What kubectl calls the kind, its version and kind, the rest of the manifest, and an element that a JSON patch adds. */
const KINDS: readonly (readonly [resource: string, apiVersion: string, kind: string, rest: string])[] = [
  ['services', 'v1', 'Service', 'spec: {ports: [{port: 80}]}'],
  ['configmaps', 'v1', 'ConfigMap', 'data: {a: b}'],
  ['secrets', 'v1', 'Secret', 'stringData: {a: b}'],
  ['serviceaccounts', 'v1', 'ServiceAccount', 'automountServiceAccountToken: false'],
  ['pods', 'v1', 'Pod', `spec: {${CONTAINERS}}`],
  ['endpoints', 'v1', 'Endpoints', 'subsets: [{addresses: [{ip: 10.9.9.9}], ports: [{port: 80}]}]'],
  ['namespaces', 'v1', 'Namespace', 'spec: {}'],
  ['nodes', 'v1', 'Node', 'spec: {unschedulable: true}'],
  [
    'events',
    'v1',
    'Event',
    'involvedObject: {kind: Pod, name: x, namespace: default}\nreason: Swept\nmessage: by hand\ntype: Normal\ncount: 1',
  ],
  ['deployments.apps', 'apps/v1', 'Deployment', WORKLOAD],
  ['replicasets.apps', 'apps/v1', 'ReplicaSet', WORKLOAD],
  ['statefulsets.apps', 'apps/v1', 'StatefulSet', WORKLOAD],
  ['daemonsets.apps', 'apps/v1', 'DaemonSet', WORKLOAD],
  ['controllerrevisions.apps', 'apps/v1', 'ControllerRevision', 'revision: 1\ndata: {a: b}'],
  ['jobs.batch', 'batch/v1', 'Job', `spec: {template: {spec: {restartPolicy: Never, ${CONTAINERS}}}}`],
  ['leases', 'coordination.k8s.io/v1', 'Lease', 'spec: {holderIdentity: me}'],
  [
    'endpointslices',
    'discovery.k8s.io/v1',
    'EndpointSlice',
    'addressType: IPv4\nendpoints: [{addresses: [10.9.9.9]}]\nports: [{port: 80, name: a, protocol: TCP}]',
  ],
  ['servicecidrs', 'networking.k8s.io/v1', 'ServiceCIDR', 'spec: {cidrs: [10.99.0.0/24]}'],
  [
    'ipaddresses',
    'networking.k8s.io/v1',
    'IPAddress',
    'spec: {parentRef: {resource: services, namespace: default, name: none}}',
  ],
];

export interface KindCase {
  resource: string;
  /** Of the object, and of its files. */
  name: string;
}

const nameOf = (kind: string) => (kind === 'IPAddress' ? '10.96.9.9' : `swept-${kind.toLowerCase()}`);

export const KIND_CASES: readonly KindCase[] = KINDS.map(([resource, , kind]) => ({ resource, name: nameOf(kind) }));

export const KIND_FILES: readonly ScenarioFile[] = KINDS.map(([, apiVersion, kind, rest]) => ({
  name: `${nameOf(kind)}.yaml`,
  content: `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${nameOf(kind)}, labels: {team: red}}\n${rest}\n`,
}));
