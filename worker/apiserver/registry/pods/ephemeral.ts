/** The subresource ephemeralcontainers of Pods: containers that are added to a running Pod and stay as they are. */

import { isEqual } from '../../../kubernetes/patch';
import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { forbidden, type FieldError } from '../../field-errors';
import type { Subresource } from '../strategy';
import type { Container } from './defaults';
import { goCmpDiff } from './diff/go-cmp';
import { internalEphemeral } from './diff/internal';
import { unifiedDiff } from './diff/unified';
import { MIRROR, validatePod } from './validation';

const FIELD = 'spec.ephemeralContainers';

function validate(pod: KubernetesObject, old: KubernetesObject, env: Env): FieldError[] {
  if (old.metadata.annotations?.[MIRROR] !== undefined)
    return [forbidden('', 'static pods do not support ephemeral containers')];
  const now: Container[] = pod.spec.ephemeralContainers ?? [];
  const errors = validatePod(pod, env);
  for (const before of (old.spec.ephemeralContainers ?? []) as Container[]) {
    // of two with one name the last counts
    const after = now.filter(({ name }) => name === before.name).at(-1);
    const what = `existing ephemeral containers ${JSON.stringify(before.name)} may not be`;
    if (!after) errors.push(forbidden(FIELD, `${what} removed\n`));
    else if (!isEqual(before, after))
      errors.push(forbidden(FIELD, `${what} changed\n${differenceOf(before, after, env)}`));
  }
  return errors;
}

function differenceOf(before: Container, after: Container, env: Env): string {
  const isUnified = env.release.since('1.34');
  const [from, to] = [before, after].map((container) => internalEphemeral(container, !isUnified));
  return isUnified ? unifiedDiff(from, to) : goCmpDiff(from, to);
}

export const EPHEMERAL_CONTAINERS: Subresource = {
  prepare(pod, old) {
    const { ephemeralContainers } = pod.spec;
    pod.spec = { ...old.spec };
    if (ephemeralContainers?.length) pod.spec.ephemeralContainers = ephemeralContainers;
    else delete pod.spec.ephemeralContainers;
  },
  validate,
};
