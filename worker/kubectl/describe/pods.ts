/** Descriptions of Pods and of the Pod templates of workloads (pods-and-nodes.md 7.4). */

import { resourceFieldValue, type ResourceFieldRef } from '../../kubernetes/resource-field';
import { humanDuration } from '../../kubernetes/duration';
import { compareText, goValue, type JSONObject } from '../../kubernetes/patch';
import type { Info } from '../files';
import type { Invocation } from '../invocation';
import { fieldOf, listOf, longTime, textOf, writeAnnotations, writeMap, type DescribeWriter } from './writer';

export function describePod(out: DescribeWriter, run: Invocation, { object, name, namespace }: Info): void {
  const metadata = fieldOf(object, 'metadata');
  const spec = fieldOf(object, 'spec');
  const status = fieldOf(object, 'status');
  out.line(0, `Name:\t${name}`);
  out.line(0, `Namespace:\t${namespace}`);
  if (spec.priority !== undefined) out.line(0, `Priority:\t${textOf(spec.priority)}`);
  if (spec.priorityClassName) out.line(0, `Priority Class Name:\t${textOf(spec.priorityClassName)}`);
  if (spec.runtimeClassName) out.line(0, `Runtime Class Name:\t${textOf(spec.runtimeClassName)}`);
  if (spec.serviceAccountName) out.line(0, `Service Account:\t${textOf(spec.serviceAccountName)}`);
  out.line(0, `Node:\t${spec.nodeName ? `${textOf(spec.nodeName)}/${textOf(status.hostIP)}` : '<none>'}`);
  if (status.startTime) out.line(0, `Start Time:\t${longTime(status.startTime)}`);
  writeMap(out, 0, 'Labels', metadata.labels as Record<string, string>);
  writeAnnotations(out, 0, 'Annotations', metadata.annotations as Record<string, string>);
  writeStatus(out, run, metadata, status);
  writeAddresses(out, status);
  const controller = listOf(metadata, 'ownerReferences').find((owner) => owner.controller === true);
  if (controller) out.line(0, `Controlled By:\t${textOf(controller.kind)}/${textOf(controller.name)}`);
  if (status.nominatedNodeName) out.line(0, `NominatedNodeName:\t${textOf(status.nominatedNodeName)}`);
  const context: PodContext = { run, pod: object };
  if (listOf(spec, 'initContainers').length > 0)
    writeContainers(
      out,
      'Init Containers',
      listOf(spec, 'initContainers'),
      listOf(status, 'initContainerStatuses'),
      context,
      '',
    );
  writeContainers(out, 'Containers', listOf(spec, 'containers'), listOf(status, 'containerStatuses'), context, '');
  if (listOf(spec, 'ephemeralContainers').length > 0)
    writeContainers(
      out,
      'Ephemeral Containers',
      listOf(spec, 'ephemeralContainers'),
      listOf(status, 'ephemeralContainerStatuses'),
      context,
      '',
    );
  writeConditions(out, spec, status);
  writeVolumes(out, run, spec, '');
  out.line(0, `QoS Class:\t${textOf(status.qosClass) || qosOf(spec)}`);
  writeMapInColumn(out, 'Node-Selectors', spec.nodeSelector as Record<string, string>);
  writeTolerations(out, listOf(spec, 'tolerations'));
}

function writeStatus(out: DescribeWriter, run: Invocation, metadata: JSONObject, status: JSONObject): void {
  const isTerminal = status.phase === 'Succeeded' || status.phase === 'Failed';
  if (metadata.deletionTimestamp && !isTerminal) {
    out.line(
      0,
      `Status:\tTerminating (lasts ${humanDuration(run.nowMs - Date.parse(textOf(metadata.deletionTimestamp)))})`,
    );
    out.line(0, `Termination Grace Period:\t${textOf(metadata.deletionGracePeriodSeconds)}s`);
  } else out.line(0, `Status:\t${textOf(status.phase)}`);
  if (status.reason) out.line(0, `Reason:\t${textOf(status.reason)}`);
  if (status.message) out.line(0, `Message:\t${textOf(status.message)}`);
}

function writeAddresses(out: DescribeWriter, status: JSONObject): void {
  out.line(0, `IP:\t${textOf(status.podIP)}`);
  const addresses = listOf(status, 'podIPs');
  if (addresses.length === 0) return out.line(0, 'IPs:\t<none>');
  out.line(0, 'IPs:');
  for (const { ip } of addresses) out.line(1, `IP:\t${textOf(ip)}`);
}

/** What a container's lines depend on; no Pod for a template. */
interface PodContext {
  run: Invocation;
  pod?: JSONObject;
}

export function writeContainers(
  out: DescribeWriter,
  title: string,
  containers: readonly JSONObject[],
  statuses: readonly JSONObject[],
  context: PodContext,
  space: string,
): void {
  if (containers.length === 0) return out.line(0, `${space}${title}: <none>`);
  out.line(0, `${space}${title}:`);
  for (const container of containers) {
    const status = statuses.find((candidate) => candidate.name === container.name);
    out.line(1, `${space === '' ? '' : ' '}${textOf(container.name)}:`);
    writeContainer(out, container, status, context);
  }
}

function writeContainer(
  out: DescribeWriter,
  container: JSONObject,
  status: JSONObject | undefined,
  context: PodContext,
): void {
  if (status) out.line(2, `Container ID:\t${textOf(status.containerID)}`);
  out.line(2, `Image:\t${textOf(container.image)}`);
  if (status) out.line(2, `Image ID:\t${textOf(status.imageID)}`);
  writePorts(out, container, context.run);
  writeWords(out, 'Command', container.command as string[] | undefined);
  writeWords(out, 'Args', container.args as string[] | undefined);
  if (status) {
    writeState(out, 'State', fieldOf(status, 'state'));
    if (fieldOf(status, 'lastState').terminated) writeState(out, 'Last State', fieldOf(status, 'lastState'));
    out.line(2, `Ready:\t${status.ready ? 'True' : 'False'}`);
    out.line(2, `Restart Count:\t${textOf(status.restartCount ?? 0)}`);
  }
  writeResources(out, fieldOf(container, 'resources'));
  for (const kind of ['liveness', 'readiness', 'startup']) {
    const probe = container[`${kind}Probe`] as JSONObject | undefined;
    if (probe) out.line(2, `${kind[0].toUpperCase()}${kind.slice(1)}:\t${probeText(probe)}`);
  }
  writeEnvironment(out, container, context);
  writeMounts(out, listOf(container, 'volumeMounts'));
}

function writePorts(out: DescribeWriter, container: JSONObject, run: Invocation): void {
  const ports = listOf(container, 'ports');
  const name = (port: JSONObject) => (port.name && run.release.since('1.34') ? ` (${textOf(port.name)})` : '');
  const text = ports
    .map((port) => `${textOf(port.containerPort)}/${textOf(port.protocol ?? 'TCP')}${name(port)}`)
    .join(', ');
  const hostText = ports
    .map((port) => `${textOf(port.hostPort ?? 0)}/${textOf(port.protocol ?? 'TCP')}${name(port)}`)
    .join(', ');
  const plural = text.includes(',') ? 's' : '';
  out.line(2, `Port${plural}:\t${text || '<none>'}`);
  out.line(2, `Host Port${plural}:\t${hostText || '<none>'}`);
}

function writeWords(out: DescribeWriter, title: string, words: readonly string[] | undefined): void {
  if (!words || words.length === 0) return;
  out.line(2, `${title}:`);
  for (const word of words) for (const line of word.split('\n')) out.line(3, line);
}

function writeState(out: DescribeWriter, title: string, state: JSONObject): void {
  const { running, waiting, terminated } = state as {
    running?: JSONObject;
    waiting?: JSONObject;
    terminated?: JSONObject;
  };
  if (running) {
    out.line(2, `${title}:\tRunning`);
    out.line(3, `Started:\t${longTime(running.startedAt)}`);
  } else if (terminated) {
    out.line(2, `${title}:\tTerminated`);
    if (terminated.reason) out.line(3, `Reason:\t${textOf(terminated.reason)}`);
    if (terminated.message) out.line(3, `Message:\t${textOf(terminated.message)}`);
    out.line(3, `Exit Code:\t${textOf(terminated.exitCode ?? 0)}`);
    if (Number(terminated.signal ?? 0) > 0) out.line(3, `Signal:\t${textOf(terminated.signal)}`);
    out.line(3, `Started:\t${longTime(terminated.startedAt)}`);
    out.line(3, `Finished:\t${longTime(terminated.finishedAt)}`);
  } else {
    out.line(2, `${title}:\tWaiting`);
    if (waiting?.reason) out.line(3, `Reason:\t${textOf(waiting.reason)}`);
  }
}

function writeResources(out: DescribeWriter, resources: JSONObject): void {
  for (const [title, field] of [
    ['Limits', 'limits'],
    ['Requests', 'requests'],
  ] as const) {
    const values = fieldOf(resources, field);
    const keys = Object.keys(values).sort(compareText);
    if (keys.length === 0) continue;
    out.line(2, `${title}:`);
    for (const key of keys) out.line(3, `${key}:\t${textOf(values[key])}`);
  }
}

function probeText(probe: JSONObject): string {
  const timing = `delay=${textOf(probe.initialDelaySeconds ?? 0)}s timeout=${textOf(probe.timeoutSeconds ?? 1)}s period=${textOf(probe.periodSeconds ?? 10)}s #success=${textOf(probe.successThreshold ?? 1)} #failure=${textOf(probe.failureThreshold ?? 3)}`;
  const { exec, httpGet, tcpSocket, grpc } = probe as {
    exec?: JSONObject;
    httpGet?: JSONObject;
    tcpSocket?: JSONObject;
    grpc?: JSONObject;
  };
  if (exec) return `exec ${goValue(exec.command)} ${timing}`;
  if (httpGet)
    return `http-get ${textOf(httpGet.scheme ?? 'HTTP').toLowerCase()}://${textOf(httpGet.host)}:${textOf(httpGet.port)}${textOf(httpGet.path)} ${timing}`;
  if (tcpSocket) return `tcp-socket ${textOf(tcpSocket.host)}:${textOf(tcpSocket.port)} ${timing}`;
  return grpc ? `grpc <pod>:${textOf(grpc.port)} ${textOf(grpc.service)} ${timing}` : `unknown ${timing}`;
}

function writeEnvironment(out: DescribeWriter, container: JSONObject, { pod }: PodContext): void {
  const from = listOf(container, 'envFrom');
  if (from.length > 0) {
    out.line(2, 'Environment Variables from:');
    for (const source of from) {
      const reference = (source.configMapRef ?? source.secretRef ?? {}) as JSONObject;
      const prefix = source.prefix ? ` with prefix '${textOf(source.prefix)}'` : '';
      out.line(
        3,
        `${textOf(reference.name)}\t${source.configMapRef ? 'ConfigMap' : 'Secret'}${prefix}\tOptional: ${textOf(reference.optional ?? false)}`,
      );
    }
  }
  const env = listOf(container, 'env');
  if (env.length === 0) return out.line(2, 'Environment:\t<none>');
  out.line(2, 'Environment:');
  for (const variable of env) writeVariable(out, variable, container, pod);
}

function writeVariable(
  out: DescribeWriter,
  variable: JSONObject,
  container: JSONObject,
  pod: JSONObject | undefined,
): void {
  const name = textOf(variable.name);
  const source = variable.valueFrom as JSONObject | undefined;
  if (!source) {
    textOf(variable.value)
      .split('\n')
      .forEach((line, i) => out.line(3, i === 0 ? `${name}:\t${line}` : `\t${line}`));
    return;
  }
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = source as Record<
    string,
    JSONObject | undefined
  >;
  if (fieldRef)
    out.line(
      3,
      `${name}:\t${pod ? fieldValue(pod, textOf(fieldRef.fieldPath)) : ''} (${textOf(fieldRef.apiVersion ?? 'v1')}:${textOf(fieldRef.fieldPath)})`,
    );
  else if (resourceFieldRef) {
    const ref = resourceFieldRef as unknown as ResourceFieldRef;
    const value = resourceFieldValue(ref, container.resources as never);
    const isNode = value === '0' && (ref.resource === 'limits.cpu' || ref.resource === 'limits.memory');
    out.line(3, `${name}:\t${isNode ? 'node allocatable' : value} (${ref.resource})`);
  } else if (secretKeyRef)
    out.line(
      3,
      `${name}:\t<set to the key '${textOf(secretKeyRef.key)}' in secret '${textOf(secretKeyRef.name)}'>\tOptional: ${textOf(secretKeyRef.optional ?? false)}`,
    );
  else if (configMapKeyRef)
    out.line(
      3,
      `${name}:\t<set to the key '${textOf(configMapKeyRef.key)}' of config map '${textOf(configMapKeyRef.name)}'>\tOptional: ${textOf(configMapKeyRef.optional ?? false)}`,
    );
}

/** kubectl knows the plain fields of metadata and nothing else. */
function fieldValue(pod: JSONObject, path: string): string {
  const match = /^metadata\.(name|namespace|uid)$/.exec(path);
  return match ? textOf(fieldOf(pod, 'metadata')[match[1]]) : '';
}

function writeMounts(out: DescribeWriter, mounts: readonly JSONObject[]): void {
  if (mounts.length === 0) return out.line(2, 'Mounts:\t<none>');
  out.line(2, 'Mounts:');
  for (const mount of [...mounts].sort((a, b) => compareText(textOf(a.mountPath), textOf(b.mountPath)))) {
    const flags = [mount.readOnly ? 'ro' : 'rw', ...(mount.subPath ? [`path="${textOf(mount.subPath)}"`] : [])];
    out.line(3, `${textOf(mount.mountPath)} from ${textOf(mount.name)} (${flags.join(',')})`);
  }
}

function writeConditions(out: DescribeWriter, spec: JSONObject, status: JSONObject): void {
  const conditions = listOf(status, 'conditions');
  const gates = listOf(spec, 'readinessGates');
  if (gates.length > 0) {
    out.line(0, 'Readiness Gates:');
    out.line(1, 'Type\tStatus');
    for (const gate of gates)
      out.line(
        1,
        `${textOf(gate.conditionType)} \t${textOf(conditions.find(({ type }) => type === gate.conditionType)?.status ?? '<none>')} `,
      );
  }
  if (conditions.length === 0) return;
  out.line(0, 'Conditions:');
  out.line(1, 'Type\tStatus');
  for (const condition of conditions) out.line(1, `${textOf(condition.type)} \t${textOf(condition.status)} `);
}

type VolumeLines = (source: JSONObject, run: Invocation) => string[];

const VOLUMES: Readonly<Record<string, VolumeLines>> = {
  emptyDir: (source) => [
    "EmptyDir (a temporary directory that shares a pod's lifetime)",
    `Medium:\t${textOf(source.medium)}`,
    `SizeLimit:\t${textOf(source.sizeLimit) || '<unset>'}`,
  ],
  hostPath: (source) => [
    'HostPath (bare host directory volume)',
    `Path:\t${textOf(source.path)}`,
    `HostPathType:\t${textOf(source.type)}`,
  ],
  configMap: (source) => [
    'ConfigMap (a volume populated by a ConfigMap)',
    `Name:\t${textOf(source.name)}`,
    `Optional:\t${textOf(source.optional ?? false)}`,
  ],
  secret: (source) => [
    'Secret (a volume populated by a Secret)',
    `SecretName:\t${textOf(source.secretName)}`,
    `Optional:\t${textOf(source.optional ?? false)}`,
  ],
  persistentVolumeClaim: (source) => [
    'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    `ClaimName:\t${textOf(source.claimName)}`,
    `ReadOnly:\t${textOf(source.readOnly ?? false)}`,
  ],
  downwardAPI: (source) => [
    'DownwardAPI (a volume populated by information about the pod)',
    'Items:',
    ...listOf(source, 'items').map(
      (item) => `  ${textOf(fieldOf(item, 'fieldRef').fieldPath)} -> ${textOf(item.path)}`,
    ),
  ],
  projected: projectedLines,
};

function projectedLines(source: JSONObject, run: Invocation): string[] {
  const lines = ['Projected (a volume that contains injected data from multiple sources)'];
  for (const item of listOf(source, 'sources')) {
    const { serviceAccountToken, configMap, secret, downwardAPI } = item as Record<string, JSONObject | undefined>;
    if (serviceAccountToken) lines.push(`TokenExpirationSeconds:\t${textOf(serviceAccountToken.expirationSeconds)}`);
    if (configMap) lines.push(`ConfigMapName:\t${textOf(configMap.name)}`, optionalLine(run, configMap));
    if (secret) lines.push(`SecretName:\t${textOf(secret.name)}`, `Optional:\t${textOf(secret.optional ?? false)}`);
    if (downwardAPI) lines.push('DownwardAPI:\ttrue');
  }
  return lines;
}

/** Up to 1.32 the pointer itself was printed. */
function optionalLine(run: Invocation, { optional }: JSONObject): string {
  if (run.release.since('1.33')) return `Optional:\t${textOf(optional ?? false)}`;
  return `ConfigMapOptional:\t${optional === undefined ? '<nil>' : textOf(optional)}`;
}

export function writeVolumes(out: DescribeWriter, run: Invocation, spec: JSONObject, space: string): void {
  const volumes = listOf(spec, 'volumes');
  if (volumes.length === 0) {
    out.line(0, `${space}Volumes:\t<none>`);
    return;
  }
  out.line(0, `${space}Volumes:`);
  for (const volume of volumes) {
    out.line(1, `${space === '' ? '' : ' '}${textOf(volume.name)}:`);
    const kind = Object.keys(volume).find((key) => Object.hasOwn(VOLUMES, key));
    const [type, ...rest] = kind ? VOLUMES[kind](volume[kind] as JSONObject, run) : ['<unknown>'];
    out.line(2, `Type:\t${type}`);
    for (const line of rest) out.line(2, line);
  }
}

function qosOf(spec: JSONObject): string {
  const resources = [...listOf(spec, 'containers'), ...listOf(spec, 'initContainers')].map((container) =>
    fieldOf(container, 'resources'),
  );
  return resources.every((entry) => !entry.requests && !entry.limits) ? 'BestEffort' : 'Burstable';
}

/** `Node-Selectors:`: one pair a line, in the value column. */
export function writeMapInColumn(out: DescribeWriter, title: string, values: Record<string, string> | undefined): void {
  writeMap(out, 0, title, values);
}

export function writeTolerations(out: DescribeWriter, tolerations: readonly JSONObject[], space = ''): void {
  if (tolerations.length === 0) return out.line(0, `${space}Tolerations:\t<none>`);
  [...tolerations]
    .sort((a, b) => compareText(textOf(a.key), textOf(b.key)))
    .forEach((toleration, i) => out.line(0, `${i === 0 ? `${space}Tolerations:` : ''}\t${tolerationText(toleration)}`));
}

function tolerationText({ key, value, effect, operator, tolerationSeconds }: JSONObject): string {
  let text = textOf(key);
  if (value) text += `=${textOf(value)}`;
  if (effect) text += `:${textOf(effect)}`;
  if (operator === 'Exists' && !value) text += key || effect ? ' op=Exists' : 'op=Exists';
  if (tolerationSeconds !== undefined) text += ` for ${textOf(tolerationSeconds)}s`;
  return text;
}

/** The Pod Template part of workloads. */
export function writeTemplate(out: DescribeWriter, run: Invocation, template: JSONObject): void {
  const metadata = fieldOf(template, 'metadata');
  const spec = fieldOf(template, 'spec');
  out.line(0, 'Pod Template:');
  writeMap(out, 1, 'Labels', metadata.labels as Record<string, string>);
  if (Object.keys(fieldOf(metadata, 'annotations')).length > 0)
    writeAnnotations(out, 1, 'Annotations', metadata.annotations as Record<string, string>);
  if (spec.serviceAccountName) out.line(1, `Service Account:\t${textOf(spec.serviceAccountName)}`);
  if (listOf(spec, 'initContainers').length > 0)
    writeContainers(out, 'Init Containers', listOf(spec, 'initContainers'), [], { run }, '  ');
  writeContainers(out, 'Containers', listOf(spec, 'containers'), [], { run }, '  ');
  writeVolumes(out, run, spec, '  ');
  if (spec.priorityClassName) out.line(1, `Priority Class Name:\t${textOf(spec.priorityClassName)}`);
  writeMap(out, 1, 'Node-Selectors', spec.nodeSelector as Record<string, string>);
  writeTolerations(out, listOf(spec, 'tolerations'), '  ');
}
