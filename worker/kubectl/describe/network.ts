/** Descriptions of Services, ServiceCIDRs, IPAddresses, EndpointSlices, Endpoints and Namespaces (services.md 9.3, 9.4). */

import type { JSONObject } from '../../kubernetes/patch';
import { compareText } from '../../kubernetes/patch';
import { pathOf } from '../discovery';
import { KubectlError } from '../errors';
import type { Info } from '../files';
import type { Invocation } from '../invocation';
import {
  fieldOf,
  listOf,
  longTime,
  textOf,
  writeAnnotations,
  writeMap,
  writeTable,
  type DescribeWriter,
} from './writer';

const ENDPOINTS_MAX = 3;

function writeHead(out: DescribeWriter, object: JSONObject, isNamespaced: boolean): void {
  const metadata = fieldOf(object, 'metadata');
  out.line(0, `Name:\t${textOf(metadata.name)}`);
  if (isNamespaced) out.line(0, `Namespace:\t${textOf(metadata.namespace)}`);
  writeMap(out, 0, 'Labels', metadata.labels as Record<string, string>);
  writeAnnotations(out, 0, 'Annotations', metadata.annotations as Record<string, string>);
}

const joined = (values: unknown, separator = ',') => ((values ?? []) as string[]).join(separator);

export function describeService(out: DescribeWriter, run: Invocation, { object, name, namespace }: Info): void {
  const spec = fieldOf(object, 'spec');
  writeHead(out, object!, true);
  out.line(0, `Selector:\t${selectorText(spec.selector)}`);
  out.line(0, `Type:\t${textOf(spec.type)}`);
  if (spec.ipFamilyPolicy) out.line(0, `IP Family Policy:\t${textOf(spec.ipFamilyPolicy)}`);
  out.line(0, `IP Families:\t${joined(spec.ipFamilies) || '<none>'}`);
  out.line(0, `IP:\t${textOf(spec.clusterIP)}`);
  out.line(0, `IPs:\t${joined(spec.clusterIPs) || '<none>'}`);
  if (listOf(spec, 'externalIPs').length > 0) out.line(0, `External IPs:\t${joined(spec.externalIPs)}`);
  if (spec.loadBalancerIP) out.line(0, `Desired LoadBalancer IP:\t${textOf(spec.loadBalancerIP)}`);
  if (spec.externalName) out.line(0, `External Name:\t${textOf(spec.externalName)}`);
  const ingress = ingressText(object!);
  if (ingress !== '') out.line(0, `LoadBalancer Ingress:\t${ingress}`);
  const slices = slicesOf(run, name, namespace!);
  for (const port of listOf(spec, 'ports')) writePort(out, run, port, slices);
  out.line(0, `Session Affinity:\t${textOf(spec.sessionAffinity)}`);
  if (spec.externalTrafficPolicy) out.line(0, `External Traffic Policy:\t${textOf(spec.externalTrafficPolicy)}`);
  if (spec.internalTrafficPolicy) out.line(0, `Internal Traffic Policy:\t${textOf(spec.internalTrafficPolicy)}`);
  if (spec.healthCheckNodePort) out.line(0, `HealthCheck NodePort:\t${textOf(spec.healthCheckNodePort)}`);
  if (listOf(spec, 'loadBalancerSourceRanges').length > 0)
    out.line(0, `LoadBalancer Source Ranges:\t${joined(spec.loadBalancerSourceRanges)}`);
  if (spec.trafficDistribution && run.release.since('1.34'))
    out.line(0, `Traffic Distribution:\t${textOf(spec.trafficDistribution)}`);
}

export function selectorText(selector: unknown): string {
  const map = (selector ?? {}) as Record<string, string>;
  const keys = Object.keys(map).sort(compareText);
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${map[key]}`).join(',');
}

function ingressText(object: JSONObject): string {
  const list = listOf(fieldOf(fieldOf(object, 'status'), 'loadBalancer'), 'ingress');
  return list
    .map((entry) =>
      entry.ip ? `${textOf(entry.ip)}${entry.ipMode ? ` (${textOf(entry.ipMode)})` : ''}` : textOf(entry.hostname),
    )
    .join(', ');
}

function slicesOf(run: Invocation, name: string, namespace: string): JSONObject[] {
  const type = run.discovery.findKind('discovery.k8s.io/v1', 'EndpointSlice');
  const list =
    type &&
    run.get<{ items: JSONObject[] }>(pathOf(type, namespace), { labelSelector: `kubernetes.io/service-name=${name}` });
  return !list || list instanceof KubectlError ? [] : list.items;
}

function writePort(out: DescribeWriter, run: Invocation, port: JSONObject, slices: readonly JSONObject[]): void {
  const name = textOf(port.name) || '<unset>';
  const protocol = textOf(port.protocol) || 'TCP';
  out.line(0, `Port:\t${name}\t${textOf(port.port)}/${protocol}`);
  out.line(0, `TargetPort:\t${textOf(port.targetPort)}/${protocol}`);
  if (port.appProtocol && run.release.since('1.36')) out.line(0, `AppProtocol:\t${textOf(port.appProtocol)}`);
  if (port.nodePort) out.line(0, `NodePort:\t${name}\t${textOf(port.nodePort)}/${protocol}`);
  out.line(0, `Endpoints:\t${endpointsText(run, slices, textOf(port.name))}`);
}

const withPort = (address: string, port: unknown) =>
  address.includes(':') ? `[${address}]:${textOf(port)}` : `${address}:${textOf(port)}`;

/** Ready addresses of all slices with the port of that name. */
function endpointsText(run: Invocation, slices: readonly JSONObject[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const list: string[] = [];
  let count = 0;
  let hasMore = false;
  for (const slice of slices) {
    const ports = listOf(slice, 'ports');
    const matching = ports.filter((port) => textOf(port.name) === portName);
    for (const port of ports.length === 0 ? [undefined] : matching) {
      for (const endpoint of listOf(slice, 'endpoints')) {
        if (list.length === ENDPOINTS_MAX) hasMore = true;
        const isReady = fieldOf(endpoint, 'conditions').ready !== false;
        if (!isReady && run.release.since('1.32')) continue;
        const address = (endpoint.addresses as string[])[0];
        if (list.length < ENDPOINTS_MAX) list.push(port === undefined ? address : withPort(address, port.port));
        count++;
      }
    }
  }
  return `${list.join(',')}${hasMore ? ` + ${count - ENDPOINTS_MAX} more...` : ''}`;
}

export function describeServiceCIDR(out: DescribeWriter, _run: Invocation, { object }: Info): void {
  writeHead(out, object!, false);
  out.line(0, `CIDRs:\t${joined(fieldOf(object, 'spec').cidrs, ', ')}`);
  const conditions = listOf(fieldOf(object, 'status'), 'conditions');
  if (conditions.length === 0) return;
  out.line(0, 'Status:');
  out.line(0, 'Conditions:');
  writeTable(
    out,
    1,
    ['Type', 'Status', 'LastTransitionTime', 'Reason', 'Message'],
    conditions.map(({ type, status, lastTransitionTime, reason, message }) => [
      textOf(type),
      textOf(status),
      longTime(lastTransitionTime),
      textOf(reason),
      textOf(message),
    ]),
  );
}

export function describeIPAddress(out: DescribeWriter, _run: Invocation, { object }: Info): void {
  writeHead(out, object!, false);
  const reference = fieldOf(fieldOf(object, 'spec'), 'parentRef');
  out.line(0, 'Parent Reference:');
  out.line(1, `Group:\t${textOf(reference.group)}`);
  out.line(1, `Resource:\t${textOf(reference.resource)}`);
  out.line(1, `Namespace:\t${textOf(reference.namespace)}`);
  out.line(1, `Name:\t${textOf(reference.name)}`);
}

export function describeEndpointSlice(out: DescribeWriter, _run: Invocation, { object }: Info): void {
  writeHead(out, object!, true);
  out.line(0, `AddressType:\t${textOf(object!.addressType)}`);
  const ports = listOf(object, 'ports');
  if (ports.length === 0) out.line(0, 'Ports: <unset>');
  else {
    out.line(0, 'Ports:');
    writeTable(
      out,
      1,
      ['Name', 'Port', 'Protocol'],
      ports.map((port) => [
        port.name === undefined || port.name === '' ? '<unset>' : textOf(port.name),
        port.port === undefined ? '<unset>' : textOf(port.port),
        textOf(port.protocol),
      ]),
    );
  }
  const endpoints = listOf(object, 'endpoints');
  if (endpoints.length === 0) out.line(0, 'Endpoints: <none>');
  else out.line(0, 'Endpoints:');
  for (const endpoint of endpoints) writeEndpoint(out, endpoint);
}

function writeEndpoint(out: DescribeWriter, endpoint: JSONObject): void {
  const ready = fieldOf(endpoint, 'conditions').ready;
  out.line(1, `- Addresses:\t${joined(endpoint.addresses, ', ')}`);
  out.line(2, 'Conditions:');
  out.line(3, `Ready:\t${ready === undefined ? '<unset>' : String(ready)}`);
  out.line(2, `Hostname:\t${textOf(endpoint.hostname) || '<unset>'}`);
  const target = endpoint.targetRef as JSONObject | undefined;
  if (target) out.line(2, `TargetRef:\t${textOf(target.kind)}/${textOf(target.name)}`);
  out.line(2, `NodeName:\t${textOf(endpoint.nodeName) || '<unset>'}`);
  out.line(2, `Zone:\t${textOf(endpoint.zone) || '<unset>'}`);
  const topology = (endpoint.deprecatedTopology ?? {}) as Record<string, string>;
  if (Object.keys(topology).length > 0) writeMap(out, 2, 'Topology', topology);
}

export function describeEndpoints(out: DescribeWriter, _run: Invocation, { object }: Info): void {
  writeHead(out, object!, true);
  out.line(0, 'Subsets:');
  for (const subset of listOf(object, 'subsets')) {
    const addresses = (name: string) =>
      listOf(subset, name)
        .map(({ ip }) => textOf(ip))
        .join(',') || '<none>';
    out.line(1, `Addresses:\t${addresses('addresses')}`);
    out.line(1, `NotReadyAddresses:\t${addresses('notReadyAddresses')}`);
    const ports = listOf(subset, 'ports');
    if (ports.length > 0) {
      out.line(1, 'Ports:');
      writeTable(
        out,
        2,
        ['Name', 'Port', 'Protocol'],
        ports.map((port) => [textOf(port.name) || '<unset>', textOf(port.port), textOf(port.protocol)]),
      );
    }
    out.line(0, '');
  }
}

export function describeNamespace(out: DescribeWriter, _run: Invocation, { object }: Info): void {
  writeHead(out, object!, false);
  const status = fieldOf(object, 'status');
  out.line(0, `Status:\t${textOf(status.phase)}`);
  const conditions = listOf(status, 'conditions');
  if (conditions.length > 0) {
    out.line(0, 'Conditions:');
    writeTable(
      out,
      1,
      ['Type', 'Status', 'LastTransitionTime', 'Reason', 'Message'],
      conditions.map(({ type, status: value, lastTransitionTime, reason, message }) => [
        textOf(type),
        textOf(value),
        longTime(lastTransitionTime),
        textOf(reason),
        textOf(message),
      ]),
    );
  }
  out.line(0, '');
  out.line(0, 'No resource quota.');
  out.line(0, '');
  out.line(0, 'No LimitRange resource.');
}

export { writeHead };
