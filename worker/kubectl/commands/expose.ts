/** `kubectl expose` (services.md R11.8.1). */

import { isObject, type JSONObject } from '../../kubernetes/patch';
import { KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Info } from '../files';
import type { Invocation } from '../invocation';
import { forEach } from '../mutation';
import { applyOverrides } from '../overrides';
import { findObjects } from '../selection';
import { createGenerated } from './generated';
import { MISSING_RESOURCES } from '../texts';
import { goQuote } from '../text/go-syntax';
import type { CommandArgs, CommandBody, Outcome } from './types';

const NAME_MAX = 63;
const INTEGER = /^[+-]?\d+$/;

export const exposeCommand: CommandBody = {
  usage:
    '(-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type] [options]',
  flags: flagTable(
    'port string; target-port string; protocol string; name string; type string; selector string; labels,l string; cluster-ip string; external-ip string; load-balancer-ip string; session-affinity string;' +
      'overrides string; override-type string; filename,f list; recursive,R bool; kustomize,k string; output,o string; template string; dry-run string?unchanged; save-config bool; field-manager string;' +
      'show-managed-fields bool; allow-missing-template-keys bool=true',
  ),
  run: runExpose,
};

const EXPOSABLE = ['Service', 'Pod', 'Deployment', 'ReplicaSet', 'ReplicationController'];

/** What the flags say, and what an earlier object of the same command filled in: it holds for all that follow. */
interface Settings {
  selector: string;
  labels: string;
  ports: string;
}

function runExpose(run: Invocation, { args }: CommandArgs): Outcome {
  if (args.length === 0 && run.flags.list('filename').length === 0) return textError(MISSING_RESOURCES);
  const found = findObjects(run, args, { allowsAll: false, ignoresSelector: true, isAsRead: true });
  if (found instanceof KubectlError) return found;
  const settings = {
    selector: run.flags.text('selector'),
    labels: run.flags.text('labels'),
    ports: run.flags.text('port'),
  };
  return forEach(found.infos, found.errors, (info) => {
    const object = serviceFor(run, info, settings);
    if (object instanceof KubectlError) return object;
    const changed = applyOverrides(run, 'Service', { apiVersion: 'v1', kind: 'Service', ...object });
    if (changed instanceof KubectlError) return changed;
    const outcome = createGenerated(
      run,
      { apiVersion: 'v1', kind: 'Service', object: changed },
      'exposed',
      'kubectl-expose',
    );
    return outcome instanceof KubectlError ? outcome : undefined;
  });
}

function serviceFor(run: Invocation, info: Info, settings: Settings): JSONObject | KubectlError {
  const { type, object } = info;
  if (!EXPOSABLE.includes(type.kind))
    return textError(`cannot expose a ${type.group === '' ? type.kind : `${type.kind}.${type.group}`}`);
  if (settings.selector === '') {
    const selector = selectorOf(info);
    if (selector instanceof KubectlError) return selector;
    settings.selector = joined(selector);
  }
  const exposed = portsOf(info);
  if (settings.ports === '') settings.ports = [...exposed.keys()].join(',');
  const isHeadless = run.flags.text('cluster-ip') === 'None';
  if (settings.ports === '' && !isHeadless) return textError("couldn't find port via --port flag or introspection");
  if (settings.labels === '') settings.labels = joined(labelsOf(object!));
  if (settings.selector === '') return textError('selector must be specified');

  const selector = parsePairs(settings.selector);
  const labels = settings.labels === '' ? {} : parsePairs(settings.labels);
  const ports = servicePorts(run, settings.ports, exposed);
  for (const part of [selector, labels, ports]) if (part instanceof KubectlError) return part;
  const spec: JSONObject = { selector: selector as JSONObject };
  if ((ports as JSONObject[]).length > 0) spec.ports = ports as JSONObject[];
  const problem = setFlags(run, spec);
  if (problem) return problem;
  const metadata: JSONObject = { name: run.flags.text('name') || info.name.slice(0, NAME_MAX) };
  if (Object.keys(labels).length > 0) metadata.labels = labels as JSONObject;
  return { metadata, spec, status: { loadBalancer: {} } };
}

function setFlags(run: Invocation, spec: JSONObject): KubectlError | undefined {
  const text = (flag: string) => run.flags.text(flag);
  if (text('external-ip') !== '') spec.externalIPs = [text('external-ip')];
  if (text('type') !== '') spec.type = text('type');
  if (text('type') === 'LoadBalancer' && text('load-balancer-ip') !== '')
    spec.loadBalancerIP = text('load-balancer-ip');
  const affinity = text('session-affinity');
  if (affinity !== '' && affinity !== 'None' && affinity !== 'ClientIP')
    return textError(`unknown session affinity: ${affinity}`);
  if (affinity !== '') spec.sessionAffinity = affinity;
  if (text('cluster-ip') !== '') spec.clusterIP = text('cluster-ip');
  return undefined;
}

const labelsOf = (object: JSONObject) => ({
  ...((object.metadata as JSONObject).labels as Record<string, string> | undefined),
});

const joined = (pairs: Record<string, string>) =>
  Object.keys(pairs)
    .sort()
    .map((key) => `${key}=${pairs[key]}`)
    .join(',');

/** `a=b,c=d`, as kubectl's generators read it. */
function parsePairs(text: string): Record<string, string> | KubectlError {
  const pairs: Record<string, string> = {};
  for (const spec of text.split(',')) {
    const parts = spec.split('=');
    if (parts.length !== 2) return textError(`unexpected label spec: ${spec}`);
    if (parts[0] === '') return textError('unexpected empty label key');
    pairs[parts[0]] = parts[1];
  }
  return pairs;
}

/** The labels of the Pods that an object stands for. */
function selectorOf({ type, object }: Info): Record<string, string> | KubectlError {
  const missing = (why: string) =>
    textError(`couldn't retrieve selectors via --selector flag or introspection: ${why}`);
  const spec = (object!.spec ?? {}) as JSONObject;
  const selector = (isObject(spec.selector) ? spec.selector : {}) as JSONObject;
  const isEmpty = (pairs: object) => Object.keys(pairs).length === 0;
  switch (type.kind) {
    case 'Service':
    case 'ReplicationController':
      return type.kind === 'Service' && isEmpty(selector)
        ? missing('the service has no pod selector set')
        : (selector as Record<string, string>);
    case 'Pod': {
      const labels = labelsOf(object!);
      return isEmpty(labels) ? missing('the pod has no labels and cannot be exposed') : labels;
    }
    default:
      return (selector.matchLabels ?? {}) as Record<string, string>;
  }
}

/** Protocols of each port of an object, in the order of its ports. */
function portsOf({ type, object }: Info): Map<string, string[]> {
  const spec = (object!.spec ?? {}) as JSONObject;
  const podSpec = (isObject(spec.template) ? spec.template.spec : spec) as JSONObject;
  const entries =
    type.kind === 'Service'
      ? ((spec.ports ?? []) as JSONObject[]).map(({ port, protocol }) => ({ port, protocol }))
      : ((podSpec.containers ?? []) as JSONObject[])
          .flatMap((container) => (container.ports ?? []) as JSONObject[])
          .map(({ containerPort, protocol }) => ({ port: containerPort, protocol }));
  const ports = new Map<string, string[]>();
  for (const { port, protocol } of entries)
    ports.set(String(port), [...(ports.get(String(port)) ?? []), String(protocol ?? 'TCP')]);
  return ports;
}

/** A port with several protocols becomes several ports, unless `--protocol` says which one. */
function servicePorts(run: Invocation, text: string, exposed: Map<string, string[]>): JSONObject[] | KubectlError {
  if (text === '') return [];
  const [given, target] = [run.flags.text('protocol'), run.flags.text('target-port')];
  const texts = text.split(',');
  const ports: JSONObject[] = [];
  for (const [index, portText] of texts.entries()) {
    if (!INTEGER.test(portText)) return textError(`strconv.Atoi: parsing ${goQuote(portText)}: invalid syntax`);
    // Go keeps the lowest 32 bits
    const port = Number(portText) | 0;
    const targetPort = target === '' ? port : INTEGER.test(target) ? Number(target) : target;
    const protocols = given === '' ? (exposed.get(portText) ?? ['TCP']) : [given];
    for (const protocol of protocols) {
      const suffix = protocols.length > 1 ? `-${protocol.toLowerCase()}` : '';
      const isNamed = texts.length > 1 || protocols.length > 1;
      ports.push({ ...(isNamed && { name: `port-${index + 1}${suffix}` }), protocol, port, targetPort });
    }
  }
  return ports;
}
