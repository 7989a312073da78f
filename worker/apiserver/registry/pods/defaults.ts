/** Defaults of Pods and of the Pod templates of workloads (pods-and-nodes.md R11.6). */

import type { Env } from '../../env';

// Pod specs are deep: the schema has checked their shape, so they are read as plain records here.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type PodSpec = Record<string, any>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Container = Record<string, any>;

const GRACE_SECONDS = 30;
const FILE_MODE = 0o644;
const TOKEN_SECONDS = 3600;

export function allContainers(spec: PodSpec): Container[] {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? []), ...(spec.ephemeralContainers ?? [])];
}

/** What templates and Pods share. */
export function setPodSpecDefaults(spec: PodSpec): void {
  for (const container of allContainers(spec)) setContainerDefaults(container);
  for (const volume of spec.volumes ?? []) setVolumeDefaults(volume);
  spec.dnsPolicy ??= 'ClusterFirst';
  spec.restartPolicy ??= 'Always';
  spec.schedulerName ??= 'default-scheduler';
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= GRACE_SECONDS;
  const { serviceAccountName, serviceAccount } = spec;
  if (serviceAccountName && serviceAccount !== serviceAccountName) spec.serviceAccount = serviceAccountName;
  else if (serviceAccount && !serviceAccountName) spec.serviceAccountName = serviceAccount;
}

export function setPodDefaults(pod: { spec: PodSpec; status?: PodSpec }, _env: Env): void {
  const { spec } = pod;
  spec.enableServiceLinks ??= true;
  for (const container of allContainers(spec)) setRequests(container);
  setPodSpecDefaults(spec);
  if (spec.hostNetwork)
    for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])])
      for (const port of container.ports ?? []) port.hostPort ??= port.containerPort;
  const { status } = pod;
  if (status?.podIP && status.podIPs?.[0]?.ip !== status.podIP) status.podIPs = [{ ip: status.podIP }];
  else if (status?.podIPs?.length && !status.podIP) status.podIP = status.podIPs[0].ip;
}

/** A limit without a request is the request. */
function setRequests(container: Container): void {
  const { limits, requests } = container.resources ?? {};
  if (!limits) return;
  const merged = { ...limits, ...requests };
  if (String(Object.keys(merged)) !== String(Object.keys(requests ?? {}))) container.resources.requests = merged;
}

function setContainerDefaults(container: Container): void {
  container.imagePullPolicy ??= usesLatest(container.image ?? '') ? 'Always' : 'IfNotPresent';
  container.terminationMessagePath ??= '/dev/termination-log';
  container.terminationMessagePolicy ??= 'File';
  for (const port of container.ports ?? []) port.protocol ??= 'TCP';
  for (const variable of container.env ?? []) {
    if (variable.valueFrom?.fieldRef) variable.valueFrom.fieldRef.apiVersion ??= 'v1';
    if (variable.valueFrom?.resourceFieldRef) variable.valueFrom.resourceFieldRef.divisor ??= '0';
  }
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe])
    if (probe) setProbeDefaults(probe);
  for (const hook of [container.lifecycle?.postStart, container.lifecycle?.preStop])
    if (hook?.httpGet) setHTTPDefaults(hook.httpGet);
}

/** No tag, or `latest`, and no digest. */
function usesLatest(image: string): boolean {
  if (image.includes('@')) return false;
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  return tag === undefined || tag === 'latest';
}

function setProbeDefaults(probe: Container): void {
  probe.timeoutSeconds ??= 1;
  probe.periodSeconds ??= 10;
  probe.successThreshold ??= 1;
  probe.failureThreshold ??= 3;
  if (probe.httpGet) setHTTPDefaults(probe.httpGet);
  if (probe.grpc) probe.grpc.service ??= '';
}

function setHTTPDefaults(action: Container): void {
  action.path ??= '/';
  action.scheme ??= 'HTTP';
}

function setVolumeDefaults(volume: Container): void {
  if (Object.keys(volume).every((key) => key === 'name')) volume.emptyDir = {};
  for (const source of ['secret', 'configMap', 'downwardAPI', 'projected'])
    if (volume[source]) volume[source].defaultMode ??= FILE_MODE;
  if (volume.hostPath) volume.hostPath.type ??= '';
  setItemDefaults(volume.downwardAPI);
  for (const source of volume.projected?.sources ?? []) {
    if (source.serviceAccountToken) source.serviceAccountToken.expirationSeconds ??= TOKEN_SECONDS;
    setItemDefaults(source.downwardAPI);
  }
}

function setItemDefaults(source: Container | undefined): void {
  for (const item of source?.items ?? []) if (item.fieldRef) item.fieldRef.apiVersion ??= 'v1';
}

/** The quality-of-service class, from requests and limits. */
export function qosClassOf(spec: PodSpec): string {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  const names = ['cpu', 'memory'];
  const isSet = (map: Record<string, string> | undefined, name: string) =>
    map?.[name] !== undefined && map[name] !== '0';
  const isAny = containers.some((container) =>
    names.some((name) => isSet(container.resources?.requests, name) || isSet(container.resources?.limits, name)),
  );
  if (!isAny) return 'BestEffort';
  const isGuaranteed = containers.every((container) =>
    names.every(
      (name) =>
        isSet(container.resources?.limits, name) &&
        (container.resources?.requests?.[name] ?? container.resources.limits[name]) ===
          container.resources.limits[name],
    ),
  );
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}
