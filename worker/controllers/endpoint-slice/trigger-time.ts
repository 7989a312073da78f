/** Finds which change of a Service or Pod made an update necessary, for the last-change-trigger-time annotation. */

import type { Condition, KubernetesObject } from '../../kubernetes/objects';

export const TRIGGER_ANNOTATION = 'endpoints.kubernetes.io/last-change-trigger-time';

export interface TriggerTimes {
  /** @returns the earliest time among what is new since the last call for this Service; undefined when nothing is. */
  next(service: KubernetesObject, pods: readonly KubernetesObject[]): string | undefined;
  forget(serviceKey: string): void;
}

export function createTriggerTimes(): TriggerTimes {
  const states = new Map<string, { serviceTime: string; pods: Map<string, string> }>();
  return {
    next(service, pods) {
      const key = `${service.metadata.namespace}/${service.metadata.name}`;
      const state = states.get(key);
      const times: string[] = [];
      const seen = new Map<string, string>();
      for (const pod of pods) {
        const time = podTime(pod);
        seen.set(pod.metadata.name, time);
        if (time > (state?.pods.get(pod.metadata.name) ?? '')) times.push(time);
      }
      const serviceTime = service.metadata.creationTimestamp ?? '';
      if (serviceTime > (state?.serviceTime ?? '')) times.push(serviceTime);
      states.set(key, { serviceTime, pods: seen });
      return times.sort()[0];
    },
    forget: (serviceKey) => void states.delete(serviceKey),
  };
}

function podTime(pod: KubernetesObject): string {
  const ready = ((pod.status?.conditions ?? []) as Condition[]).find(({ type }) => type === 'Ready');
  return ready?.lastTransitionTime ?? pod.metadata.creationTimestamp ?? '';
}
