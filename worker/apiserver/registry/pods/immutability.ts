/** What may change in a Pod's spec, and the text for all else (pods-and-nodes.md 2.3). */

import { isEqual } from '../../../kubernetes/patch';
import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { forbidden, type FieldError } from '../../field-errors';
import type { Container, PodSpec } from './defaults';
import { goCmpDiff } from './diff/go-cmp';
import { internalPodSpec } from './diff/internal';
import { unifiedDiff } from './diff/unified';
import { validatePod } from './validation';

const ALLOWED =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

export function validatePodUpdate(pod: KubernetesObject, old: KubernetesObject, env: Env): FieldError[] {
  if (isEqual(pod.spec, old.spec)) return [];
  const errors = validatePod(pod, env);
  const mended = withAllowedChanges(pod.spec, old.spec);
  if (isEqual(mended, old.spec)) return errors;
  const [before, after] = [internalPodSpec(old.spec), internalPodSpec(mended)];
  const diff = env.release.since('1.34') ? unifiedDiff(before, after) : goCmpDiff(before, after);
  return [...errors, forbidden('spec', `${ALLOWED}\n${diff}`)];
}

/** The new spec with all that may change put back. */
function withAllowedChanges(spec: PodSpec, old: PodSpec): PodSpec {
  const mended = { ...spec };
  for (const list of ['containers', 'initContainers']) {
    if (spec[list]?.length !== old[list]?.length || !spec[list]) continue;
    mended[list] = spec[list].map((container: Container, index: number) => ({
      ...container,
      image: old[list][index].image,
    }));
  }
  setBack(mended, old, 'activeDeadlineSeconds');
  if (isAddition(spec.tolerations ?? [], old.tolerations ?? [])) setBack(mended, old, 'tolerations');
  if (old.terminationGracePeriodSeconds < 0 && spec.terminationGracePeriodSeconds === 1)
    setBack(mended, old, 'terminationGracePeriodSeconds');
  if (isSubset(spec.schedulingGates ?? [], old.schedulingGates ?? [])) setBack(mended, old, 'schedulingGates');
  return mended;
}

function setBack(mended: PodSpec, old: PodSpec, field: string): void {
  if (old[field] === undefined) delete mended[field];
  else mended[field] = old[field];
}

const isAddition = (list: unknown[], old: unknown[]) => old.every((item) => list.some((other) => isEqual(item, other)));
const isSubset = (list: unknown[], old: unknown[]) => list.every((item) => old.some((other) => isEqual(item, other)));
