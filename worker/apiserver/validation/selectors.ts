/** Syntax of label selectors. */

import { forbidden, invalid, required, type FieldError } from '../field-errors';
import type { Env } from '../env';
import { validateLabels } from './metadata';
import { checkLabelKey, checkLabelValue } from './names';

export interface Requirement {
  key?: string;
  operator: string;
  values?: string[];
}

export interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: Requirement[];
}

/** @param path of the selector; an absent selector has no errors. */
export function validateLabelSelector(selector: Selector | undefined, path: string, env: Env): FieldError[] {
  const errors = validateLabels(selector?.matchLabels, `${path}.matchLabels`, env.release);
  selector?.matchExpressions?.forEach((requirement, index) => {
    const at = `${path}.matchExpressions[${index}]`;
    errors.push(...validateOperator(requirement, at), ...validateKey(requirement, at, env));
    errors.push(...validateValues(requirement, at, env));
  });
  return errors;
}

/** @returns what is wrong with the operator, or with the number of values that it takes. */
export function validateOperator({ operator, values }: Requirement, path: string): FieldError[] {
  if (operator === 'In' || operator === 'NotIn')
    return values?.length ? [] : [required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
  if (operator === 'Exists' || operator === 'DoesNotExist')
    return values?.length
      ? [forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
      : [];
  return [invalid(`${path}.operator`, operator ?? '', 'not a valid selector operator')];
}

export const validateKey = ({ key = '' }: Requirement, path: string, env: Env): FieldError[] =>
  checkLabelKey(key, env.release).map((text) => invalid(`${path}.key`, key, text));

export const validateValues = ({ values }: Requirement, path: string, env: Env): FieldError[] =>
  (values ?? []).flatMap((value, index) =>
    checkLabelValue(value, env.release).map((text) => invalid(`${path}.values[${index}]`, value, text)),
  );
