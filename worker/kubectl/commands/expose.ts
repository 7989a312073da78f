/** `kubectl expose` (services.md R11.8.1). */

import { isObject, type JSONObject } from '../../kubernetes/patch';
import { KubectlError, textError } from '../errors';
import { flagTable } from '../flags';
import type { Info } from '../files';
import type { Invocation } from '../invocation';
import { findObjects } from '../selection';
import { createGenerated } from './generated';
import { MISSING_RESOURCES } from '../texts';
import type { CommandArgs, CommandBody, Outcome } from './types';

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

function runExpose(run: Invocation, { args }: CommandArgs): Outcome {
  if (args.length === 0 && run.flags.list('filename').length === 0) return textError(MISSING_RESOURCES);
  const selectorText = run.flags.text('selector');
  const found = findObjects(run, args, { allowsAll: false, ignoresSelector: true });
  if (found instanceof KubectlError) return found;
  if (found.errors.length > 0) return found.errors;
  const errors: KubectlError[] = [];
  for (const info of found.infos) {
    const object = serviceFor(run, info, selectorText);
    if (object instanceof KubectlError) errors.push(object);
    else {
      const outcome = createGenerated(run, { apiVersion: 'v1', kind: 'Service', object }, 'exposed', 'kubectl-expose');
      if (outcome instanceof KubectlError) errors.push(outcome);
    }
  }
  return errors;
}

interface Exposed {
  selector: Record<string, string>;
  ports: { port: number; protocol: string }[];
}

function serviceFor(run: Invocation, info: Info, selectorText: string): JSONObject | KubectlError {
  const { type } = info;
  if (!EXPOSABLE.includes(type.kind))
    return textError(`cannot expose a ${type.group === '' ? type.kind : `${type.kind}.${type.group}`}`);
  const exposed = exposedBy(info);
  if (exposed instanceof KubectlError) return exposed;
  const selector = selectorText === '' ? exposed.selector : parsePairs(selectorText);
  const ports = portsOf(run, exposed.ports);
  if (ports.length === 0) return textError("couldn't find port via --port flag or introspection");
  const labelText = run.flags.text('labels');
  const labels = labelText === '' ? labelsOf(info.object!) : parsePairs(labelText);
  const name = (run.flags.text('name') || info.name).slice(0, 63);
  const spec: JSONObject = { ports: ports as unknown as JSONObject[], selector };
  setFlags(run, spec);
  const metadata: JSONObject = { name };
  if (Object.keys(labels).length > 0) metadata.labels = labels;
  return { metadata, spec, status: { loadBalancer: {} } };
}

function setFlags(run: Invocation, spec: JSONObject): void {
  if (run.flags.text('cluster-ip') !== '') spec.clusterIP = run.flags.text('cluster-ip');
  if (run.flags.text('type') !== '') spec.type = run.flags.text('type');
  if (run.flags.text('external-ip') !== '') spec.externalIPs = [run.flags.text('external-ip')];
  if (run.flags.text('session-affinity') !== '') spec.sessionAffinity = run.flags.text('session-affinity');
  if (run.flags.text('load-balancer-ip') !== '') spec.loadBalancerIP = run.flags.text('load-balancer-ip');
}

const labelsOf = (object: JSONObject) => ({
  ...((object.metadata as JSONObject).labels as Record<string, string> | undefined),
});

function parsePairs(text: string): Record<string, string> {
  return Object.fromEntries(text.split(',').map((pair) => [pair.split('=')[0], pair.split('=').slice(1).join('=')]));
}

/** Selector and ports that an object suggests. */
function exposedBy({ type, object }: Info): Exposed | KubectlError {
  const spec = object!.spec as JSONObject;
  if (type.kind === 'Service') {
    const selector = (spec.selector ?? {}) as Record<string, string>;
    if (Object.keys(selector).length === 0)
      return textError(
        `couldn't retrieve selectors via --selector flag or introspection: the service has no pod selector set`,
      );
    const ports = ((spec.ports ?? []) as JSONObject[]).map((port) => ({
      port: Number(port.port),
      protocol: String(port.protocol ?? 'TCP'),
    }));
    return { selector, ports };
  }
  if (type.kind === 'Pod') {
    const selector = labelsOf(object!);
    if (Object.keys(selector).length === 0)
      return textError(
        `couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed`,
      );
    return { selector, ports: containerPorts(spec) };
  }
  const labelSelector = isObject(spec.selector) ? spec.selector : {};
  const selector = (
    type.kind === 'ReplicationController' ? labelSelector : (labelSelector.matchLabels ?? {})
  ) as Record<string, string>;
  return { selector, ports: containerPorts((spec.template as JSONObject).spec as JSONObject) };
}

function containerPorts(spec: JSONObject): Exposed['ports'] {
  return ((spec.containers ?? []) as JSONObject[]).flatMap((container) =>
    ((container.ports ?? []) as JSONObject[]).map((port) => ({
      port: Number(port.containerPort),
      protocol: String(port.protocol ?? 'TCP'),
    })),
  );
}

function portsOf(
  run: Invocation,
  found: Exposed['ports'],
): { name?: string; port: number; protocol: string; targetPort: number | string }[] {
  const given = run.flags.text('port');
  const numbers = given === '' ? found.map(({ port }) => port) : given.split(',').map(Number);
  const target = run.flags.text('target-port');
  return numbers.map((port, i) => {
    const protocol = run.flags.text('protocol') || found.find((other) => other.port === port)?.protocol || 'TCP';
    const targetPort = target === '' ? port : /^\d+$/.test(target) ? Number(target) : target;
    return { ...(numbers.length > 1 && { name: `port-${i + 1}` }), protocol, port, targetPort };
  });
}
