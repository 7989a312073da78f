/** Rules of what the scheduler reads: tolerations, affinity, spreading, gates. */

import { duplicate, invalid, notSupported, required, type FieldError } from '../../field-errors';
import type { Env } from '../../env';
import { checkLabel, checkLabelKey, checkLabelValue, checkSubdomain } from '../../validation/names';
import {
  validateKey,
  validateLabelSelector,
  validateOperator,
  validateValues,
  type Requirement,
} from '../../validation/selectors';
import type { Container, PodSpec } from './defaults';

export const TAINT_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const WEIGHT_MAX = 100;
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

const qualified = (field: string, name: string, env: Env) =>
  checkLabelKey(name, env.release).map((text) => invalid(field, name, text));

export function validateTolerations(tolerations: Container[], path: string, env: Env): FieldError[] {
  return tolerations.flatMap((toleration, index) => {
    const field = `${path}[${index}]`;
    const { key = '', operator = '', value = '', effect = '', tolerationSeconds } = toleration;
    const errors = key ? qualified(`${field}.key`, key, env) : [];
    if (!key && operator !== 'Exists')
      errors.push(
        invalid(
          `${field}.operator`,
          operator,
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      );
    if (tolerationSeconds !== undefined && effect !== 'NoExecute')
      errors.push(invalid(`${field}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    const texts = checkLabelValue(value, env.release);
    if (operator === 'Equal' || operator === '') {
      if (texts.length > 0) errors.push(invalid(`${field}.operator`, value, texts.join(';')));
    } else if (operator === 'Exists') {
      if (value) errors.push(invalid(`${field}.operator`, value, "value must be empty when `operator` is 'Exists'"));
    } else errors.push(notSupported(`${field}.operator`, operator, ['Equal', 'Exists']));
    if (effect && !TAINT_EFFECTS.includes(effect)) errors.push(notSupported(`${field}.effect`, effect, TAINT_EFFECTS));
    return errors;
  });
}

/** @param isRequired values of preferred terms may be anything. */
function validateNodeTerm(term: Container, field: string, isRequired: boolean, env: Env): FieldError[] {
  return [
    ...((term?.matchExpressions ?? []) as Requirement[]).flatMap((requirement, index) => {
      const at = `${field}.matchExpressions[${index}]`;
      const { operator, values } = requirement;
      const ofOperator =
        operator === 'Gt' || operator === 'Lt'
          ? values?.length === 1
            ? []
            : [required(`${at}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'")]
          : validateOperator(requirement, at);
      const ofValues = isRequired && env.release.since('1.32') ? validateValues(requirement, at, env) : [];
      return [...ofOperator, ...validateKey(requirement, at, env), ...ofValues];
    }),
    ...((term?.matchFields ?? []) as Requirement[]).flatMap(({ key = '', operator, values = [] }, index) => {
      const at = `${field}.matchFields[${index}]`;
      const errors: FieldError[] = [];
      if (operator !== 'In' && operator !== 'NotIn')
        errors.push(invalid(`${at}.operator`, operator ?? '', 'not a valid selector operator'));
      else if (values.length !== 1)
        errors.push(
          required(`${at}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"),
        );
      if (key !== 'metadata.name') errors.push(invalid(`${at}.key`, key, 'not a valid field selector key'));
      else
        values.forEach((value, at2) =>
          errors.push(...checkSubdomain(value).map((text) => invalid(`${at}.values[${at2}]`, value, text))),
        );
      return errors;
    }),
  ];
}

const validateWeight = ({ weight = 0 }: Container, field: string): FieldError[] =>
  weight >= 1 && weight <= WEIGHT_MAX ? [] : [invalid(`${field}.weight`, weight, 'must be in the range 1-100')];

function validatePodTerm(term: Container = {}, field: string, env: Env): FieldError[] {
  const { topologyKey = '' } = term;
  return [
    ...validateLabelSelector(term.labelSelector, `${field}.labelSelector`, env),
    ...validateLabelSelector(term.namespaceSelector, `${field}.namespaceSelector`, env),
    ...((term.namespaces ?? []) as string[]).flatMap((name) =>
      checkLabel(name).map((text) => invalid(`${field}.namespace`, name, text)),
    ),
    ...(topologyKey ? [] : [required(`${field}.topologyKey`, 'can not be empty')]),
    ...qualified(`${field}.topologyKey`, topologyKey, env),
  ];
}

export function validateAffinity(affinity: Container | undefined, path: string, env: Env): FieldError[] {
  const errors: FieldError[] = [];
  const node: Container | undefined = affinity?.nodeAffinity;
  const nodePath = `${path}.nodeAffinity`;
  if (node?.[REQUIRED]) {
    const terms: Container[] = node[REQUIRED].nodeSelectorTerms ?? [];
    const field = `${nodePath}.${REQUIRED}.nodeSelectorTerms`;
    if (terms.length === 0) errors.push(required(field, 'must have at least one node selector term'));
    terms.forEach((term, index) => errors.push(...validateNodeTerm(term, `${field}[${index}]`, true, env)));
  }
  ((node?.[PREFERRED] ?? []) as Container[]).forEach((term, index) => {
    const field = `${nodePath}.${PREFERRED}[${index}]`;
    errors.push(
      ...validateWeight(term, field),
      ...validateNodeTerm(term.preference, `${field}.preference`, false, env),
    );
  });
  for (const kind of ['podAffinity', 'podAntiAffinity']) {
    const own: Container = affinity?.[kind] ?? {};
    ((own[REQUIRED] ?? []) as Container[]).forEach((term, index) =>
      errors.push(...validatePodTerm(term, `${path}.${kind}.${REQUIRED}[${index}]`, env)),
    );
    ((own[PREFERRED] ?? []) as Container[]).forEach((term, index) => {
      const field = `${path}.${kind}.${PREFERRED}[${index}]`;
      errors.push(...validateWeight(term, field));
      errors.push(...validatePodTerm(term.podAffinityTerm, `${field}.podAffinityTerm`, env));
    });
  }
  return errors;
}

/** Readiness gates and scheduling gates are qualified names. */
export function validateGates(spec: PodSpec, path: string, env: Env): FieldError[] {
  const seen = new Set<string>();
  return [
    ...((spec.readinessGates ?? []) as Container[]).flatMap(({ conditionType = '' }, index) =>
      qualified(`${path}.readinessGates[${index}].conditionType`, conditionType, env),
    ),
    ...((spec.schedulingGates ?? []) as Container[]).flatMap(({ name = '' }, index) => {
      const field = `${path}.schedulingGates[${index}]`;
      const errors = qualified(field, name, env);
      if (seen.has(name)) errors.push(duplicate(field, name));
      seen.add(name);
      return errors;
    }),
  ];
}

const SPREAD_ACTIONS = ['DoNotSchedule', 'ScheduleAnyway'];

export function validateSpreading(spec: PodSpec, path: string, env: Env): FieldError[] {
  const constraints: Container[] = spec.topologySpreadConstraints ?? [];
  return constraints.flatMap((constraint, index) => {
    const field = `${path}.topologySpreadConstraints[${index}]`;
    const { maxSkew = 0, topologyKey = '', whenUnsatisfiable: action = '', minDomains } = constraint;
    const errors: FieldError[] = [];
    if (maxSkew <= 0) errors.push(invalid(`${field}.maxSkew`, maxSkew, 'must be greater than zero'));
    if (!topologyKey) errors.push(required(`${field}.topologyKey`, 'can not be empty'));
    if (!SPREAD_ACTIONS.includes(action))
      errors.push(notSupported(`${field}.whenUnsatisfiable`, action, SPREAD_ACTIONS));
    const again = constraints
      .slice(index + 1)
      .some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === action);
    if (again) errors.push(duplicate(`${field}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${action}}`));
    if (minDomains !== undefined) {
      if (minDomains <= 0) errors.push(invalid(`${field}.minDomains`, minDomains, 'must be greater than zero'));
      if (action !== 'DoNotSchedule')
        errors.push(
          invalid(
            `${field}.minDomains`,
            minDomains,
            `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`,
          ),
        );
    }
    for (const policy of ['nodeAffinityPolicy', 'nodeTaintsPolicy'])
      if (constraint[policy] !== undefined && !['Honor', 'Ignore'].includes(constraint[policy]))
        errors.push(notSupported(`${field}.${policy}`, constraint[policy], ['Honor', 'Ignore']));
    return [...errors, ...validateLabelSelector(constraint.labelSelector, `${field}.labelSelector`, env)];
  });
}
