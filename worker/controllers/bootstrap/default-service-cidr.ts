/** Keeps the ServiceCIDR `kubernetes` in step with the service ranges of the cluster (services.md 5.5). */

import type { Condition, KubernetesObject } from '../../kubernetes/objects';
import { prefixesOf } from '../../client/cidr';
import type { ControllerContext } from '../../client/context';
import type { Resource } from '../../client/resources';
import { CHECK_PERIOD_MS, untilNextCheck } from './period';

const NAME = 'kubernetes';

export function startDefaultServiceCIDR(context: ControllerContext, resource: Resource): void {
  const { api, clock, core, release, settings } = context;
  const wanted = prefixesOf(core.addresses, settings.serviceSubnet).map((prefix) =>
    core.addresses.formatPrefix(prefix),
  );
  const recorder = context.recorder('kubernetes-service-cidr-controller');
  const told = new Set<string>();
  const warn = (object: KubernetesObject, reason: string, message: string) => {
    if (told.has(reason)) return;
    told.add(reason);
    recorder.event(object, { type: 'Warning', reason, message });
  };

  function syncStatus(object: KubernetesObject): void {
    if (object.metadata.deletionTimestamp) return;
    const cidrs: string[] = object.spec.cidrs;
    if (cidrs.join() !== wanted.join()) {
      if (!release.since('1.34')) return;
      warn(
        object,
        'KubernetesDefaultServiceCIDRInconsistent',
        `The default ServiceCIDR [${cidrs.join(' ')}] does not match the controller flag configurations [${wanted.join(' ')}]`,
      );
      return;
    }
    const ready = readyOf(object);
    if (ready?.status === 'True') return;
    if (ready?.status === 'False') {
      const prefix = release.since('1.34') ? 'Configuration matches, but ' : '';
      return warn(object, ready.reason || 'NotReady', prefix + ready.message);
    }
    const condition = {
      type: 'Ready',
      status: 'True',
      reason: '',
      message: 'Kubernetes default Service CIDR is ready',
      lastTransitionTime: context.timestamp(),
    };
    api.updateStatus(resource, { ...object, status: { conditions: [condition] } });
  }

  function sync(): void | { requeueAfterMs: number } {
    const present = api.get(resource, undefined, NAME);
    if (!present.ok) {
      const made = api.create(resource, { metadata: { name: NAME }, spec: { cidrs: wanted } });
      if (!made.ok) return { requeueAfterMs: CHECK_PERIOD_MS };
      return syncStatus(made.object);
    }
    let object = present.object;
    const cidrs: string[] = object.spec.cidrs;
    const isSingle = wanted.length === 2 && cidrs.length === 1 && cidrs[0] === wanted[0];
    if (isSingle && !object.metadata.deletionTimestamp && release.since('1.33')) {
      const upgraded = api.update(resource, { ...object, spec: { ...object.spec, cidrs: wanted } });
      if (upgraded.ok) object = upgraded.object;
    }
    syncStatus(object);
  }

  sync();
  const queue = context.queue(sync);
  context.informers.of(resource).on(({ type, object, old }) => {
    if (object.metadata.name !== NAME || (type !== 'DELETED' && !old)) return;
    const isSettled = object.spec.cidrs.join() === wanted.join() && readyOf(object)?.status === 'True';
    if (type !== 'DELETED' && isSettled) return;
    queue.addAfter(NAME, untilNextCheck(clock.nowMs));
  });
}

const readyOf = (object: KubernetesObject): Condition | undefined =>
  ((object.status?.conditions ?? []) as Condition[]).find(({ type }) => type === 'Ready');
