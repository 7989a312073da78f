/** Key order of Go structs, for JSON of objects that kubectl builds itself. */

import { isObject, type JSONObject, type JSONValue } from '../../kubernetes/patch';

const ORDER: Readonly<Record<string, string>> = {
  '': 'kind apiVersion metadata immutable data binaryData spec status',
  metadata:
    'name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields',
  spec:
    'parallelism completions replicas ports selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP loadBalancerSourceRanges externalName externalTrafficPolicy ' +
    'healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig template strategy minReadySeconds revisionHistoryLimit paused progressDeadlineSeconds ttlSecondsAfterFinished ' +
    'completionMode suspend ipFamilies ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy trafficDistribution ' +
    'volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount ' +
    'automountServiceAccountToken nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext imagePullSecrets hostname subdomain affinity schedulerName tolerations ' +
    'hostAliases priorityClassName priority enableServiceLinks preemptionPolicy',
  ports: 'name hostPort containerPort protocol appProtocol port targetPort nodePort',
  containers:
    'name image command args workingDir ports envFrom env resources volumeMounts livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty',
  labelSelector: 'matchLabels matchExpressions',
};

/** The object with its keys in the order in which its Go type lists them; unknown keys last, sorted. */
export function inStructOrder(object: JSONObject): JSONObject {
  return ordered(object, '') as JSONObject;
}

const isMap = (name: string) => ['labels', 'annotations', 'matchLabels', 'nodeSelector', 'data'].includes(name);

function ordered(value: JSONValue, name: string): JSONValue {
  if (Array.isArray(value)) return value.map((item) => ordered(item, name));
  if (!isObject(value)) return value;
  const order = (ORDER[name] ?? '').split(' ');
  const rank = (key: string) => (order.includes(key) && !isMap(name) ? order.indexOf(key) : order.length);
  const keys = Object.keys(value).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, ordered(value[key], key)]));
}

/** Parts that Go's types print although they are empty, by kind. */
const PRINTED_EMPTY: Readonly<Record<string, { spec?: JSONObject; status: JSONObject }>> = {
  Service: { status: { loadBalancer: {} } },
  Pod: { status: {} },
  Deployment: { spec: { strategy: {} }, status: {} },
  DaemonSet: {
    spec: { updateStrategy: {} },
    status: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
  },
  StatefulSet: { spec: { updateStrategy: {} }, status: { availableReplicas: 0, replicas: 0 } },
  ReplicaSet: { status: { replicas: 0 } },
  Job: { status: {} },
};

/** The object as its Go type prints it, with parts that were not given. */
export function typed(object: JSONObject): JSONObject {
  const empty = PRINTED_EMPTY[String(object.kind)];
  if (!empty) return object;
  const spec = (object.spec ?? {}) as JSONObject;
  const inPod = (podSpec: JSONObject): JSONObject => ({
    ...podSpec,
    ...Object.fromEntries(
      ['containers', 'initContainers']
        .filter((list) => podSpec[list])
        .map((list) => [list, (podSpec[list] as JSONObject[]).map((container) => ({ resources: {}, ...container }))]),
    ),
  });
  const template = spec.template as JSONObject | undefined;
  const filled = {
    ...empty.spec,
    ...(object.kind === 'Pod' ? inPod(spec) : spec),
    ...(isObject(template) && isObject(template.spec) && { template: { ...template, spec: inPod(template.spec) } }),
  };
  return { status: empty.status, ...object, spec: filled };
}
