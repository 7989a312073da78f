/** What may change in a Pod's spec, and the text for all else (pods-and-nodes.md 2.3). */

import { isEqual } from '../../../kubernetes/patch';
import type { KubernetesObject } from '../../../kubernetes/objects';
import type { Env } from '../../env';
import { forbidden, invalid, required, type FieldError } from '../../field-errors';
import { shownMap } from '../../go-text';
import type { Container, PodSpec } from './defaults';
import { goCmpDiff } from './diff/go-cmp';
import { internalPodSpec } from './diff/internal';
import { unifiedDiff } from './diff/unified';
import { validateTolerations } from './scheduling';
import { MIRROR, validatePod } from './validation';

const ALLOWED =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

const DEADLINE_MAX_SECONDS = 2 ** 31 - 1;

export function validatePodUpdate(pod: KubernetesObject, old: KubernetesObject, env: Env): FieldError[] {
  const errors = [...validatePod(pod, env), ...validateMirror(pod, old)];
  if (isEqual(pod.spec, old.spec)) return errors;
  for (const list of ['containers', 'initContainers']) {
    if ((pod.spec[list] ?? []).length !== (old.spec[list] ?? []).length)
      return [...errors, forbidden(`spec.${list}`, 'pod updates may not add or remove containers')];
    errors.push(...checkNewImages(pod.spec, list));
  }
  const deadline = validateDeadline(pod.spec.activeDeadlineSeconds, old.spec.activeDeadlineSeconds);
  errors.push(...deadline.errors);
  if (deadline.isLast) return errors;
  errors.push(...validateTolerationsUpdate(pod.spec, old.spec, env), ...validateGatesUpdate(pod.spec, old.spec));
  const mended = withAllowedChanges(pod.spec, old.spec);
  if (old.spec.schedulingGates?.length) errors.push(...validateGated(mended, pod.spec, old.spec));
  if (isEqual(mended, old.spec)) return errors;
  const [before, after] = [internalPodSpec(old.spec), internalPodSpec(mended)];
  const diff = env.release.since('1.34') ? unifiedDiff(before, after) : goCmpDiff(before, after);
  return [...errors, forbidden('spec', `${ALLOWED}\n${diff}`)];
}

function validateMirror(pod: KubernetesObject, old: KubernetesObject): FieldError[] {
  const [before, after] = [old.metadata.annotations?.[MIRROR], pod.metadata.annotations?.[MIRROR]];
  if (before === after) return [];
  const what = before === undefined ? 'add' : 'remove or update';
  return [forbidden(`metadata.annotations[${MIRROR}]`, `may not ${what} mirror pod annotation`)];
}

/** The rules of specs have said this already, and say it again here. */
const checkNewImages = (spec: PodSpec, list: string): FieldError[] =>
  ((spec[list] ?? []) as Container[]).flatMap(({ image = '' }, index) => {
    const field = `spec.${list}[${index}].image`;
    if (image === '') return [required(field)];
    return image === image.trim() ? [] : [invalid(field, image, 'must not have leading or trailing whitespace')];
  });

/** It may be set, and become less. @returns isLast: nothing after it is looked at. */
function validateDeadline(
  seconds: number | undefined,
  old: number | undefined,
): { errors: FieldError[]; isLast: boolean } {
  const field = 'spec.activeDeadlineSeconds';
  const refuse = (text: string, isLast = true) => ({ errors: [invalid(field, seconds ?? null, text)], isLast });
  if (seconds === undefined)
    return old === undefined
      ? { errors: [], isLast: false }
      : refuse('must not update from a positive integer to nil value', false);
  if (seconds < 0 || seconds > DEADLINE_MAX_SECONDS)
    return refuse(`must be between 0 and ${DEADLINE_MAX_SECONDS}, inclusive`);
  if (old !== undefined && old < seconds) return refuse('must be less than or equal to previous value');
  return { errors: [], isLast: false };
}

/** Old tolerations stay, but for their seconds. */
function validateTolerationsUpdate(spec: PodSpec, old: PodSpec, env: Env): FieldError[] {
  const path = 'spec.tolerations';
  const tolerations: Container[] = spec.tolerations ?? [];
  const bare = (toleration: Container) => ({ ...toleration, tolerationSeconds: 0 });
  const isKept = (toleration: Container) => tolerations.some((other) => isEqual(bare(other), bare(toleration)));
  if (!((old.tolerations ?? []) as Container[]).every(isKept))
    return [forbidden(path, 'existing toleration can not be modified except its tolerationSeconds')];
  return validateTolerations(tolerations, path, env);
}

function validateGatesUpdate(spec: PodSpec, old: PodSpec): FieldError[] {
  const known = new Set(((old.schedulingGates ?? []) as Container[]).map(({ name }) => name));
  return ((spec.schedulingGates ?? []) as Container[]).flatMap(({ name }, index) =>
    known.has(name)
      ? []
      : [
          forbidden(
            `spec.schedulingGates[${index}].name`,
            `only deletion is allowed, but found new scheduling gate '${name}'`,
          ),
        ],
  );
}

/** While gates hold a Pod back, its node selector may grow. */
function validateGated(mended: PodSpec, spec: PodSpec, old: PodSpec): FieldError[] {
  const [before, after]: Record<string, string>[] = [old.nodeSelector ?? {}, spec.nodeSelector ?? {}];
  setBack(mended, old, 'nodeSelector');
  return Object.keys(before).every((key) => before[key] === after[key])
    ? []
    : [
        invalid(
          'spec.nodeSelector',
          shownMap(spec.nodeSelector),
          'only additions to spec.nodeSelector are allowed (no mutations or deletions)',
        ),
      ];
}

/** The new spec with all that may change put back. */
function withAllowedChanges(spec: PodSpec, old: PodSpec): PodSpec {
  const mended = { ...spec };
  for (const list of ['containers', 'initContainers'])
    if (spec[list])
      mended[list] = spec[list].map((container: Container, index: number) => ({
        ...container,
        image: old[list][index].image,
      }));
  for (const field of ['activeDeadlineSeconds', 'tolerations', 'schedulingGates']) setBack(mended, old, field);
  if (old.terminationGracePeriodSeconds < 0 && spec.terminationGracePeriodSeconds === 1)
    setBack(mended, old, 'terminationGracePeriodSeconds');
  return mended;
}

function setBack(mended: PodSpec, old: PodSpec, field: string): void {
  if (old[field] === undefined) delete mended[field];
  else mended[field] = old[field];
}
