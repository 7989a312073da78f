/** Subresources of Pods that go to a node, and the binding that the scheduler makes. */

import type { ApiRequest, ExecResult, ExecStreams, NodeConnection } from '../../kubernetes/client';
import type { KubernetesObject, Status } from '../../kubernetes/objects';
import { badRequest, conflict, internalError, isStatus, notFound, plainError } from '../errors';
import { describeErrors, notSupported, required, type FieldError } from '../field-errors';
import type { AnyStrategy } from '../registry/strategy';
import { isDryRun, type Call } from '../request';
import type { ResourceRoute } from '../routing';
import { bucketOf, decodeObject, keyFor, type Server } from '../server';

function findPod(server: Server, route: ResourceRoute): KubernetesObject | Status {
  const pod = server.store.get(bucketOf(route.strategy), keyFor(route.namespace, route.name!));
  return pod ?? notFound(route.strategy, route.name!);
}

const namesOf = (containers: unknown) => ((containers ?? []) as { name: string }[]).map(({ name }) => name);

/** The container meant, as the server chooses it when none is named. */
function chooseContainer(pod: KubernetesObject, asked: string | undefined): { name: string } | Status {
  const containers = namesOf(pod.spec.containers);
  const initContainers = namesOf(pod.spec.initContainers);
  if (asked) {
    const known = [...containers, ...initContainers, ...namesOf(pod.spec.ephemeralContainers)].includes(asked);
    return known ? { name: asked } : badRequest(`container ${asked} is not valid for pod ${pod.metadata.name}`);
  }
  if (containers.length === 1) return { name: containers[0] };
  const choices = `choose one of: [${containers.join(' ')}]`;
  const inits = initContainers.length > 0 ? ` or one of the init containers: [${initContainers.join(' ')}]` : '';
  return badRequest(`a container name must be specified for pod ${pod.metadata.name}, ${choices}${inits}`);
}

/** `GET …/log`. */
export function readLog(
  server: Server,
  route: ResourceRoute,
  query: Readonly<Record<string, string>>,
): string | Status {
  const pod = findPod(server, route);
  if (isStatus(pod)) return pod;
  const container = chooseContainer(pod as KubernetesObject, query.container);
  if (isStatus(container)) return container;
  const nodeName: string = (pod as KubernetesObject).spec.nodeName ?? '';
  if (nodeName === '') return '';
  const node = server.nodes.get(nodeName);
  if (!node) return internalError(`nodes "${nodeName}" not found`);
  return node.log(pod as KubernetesObject, { ...query, container: (container as { name: string }).name });
}

interface ExecTarget {
  pod: KubernetesObject;
  container: string;
  node: NodeConnection;
}

/** Where a command would run. */
function locateExec(server: Server, route: ResourceRoute, asked: string | undefined): ExecTarget | Status {
  const found = findPod(server, route);
  if (isStatus(found)) return found;
  const pod = found as KubernetesObject;
  const container = chooseContainer(pod, asked);
  if (isStatus(container)) return container;
  const nodeName: string = pod.spec.nodeName ?? '';
  if (nodeName === '') return badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  const node = server.nodes.get(nodeName);
  return node
    ? { pod, container: (container as { name: string }).name, node }
    : internalError(`nodes "${nodeName}" not found`);
}

export const UPGRADE_REQUIRED = 'Upgrade request required';

/** Why a request for `…/exec` or `…/attach` that cannot carry streams is refused: what stands in the way of others is told first. */
export function refuseExec(server: Server, route: ResourceRoute, query: Readonly<Record<string, string>>): Status {
  const target = locateExec(server, route, query.container);
  return isStatus(target) ? (target as Status) : badRequest(UPGRADE_REQUIRED);
}

/** `POST …/exec`: the command is in the body (`command`), or the query. `POST …/attach` has none. */
export async function execInPod(
  server: Server,
  route: ResourceRoute,
  request: ApiRequest,
  streams: ExecStreams,
): Promise<ExecResult> {
  const body = (typeof request.body === 'object' && request.body !== null ? request.body : {}) as {
    command?: string[];
    container?: string;
  };
  const target = locateExec(server, route, body.container ?? request.query?.container);
  if (isStatus(target)) return { status: target };
  const { pod, container, node } = target as ExecTarget;
  if (route.subresource === 'attach') return node.attach(pod, container, streams);
  return node.exec(pod, container, body.command ?? commandOf(request), streams);
}

/** A query has one `command`: a JSON list, or the only word. */
function commandOf(request: ApiRequest): string[] {
  const text = request.query?.command;
  if (text === undefined) return [];
  if (!text.startsWith('[')) return [text];
  try {
    return JSON.parse(text) as string[];
  } catch {
    return [text];
  }
}

/** How the body of a binding is read; nothing is stored under it. */
const BINDING: AnyStrategy = {
  group: '',
  version: 'v1',
  kind: 'Binding',
  resource: 'bindings',
  singular: 'binding',
  namespaced: true,
  nameRule: () => [],
  columns: [],
};

/** Where a binding leads to: the server gives these errors back as they are. */
function checkTarget({ env }: Server, { kind, name }: { kind?: string; name?: string }): Status | undefined {
  const errors: FieldError[] = [];
  if (kind && kind !== 'Node') errors.push(notSupported('target.kind', kind, ['Node', '<empty>']));
  if (!name) errors.push(required('target.name'));
  return errors.length > 0 ? plainError(describeErrors(errors, env.release).text) : undefined;
}

/** `POST …/binding`: puts a Pod on a node. */
export function bindPod(server: Server, call: Call, route: ResourceRoute, body: unknown): KubernetesObject | Status {
  const decoded = decodeObject(server, call, BINDING, 'v1', body);
  if (decoded.error) return decoded.error;
  const { metadata, target } = decoded.object as KubernetesObject & { target: { kind?: string; name?: string } };
  if (metadata?.name !== route.name) return badRequest('name in URL does not match name in Binding object');
  const refusal = checkTarget(server, target);
  if (refusal) return refusal;
  const found = findPod(server, route);
  if (isStatus(found)) return found;
  const pod = found as KubernetesObject;
  if (pod.metadata.deletionTimestamp)
    return conflict(
      { group: '', resource: 'pods/binding', kind: 'Binding' },
      pod.metadata.name,
      `pod ${pod.metadata.name} is being deleted, cannot be assigned to a host`,
    );
  if (pod.spec.nodeName)
    return conflict(
      { group: '', resource: 'pods/binding', kind: 'Binding' },
      pod.metadata.name,
      `pod ${pod.metadata.name} is already assigned to node "${pod.spec.nodeName}"`,
    );
  if (pod.spec.schedulingGates?.length)
    return conflict(
      { group: '', resource: 'pods/binding', kind: 'Binding' },
      pod.metadata.name,
      `pod ${pod.metadata.name} has non-empty .spec.schedulingGates`,
    );
  const condition = {
    lastProbeTime: null,
    lastTransitionTime: server.env.now(),
    ...(server.env.release.since('1.34') && { observedGeneration: pod.metadata.generation }),
    status: 'True',
    type: 'PodScheduled',
  };
  const conditions = ((pod.status.conditions ?? []) as { type: string }[]).filter(
    ({ type }) => type !== condition.type,
  );
  const bound: KubernetesObject = {
    ...pod,
    metadata: { ...pod.metadata },
    spec: { ...pod.spec, nodeName: target.name },
    status: { ...pod.status, conditions: [...conditions, condition] },
  };
  if (!isDryRun(call)) server.store.put(bucketOf(route.strategy), keyFor(route.namespace, route.name!), bound);
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } as unknown as Status;
}
