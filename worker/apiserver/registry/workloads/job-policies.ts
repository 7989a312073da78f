/** Rules of a Job's podFailurePolicy, successPolicy and podReplacementPolicy. */

import type { Env } from '../../env';
import {
  duplicate,
  invalid,
  misused,
  notSupported,
  required,
  tooLong,
  tooMany,
  type FieldError,
} from '../../field-errors';
import type { Rendered } from '../../go-text';
import { shownInternal } from '../pods/diff/internal';
import { checkLabelKey } from '../../validation/names';
import { nonNegative } from './template';

export interface FailureRule {
  action?: string;
  onExitCodes?: { containerName?: string; operator?: string; values?: number[] };
  onPodConditions?: { type?: string; status?: string }[];
}

interface SuccessRule {
  succeededCount?: number;
  succeededIndexes?: string;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type JobSpec = Record<string, any>;

const RULES_MAX = 20;
const PATTERNS_MAX = 20;
const EXIT_CODES_MAX = 255;
const INDEXES_MAX_BYTES = 64 * 1024;

const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const STATUSES = ['False', 'True', 'Unknown'];
const REPLACEMENTS = ['Failed', 'TerminatingOrFailed'];

const listed = (values: readonly string[]) => `valid values: [${values.map((value) => `"${value}"`).join(' ')}]`;

const oneOf = (field: string, value: string | undefined, values: readonly string[]): FieldError[] => {
  if (!value) return [required(field, listed(values))];
  return values.includes(value) ? [] : [notSupported(field, value, values)];
};

export function validateFailurePolicy(spec: JobSpec, path: string, env: Env): FieldError[] {
  const rules: FailureRule[] = spec.podFailurePolicy.rules ?? [];
  const { containers, initContainers } = spec.template.spec ?? {};
  const all: { name: string }[] = [...(containers ?? []), ...(initContainers ?? [])];
  const names = new Set(all.map(({ name }) => name));
  const errors = rules.length > RULES_MAX ? [tooMany(`${path}.rules`, rules.length, RULES_MAX)] : [];
  rules.forEach((rule, index) =>
    errors.push(...validateFailureRule(spec, rule, `${path}.rules[${index}]`, names, env)),
  );
  return errors;
}

function validateFailureRule(
  spec: JobSpec,
  { action, onExitCodes, onPodConditions: given }: FailureRule,
  path: string,
  names: ReadonlySet<string>,
  env: Env,
): FieldError[] {
  const onPodConditions = given ?? [];
  const errors =
    action === 'FailIndex' && spec.backoffLimitPerIndex === undefined
      ? [invalid(`${path}.action`, action, 'requires the backoffLimitPerIndex to be set')]
      : oneOf(`${path}.action`, action, ACTIONS);
  if (onExitCodes) errors.push(...validateExitCodes(onExitCodes, `${path}.onExitCodes`, names));
  if (onPodConditions.length > 0) errors.push(...validateConditions(onPodConditions, `${path}.onPodConditions`, env));
  if (onExitCodes && onPodConditions.length > 0)
    errors.push(misused(path, 'specifying both OnExitCodes and OnPodConditions is not supported'));
  if (!onExitCodes && onPodConditions.length === 0)
    errors.push(misused(path, 'specifying one of OnExitCodes and OnPodConditions is required'));
  return errors;
}

function validateConditions(
  patterns: NonNullable<FailureRule['onPodConditions']>,
  path: string,
  env: Env,
): FieldError[] {
  const errors = patterns.length > PATTERNS_MAX ? [tooMany(path, patterns.length, PATTERNS_MAX)] : [];
  patterns.forEach(({ type = '', status }, index) => {
    const at = `${path}[${index}]`;
    errors.push(...checkLabelKey(type, env.release).map((text) => invalid(`${at}.type`, type, text)));
    errors.push(...oneOf(`${at}.status`, status, STATUSES));
  });
  return errors;
}

const shownCodes = (values: readonly number[]): Rendered => ({
  json: JSON.stringify(values),
  go: `[]int32{${values.join(', ')}}`,
});

function validateExitCodes(
  { operator, containerName, values: given }: NonNullable<FailureRule['onExitCodes']>,
  path: string,
  names: ReadonlySet<string>,
): FieldError[] {
  const values = given ?? [];
  const errors = oneOf(`${path}.operator`, operator, OPERATORS);
  if (containerName !== undefined && !names.has(containerName))
    errors.push(
      invalid(
        `${path}.containerName`,
        containerName,
        'must be one of the container or initContainer names in the pod template',
      ),
    );
  const field = `${path}.values`;
  if (values.length === 0) errors.push(invalid(field, shownCodes(values), 'at least one value is required'));
  else if (values.length > EXIT_CODES_MAX) errors.push(tooMany(field, values.length, EXIT_CODES_MAX));
  values.forEach((value, index) => {
    const at = `${field}[${index}]`;
    if (operator === 'In' && value === 0) errors.push(invalid(at, value, 'must not be 0 for the In operator'));
    if (values.indexOf(value) < index) errors.push(duplicate(at, value));
  });
  if (values.some((value, index) => index > 0 && values[index - 1] > value))
    errors.push(invalid(field, shownCodes(values), 'must be ordered'));
  return errors;
}

export function validateSuccessPolicy(spec: JobSpec, path: string): FieldError[] {
  if (spec.completionMode !== 'Indexed')
    return [invalid(path, shownInternal('SuccessPolicy', spec.successPolicy), 'requires indexed completion mode')];
  const rules: SuccessRule[] = spec.successPolicy.rules ?? [];
  const field = `${path}.rules`;
  const errors =
    rules.length === 0
      ? [required(field, 'at least one rules must be specified when the successPolicy is specified')]
      : [];
  if (rules.length > RULES_MAX) errors.push(tooMany(field, rules.length, RULES_MAX));
  rules.forEach((rule, index) =>
    errors.push(...validateSuccessRule(rule, `${field}[${index}]`, spec.completions ?? 0)),
  );
  return errors;
}

function validateSuccessRule(
  { succeededCount: count, succeededIndexes: indexes }: SuccessRule,
  path: string,
  completions: number,
): FieldError[] {
  if (count === undefined && indexes === undefined)
    return [required(path, 'at least one of succeededCount or succeededIndexes must be specified')];
  const errors: FieldError[] = [];
  const read = readIndexes(indexes ?? '', completions);
  if (indexes !== undefined) {
    const field = `${path}.succeededIndexes`;
    if (indexes.length > INDEXES_MAX_BYTES) errors.push(tooLong(field, INDEXES_MAX_BYTES));
    if (read.error !== undefined) errors.push(invalid(field, indexes, `error parsing succeededIndexes: ${read.error}`));
  }
  if (count === undefined) return errors;
  const field = `${path}.succeededCount`;
  errors.push(...nonNegative(field, count));
  const atMost = (max: number, what: string) =>
    count > max ? [invalid(field, count, `must be less than or equal to ${max} (the number of ${what})`)] : [];
  errors.push(...atMost(completions, 'specified completions'));
  if (indexes !== undefined) errors.push(...atMost(read.total ?? 0, 'indexes in the specified succeededIndexes field'));
  return errors;
}

type ReadIndexes = { total: number; error?: undefined } | { error: string; total?: undefined };

/** Indexes and spans of them in rising order: `1,3-5`. */
export function readIndexes(text: string, completions: number): ReadIndexes {
  let total = 0;
  let last: number | undefined;
  for (const part of text === '' ? [] : text.split(',')) {
    const ends = part.split('-');
    if (ends.length > 2)
      return {
        error: `the fragment "${part}" violates the requirement that an index interval can have at most two parts separated by '-'`,
      };
    for (const end of ends) {
      if (!/^\+?\d+$/.test(end)) return { error: `cannot convert string to integer for index: ${JSON.stringify(end)}` };
      if (Number(end) >= completions) return { error: `too large index: ${JSON.stringify(end)}` };
    }
    const [from, to = from] = ends.map(Number);
    if (ends.length > 1 && from >= to) return { error: notRising(from, to) };
    if (last !== undefined && last >= from) return { error: notRising(last, from) };
    total += to - from + 1;
    last = to;
  }
  return { total };
}

const notRising = (previous: number, current: number) =>
  `non-increasing order, previous: ${previous}, current: ${current}`;

export function validateReplacement(spec: JobSpec, path: string): FieldError[] {
  const policy: string | undefined = spec.podReplacementPolicy;
  const allowed = spec.podFailurePolicy ? ['Failed'] : REPLACEMENTS;
  return policy === undefined || allowed.includes(policy) ? [] : [notSupported(path, policy, allowed)];
}
