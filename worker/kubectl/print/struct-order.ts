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
