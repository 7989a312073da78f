/** The subresource resize of Pods: cpu and memory of containers that run (gate InPlacePodVerticalScaling). */

import { isEqual } from '../../../kubernetes/patch';
import { nanoOf } from '../../../kubernetes/schema/quantity';
import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { forbidden, invalid, type FieldError } from '../../field-errors';
import type { Subresource } from '../strategy';
import { qosClassOf, type Container, type PodSpec } from './defaults';
import type { Resources } from './resources';
import { MIRROR, validatePod } from './validation';

const LISTS = ['containers', 'initContainers'];
const RESIZED = ['cpu', 'memory'];
const ONLY = 'only cpu and memory resources are mutable';

const isOn = ({ release }: Env) => release.isEnabled('InPlacePodVerticalScaling');
const containersOf = (spec: PodSpec, list: string): Container[] => spec[list] ?? [];
const isSidecar = (container: Container) => container.restartPolicy === 'Always';

/** A field of a gate that is off is not stored, unless it was there before. */
export function dropResizePolicies(pod: KubernetesObject, old: KubernetesObject | undefined, env: Env): void {
  if (isOn(env)) return;
  const has = (spec: PodSpec | undefined) =>
    spec !== undefined && LISTS.some((list) => containersOf(spec, list).some(({ resizePolicy }) => resizePolicy));
  if (!has(pod.spec) || has(old?.spec)) return;
  for (const list of LISTS) for (const container of containersOf(pod.spec, list)) delete container.resizePolicy;
}

/** The old spec with the new resources of the containers that are there. */
function prepare(pod: KubernetesObject, old: KubernetesObject): void {
  const sent = pod.spec;
  pod.spec = { ...old.spec };
  for (const list of LISTS) {
    if (!old.spec[list]) continue;
    const byName = new Map(containersOf(sent, list).map((container) => [container.name, container]));
    pod.spec[list] = containersOf(old.spec, list).map((container) => {
      const { resources, resizePolicy } = byName.get(container.name) ?? container;
      const { resizePolicy: _, ...rest } = container;
      return { ...rest, resources, ...(resizePolicy && { resizePolicy }) };
    });
  }
}

const hasPodResources = ({ spec }: KubernetesObject) =>
  ['requests', 'limits'].some((list) => Object.keys(spec.resources?.[list] ?? {}).length > 0);

function validate(pod: KubernetesObject, old: KubernetesObject, env: Env): FieldError[] {
  if (hasPodResources(old) || hasPodResources(pod))
    return [forbidden('', 'pods with pod-level resources cannot be resized')];
  if (old.metadata.annotations?.[MIRROR] !== undefined) return [forbidden('', 'static pods cannot be resized')];
  if (old.spec.os?.name === 'windows') return [forbidden('', 'windows pods cannot be resized')];
  const errors = validatePod(pod, env);
  const qosClass: string = old.status?.qosClass ?? qosClassOf(old.spec);
  if (qosClass !== qosClassOf(pod.spec))
    errors.push(invalid('spec', qosClass, 'Pod QOS Class may not change as a result of resizing'));
  const running = ((old.status?.containerStatuses ?? []) as Container[]).find(({ state }) => state?.running);
  if (running && !running.resources) errors.push(forbidden('spec', 'Pod running on node without support for resize'));
  for (const list of [...LISTS].reverse())
    containersOf(old.spec, list).forEach((before, index) => {
      if (list === 'initContainers' && !isSidecar(before)) return;
      const after = containersOf(pod.spec, list)[index];
      errors.push(...validateChange(after, before, `spec.${list}[${index}].resources`, env));
    });
  return [...errors, ...validateRest(pod, old)];
}

/** Nothing is taken away, and memory becomes less only in a container that is restarted for it (until 1.33). */
function validateChange(after: Container, before: Container, path: string, env: Env): FieldError[] {
  const [now, then]: Resources[] = [after.resources ?? {}, before.resources ?? {}];
  const errors = (['requests', 'limits'] as const).flatMap((list) =>
    Object.keys(then[list] ?? {}).some((name) => now[list]?.[name] === undefined)
      ? [forbidden(`${path}.${list}`, `resource ${list} cannot be removed`)]
      : [],
  );
  const policy = ((after.resizePolicy ?? []) as Container[]).find(({ resourceName }) => resourceName === 'memory');
  const limit = now.limits?.memory;
  if (env.release.since('1.34') || policy?.restartPolicy === 'RestartContainer' || limit === undefined) return errors;
  const old = then.limits?.memory;
  const what = old === undefined ? 'added' : nanoOf(limit) < nanoOf(old) ? 'decreased' : undefined;
  if (what)
    errors.push(
      forbidden(`${path}.limits[memory]`, `memory limits cannot be ${what} unless resizePolicy is RestartContainer`),
    );
  return errors;
}

/** All but cpu and memory is what it was. */
function validateRest(pod: KubernetesObject, old: KubernetesObject): FieldError[] {
  const errors: FieldError[] = [];
  for (const list of LISTS)
    containersOf(old.spec, list).forEach((before, index) => {
      const after = containersOf(pod.spec, list)[index];
      const isFixed = list === 'initContainers' && !isSidecar(before);
      if (isEqual(isFixed ? after : withOldAmounts(after, before), before)) return;
      const whose = list === 'containers' ? ONLY : 'only cpu and memory resources for sidecar containers are mutable';
      errors.push(forbidden('spec', isFixed ? 'resources for non-sidecar init containers are immutable' : whose));
    });
  return errors;
}

function withOldAmounts(after: Container, before: Container): Container {
  const resources: Record<string, unknown> = {};
  for (const list of ['limits', 'requests']) {
    const old: Record<string, string> | undefined = before.resources?.[list];
    if (!old) continue;
    const amounts: Record<string, string> = { ...after.resources?.[list] };
    for (const name of RESIZED) {
      delete amounts[name];
      if (old[name] !== undefined) amounts[name] = old[name];
    }
    resources[list] = amounts;
  }
  return { ...after, resources };
}

export const RESIZE: Subresource = {
  isServed: (env) => env.release.since('1.32') && isOn(env),
  prepare,
  validate,
};
