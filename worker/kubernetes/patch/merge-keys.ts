/** Patch strategies and merge keys of the API types, as their Go structs declare them: the only place that knows them. */

/** How one field is patched. Fields that are not listed: objects are merged, everything else is replaced. */
export interface FieldRule {
  /** `merge` for a list that is merged, by `key` if it holds objects. */
  merge?: true;
  key?: string;
  /** The whole object is replaced. */
  replace?: true;
  /** The patch names the keys that stay. */
  retainKeys?: true;
  /** Name of the type of the field, or of the elements of a list. */
  type?: string;
}

export type TypeRules = Readonly<Record<string, FieldRule>>;

const conditions: FieldRule = { merge: true, key: 'type' };
const containers: FieldRule = { merge: true, key: 'name', type: 'Container' };
const named: FieldRule = { merge: true, key: 'name' };

const TYPES: Readonly<Record<string, TypeRules>> = {
  ObjectMeta: { finalizers: { merge: true }, ownerReferences: { merge: true, key: 'uid' } },
  Conditions: { conditions },
  ServiceSpec: { ports: { merge: true, key: 'port' } },
  PodSpec: {
    volumes: { merge: true, key: 'name', retainKeys: true },
    initContainers: containers,
    containers,
    ephemeralContainers: containers,
    imagePullSecrets: named,
    hostAliases: { merge: true, key: 'ip' },
    topologySpreadConstraints: { merge: true, key: 'topologyKey' },
    resourceClaims: { merge: true, key: 'name', retainKeys: true },
    schedulingGates: named,
  },
  Container: {
    ports: { merge: true, key: 'containerPort' },
    env: named,
    volumeMounts: { merge: true, key: 'mountPath' },
    volumeDevices: { merge: true, key: 'devicePath' },
  },
  PodStatus: {
    conditions,
    podIPs: { merge: true, key: 'ip' },
    hostIPs: { merge: true, key: 'ip' },
    resourceClaimStatuses: { merge: true, key: 'name', retainKeys: true },
  },
  PodTemplateSpec: { metadata: { type: 'ObjectMeta' }, spec: { type: 'PodSpec' } },
  Workload: { template: { type: 'PodTemplateSpec' } },
  DeploymentSpec: { template: { type: 'PodTemplateSpec' }, strategy: { retainKeys: true } },
  CronJobSpec: { jobTemplate: { type: 'JobTemplateSpec' } },
  JobTemplateSpec: { metadata: { type: 'ObjectMeta' }, spec: { type: 'Workload' } },
  NodeSpec: { podCIDRs: { merge: true } },
  NodeStatus: { conditions, addresses: { merge: true, key: 'type' } },
};

const metadata: FieldRule = { type: 'ObjectMeta' };
const status: FieldRule = { type: 'Conditions' };

/** Rules of the top level, by kind. */
const KINDS: Readonly<Record<string, TypeRules>> = {
  Service: { spec: { type: 'ServiceSpec' }, status },
  Pod: { spec: { type: 'PodSpec' }, status: { type: 'PodStatus' } },
  PodTemplate: { template: { type: 'PodTemplateSpec' } },
  ReplicationController: { spec: { type: 'Workload' }, status },
  Deployment: { spec: { type: 'DeploymentSpec' }, status },
  ReplicaSet: { spec: { type: 'Workload' }, status },
  StatefulSet: { spec: { type: 'Workload' }, status },
  DaemonSet: { spec: { type: 'Workload' }, status },
  Job: { spec: { type: 'Workload' }, status },
  CronJob: { spec: { type: 'CronJobSpec' } },
  Node: { spec: { type: 'NodeSpec' }, status: { type: 'NodeStatus' } },
  Namespace: { status },
  ServiceCIDR: { status },
  ServiceAccount: { secrets: named },
  PersistentVolumeClaim: { status },
  PodDisruptionBudget: { status },
  MutatingWebhookConfiguration: { webhooks: named },
  ValidatingWebhookConfiguration: { webhooks: named },
};

const NO_RULES: TypeRules = {};

/** Rules for the top-level fields of a kind. */
export function rulesOfKind(kind: string): TypeRules {
  return { metadata, ...KINDS[kind] };
}

/** Rules for the fields of a nested type; none for a type that has no special fields. */
export function rulesOfType(type: string | undefined): TypeRules {
  return (type && TYPES[type]) || NO_RULES;
}
