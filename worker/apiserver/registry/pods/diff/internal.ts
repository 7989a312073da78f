/** A Pod's spec as the server's internal type has it: Go's field names and order, every field present. */

import { findStruct, type Field, type FieldType } from '../../../../kubernetes/schema/types';
import type { ObjectMeta } from '../../../../kubernetes/objects';
import { quote, shownMap, type Rendered } from '../../../go-text';
import type { PodSpec } from '../defaults';

export type Node =
  | { kind: 'struct'; type: string; isPointer: boolean; fields: readonly (readonly [name: string, value: Node])[] }
  | { kind: 'list'; type: string; items: readonly Node[] }
  | { kind: 'map'; type: string; entries: readonly (readonly [key: string, value: Node])[] }
  | { kind: 'scalar'; json: string; go: string };

/** Field order of the internal types; types that are not here have theirs by name. */
const ORDER: Readonly<Record<string, string>> = {
  PodSpec:
    'volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName automountServiceAccountToken nodeName securityContext imagePullSecrets hostname subdomain setHostnameAsFQDN affinity schedulerName tolerations hostAliases priorityClassName priority preemptionPolicy dnsConfig readinessGates runtimeClassName overhead enableServiceLinks topologySpreadConstraints os schedulingGates resourceClaims resources hostnameOverride',
  PodSecurityContext:
    'hostNetwork hostPID hostIPC shareProcessNamespace hostUsers seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot supplementalGroups supplementalGroupsPolicy fsGroup fsGroupChangePolicy sysctls seccompProfile appArmorProfile seLinuxChangePolicy',
  Container:
    'name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty',
  EphemeralContainer:
    'name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty targetContainerName',
  SecurityContext:
    'capabilities privileged seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot readOnlyRootFilesystem allowPrivilegeEscalation procMount seccompProfile appArmorProfile',
  ContainerPort: 'name hostPort containerPort protocol hostIP',
  EnvVar: 'name value valueFrom',
  EnvVarSource: 'fieldRef resourceFieldRef configMapKeyRef secretKeyRef fileKeyRef',
  ObjectFieldSelector: 'apiVersion fieldPath',
  ResourceRequirements: 'limits requests claims',
  VolumeMount: 'name readOnly recursiveReadOnly mountPath subPath mountPropagation subPathExpr',
  PodFailurePolicyOnPodConditionsPattern: 'type status',
  SuccessPolicyRule: 'succeededIndexes succeededCount',
  Toleration: 'key operator value effect tolerationSeconds',
  HostAlias: 'ip hostnames',
  PodDNSConfig: 'nameservers searches options',
  PodDNSConfigOption: 'name value',
  Volume:
    'name hostPath emptyDir gcePersistentDisk awsElasticBlockStore gitRepo secret nfs iscsi glusterfs persistentVolumeClaim rbd quobyte flexVolume cinder cephfs flocker downwardAPI fc azureFile configMap vsphereVolume azureDisk photonPersistentDisk projected portworxVolume scaleIO storageos csi ephemeral image',
};

/** Fields that the internal type keeps in the security context. */
const HOST_FIELDS = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'];

const WORDS: Readonly<Record<string, string>> = {
  ip: 'IP', hostIP: 'HostIP', dnsPolicy: 'DNSPolicy', dnsConfig: 'DNSConfig', tty: 'TTY', os: 'OS', apiVersion: 'APIVersion', fsGroup: 'FSGroup',
  fsGroupChangePolicy: 'FSGroupChangePolicy', fsType: 'FSType', seLinuxOptions: 'SELinuxOptions', seLinuxChangePolicy: 'SELinuxChangePolicy',
  httpGet: 'HTTPGet', tcpSocket: 'TCPSocket', grpc: 'GRPC', uid: 'UID', csi: 'CSI', nfs: 'NFS', iscsi: 'ISCSI', rbd: 'RBD', fc: 'FC',
  gcePersistentDisk: 'GCEPersistentDisk', awsElasticBlockStore: 'AWSElasticBlockStore', cephfs: 'CephFS', storageos: 'StorageOS',
}; // prettier-ignore

const goName = (name: string) => WORDS[name] ?? name[0].toUpperCase() + name.slice(1);
const packageOf = (type: string) =>
  type === 'LabelSelector' ? 'v1' : /^(PodFailurePolicy|SuccessPolicy)/.test(type) ? 'batch' : 'core';

const scalar = (json: string, go = json): Node => ({ kind: 'scalar', json, go });
const NIL = scalar('null', 'nil');

/** @returns the spec with its host fields moved into the security context. */
export function internalPodSpec(spec: PodSpec): Node {
  const { securityContext, ...rest } = spec;
  const context: Record<string, unknown> = { ...securityContext };
  for (const field of HOST_FIELDS) {
    if (rest[field] !== undefined) context[field] = rest[field];
    delete rest[field];
  }
  return structOf('PodSpec', { ...rest, securityContext: context }, false);
}

/**
 * An ephemeral container.
 * @param isNested as Go has it: what it shares with other containers is a struct in it.
 */
export function internalEphemeral(container: Record<string, unknown>, isNested: boolean): Node {
  const node = structOf('EphemeralContainer', container, false);
  if (!isNested || node.kind !== 'struct') return node;
  const type = 'EphemeralContainerCommon';
  const common: Node = { ...node, type: `core.${type}`, fields: node.fields.slice(0, -1) };
  return { ...node, fields: [[type, common], ...node.fields.slice(-1)] };
}

/** One struct in both notations; Go's own shows where pointers are, which is never the same. */
export const shownInternal = (type: string, value: Record<string, unknown>): Rendered =>
  rendered(structOf(type, value, false));

/** Fields of metadata in the order in which they are declared; a template has the first ones of them empty in Go. */
const META_FIELDS =
  'name generateName namespace selfLink uid resourceVersion generation labels annotations ownerReferences finalizers'.split(
    ' ',
  );

/** A Pod template: the fields of its metadata lie beside its spec. */
export function shownTemplate({
  metadata = {},
  spec = {},
}: {
  metadata?: Partial<ObjectMeta>;
  spec?: PodSpec;
}): Rendered {
  const inner = rendered(internalPodSpec(spec));
  const meta = metadata as unknown as Record<string, unknown>;
  const present = META_FIELDS.filter((field) => meta[field] !== undefined);
  const parts = present.map((field) => `"${field}":${JSON.stringify(meta[field])}`);
  const text = (field: string) => quote(String(meta[field] ?? ''));
  const map = (field: string) => shownMap(meta[field] as Record<string, string> | undefined).go;
  const go = [
    ...['name', 'generateName', 'namespace', 'selfLink', 'uid', 'resourceVersion'].map(
      (field) => `${field === 'uid' ? 'UID' : goName(field)}:${text(field)}`,
    ),
    'Generation:0',
    'CreationTimestamp:time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC)',
    'DeletionTimestamp:<nil>',
    'DeletionGracePeriodSeconds:(*int64)(nil)',
    `Labels:${map('labels')}`,
    `Annotations:${map('annotations')}`,
    'OwnerReferences:[]v1.OwnerReference(nil)',
    'Finalizers:[]string(nil)',
    'ManagedFields:[]v1.ManagedFieldsEntry(nil)',
  ].join(', ');
  return {
    json: `{${[...parts, `"Spec":${inner.json}`].join(',')}}`,
    go: `core.PodTemplateSpec{ObjectMeta:v1.ObjectMeta{${go}}, Spec:${inner.go}}`,
  };
}

function rendered(node: Node): Rendered {
  const json = (node: Node): string => {
    if (node.kind === 'scalar') return node.json;
    if (node.kind === 'list') return `[${node.items.map(json).join(',')}]`;
    const pairs = node.kind === 'struct' ? node.fields : node.entries;
    return `{${pairs.map(([name, item]) => `${JSON.stringify(name)}:${json(item)}`).join(',')}}`;
  };
  const go = (node: Node): string => {
    if (node.kind === 'scalar') return node.go;
    if (node.kind === 'list') return `${node.type}{${node.items.map(go).join(', ')}}`;
    const pairs = node.kind === 'struct' ? node.fields : node.entries.map(([key, item]) => [quote(key), item] as const);
    return `${node.type}{${pairs.map(([name, item]) => `${name}:${go(item)}`).join(', ')}}`;
  };
  return { json: json(node), go: go(node) };
}

function fieldsOf(type: string): Field[] {
  const known = findStruct(type)!.byName;
  const order = ORDER[type]?.split(' ') ?? [...known.keys()];
  return order
    .map((name) => known.get(name) ?? findStruct('PodSpec')!.byName.get(name)!)
    .filter((field) => field !== undefined);
}

function structOf(type: string, value: Record<string, unknown>, isPointer: boolean): Node {
  const fields = fieldsOf(type).map((field) => [goName(field.name), valueOf(field, value[field.name])] as const);
  return { kind: 'struct', type: `${packageOf(type)}.${type}`, isPointer, fields };
}

function valueOf(field: Field, value: unknown): Node {
  const { type } = field;
  if (value !== undefined && value !== null) return nodeOf(type, value, field.presence === 'pointer', field.presence);
  if (field.presence === 'pointer') return NIL;
  switch (type.kind) {
    case 'string':
      return scalar('""');
    case 'boolean':
      return scalar('false');
    case 'int32':
    case 'int64':
    case 'number':
    case 'intOrString':
      return scalar('0');
    case 'struct':
      return field.presence === 'always' ? structOf(type.name, {}, false) : NIL;
    default:
      return NIL;
  }
}

function nodeOf(type: FieldType, value: unknown, isPointer: boolean, presence: Field['presence']): Node {
  switch (type.kind) {
    case 'struct':
      return structOf(type.name, value as Record<string, unknown>, presence !== 'always');
    case 'list':
      return {
        kind: 'list',
        type: `[]${goTypeOf(type.element)}`,
        items: (value as unknown[]).map((item) => nodeOf(type.element, item, false, 'always')),
      };
    case 'map':
      return {
        kind: 'map',
        type: `map[string]${goTypeOf(type.element)}`,
        entries: Object.entries(value as Record<string, unknown>)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, item]) => [key, nodeOf(type.element, item, false, 'always')] as const),
      };
    default: {
      const json = JSON.stringify(value);
      const go = typeof value === 'string' ? quote(value) : json;
      return scalar(json, isPointer ? `&${go}` : go);
    }
  }
}

function goTypeOf(type: FieldType): string {
  if (type.kind === 'struct') return `${packageOf(type.name)}.${type.name}`;
  return type.kind === 'string' ? 'string' : type.kind;
}
