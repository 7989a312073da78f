/** Node ports and the health check's port of one write (services.md 2.8, 3.7). */

import type { NodePortOperation } from '../../../allocator/types';
import type { Service, ServicePort, Status } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { internalError, invalidObject, plainError } from '../../errors';
import { invalid } from '../../field-errors';
import { needsHealthCheck, needsNodePorts, shouldAllocateNodePorts } from './defaults';

const SERVICE = { group: '', resource: 'services', kind: 'Service' };

/** Allocates into `service`. @returns the refusal; the operation is then to be rolled back. */
export function changeNodePorts(
  service: Service,
  old: Service | undefined,
  operation: NodePortOperation,
  env: Env,
): Status | undefined {
  if (!old) {
    const refusal = needsNodePorts(service) ? allocateNew(service, operation, env) : undefined;
    return refusal ?? (needsHealthCheck(service) ? allocateHealthCheck(service, operation) : undefined);
  }
  if (needsNodePorts(old) && !needsNodePorts(service))
    for (const port of numbersOf(old)) operation.releaseDeferred(port);
  const refusal = needsNodePorts(service) ? updatePorts(service, old, operation, env) : undefined;
  if (refusal) return refusal;
  if (!needsHealthCheck(old) && needsHealthCheck(service)) return allocateHealthCheck(service, operation);
  if (needsHealthCheck(old) && !needsHealthCheck(service) && old.spec.healthCheckNodePort)
    operation.releaseDeferred(old.spec.healthCheckNodePort);
  return undefined;
}

const portsOf = ({ spec }: Service): ServicePort[] => spec.ports ?? [];
const numbersOf = (service: Service): number[] =>
  portsOf(service).flatMap(({ nodePort }) => (nodePort ? [nodePort] : []));

const badPort = (service: Service, index: number, port: number, error: string, env: Env) =>
  invalidObject(
    SERVICE,
    service.metadata.name ?? '',
    [invalid(`spec.ports[${index}].nodePort`, port, error)],
    env.release,
  );

/** Ports of one number share a node port (R2.8.1). */
function allocateNew(service: Service, operation: NodePortOperation, env: Env): Status | undefined {
  const shared = new Map<number, number>();
  const ports = portsOf(service);
  for (const [index, port] of ports.entries()) {
    if (!port.nodePort && !shouldAllocateNodePorts(service)) continue;
    const known = shared.get(port.port);
    if (known === undefined) {
      const wanted = ports.find((candidate) => candidate.port === port.port && candidate.nodePort)?.nodePort;
      const result = wanted ? operation.allocate(wanted) : operation.allocateNext();
      if (!result.ok)
        return wanted
          ? badPort(service, index, wanted, result.error, env)
          : internalError(`failed to allocate a nodePort: ${result.error}`);
      port.nodePort = result.value;
      shared.set(port.port, result.value);
    } else if (!port.nodePort) port.nodePort = known;
    else if (port.nodePort !== known) {
      const result = operation.allocate(port.nodePort);
      if (!result.ok) return badPort(service, index, port.nodePort, result.error, env);
    }
  }
  return undefined;
}

/** On update each port is for itself (R3.7.2). */
function updatePorts(service: Service, old: Service, operation: NodePortOperation, env: Env): Status | undefined {
  const before = numbersOf(old);
  const taken = new Set<number>();
  const seen = new Set<string>();
  for (const [index, port] of portsOf(service).entries()) {
    if (port.nodePort) {
      if (!before.includes(port.nodePort) && !taken.has(port.nodePort)) {
        const result = operation.allocate(port.nodePort);
        if (!result.ok) return badPort(service, index, port.nodePort, result.error, env);
        taken.add(port.nodePort);
      }
    } else if (shouldAllocateNodePorts(service)) {
      const result = operation.allocateNext();
      if (!result.ok) return internalError(`failed to allocate a nodePort: ${result.error}`);
      port.nodePort = result.value;
    }
    if (!port.nodePort) continue;
    const key = `${port.protocol} ${port.nodePort}`;
    if (seen.has(key)) return plainError(`duplicate nodePort: {${key}}`);
    seen.add(key);
  }
  const after = numbersOf(service);
  for (const port of before) if (!after.includes(port)) operation.releaseDeferred(port);
  return undefined;
}

/** R2.8.6. */
function allocateHealthCheck({ spec }: Service, operation: NodePortOperation): Status | undefined {
  const wanted: number = spec.healthCheckNodePort ?? 0;
  const result = wanted
    ? operation.allocate(wanted, 'healthCheckNodePort')
    : operation.allocateNext('healthCheckNodePort');
  if (!result.ok)
    return internalError(
      wanted
        ? `failed to allocate requested HealthCheck NodePort ${wanted}: ${result.error}`
        : `failed to allocate a HealthCheck NodePort 0: ${result.error}`,
    );
  spec.healthCheckNodePort = result.value;
  return undefined;
}

/** All that a Service holds: given back when it is gone (services.md R4.2). */
export function releaseNodePorts(service: Service, operation: NodePortOperation): void {
  for (const port of needsNodePorts(service) ? new Set(numbersOf(service)) : []) operation.releaseDeferred(port);
  if (needsHealthCheck(service) && service.spec.healthCheckNodePort)
    operation.releaseDeferred(service.spec.healthCheckNodePort);
  operation.commit({ because: 'deleted' });
}
