/** Errors of validation: type, field path, bad value, detail, as in Kubernetes' field package. */

import type { StatusCause } from '../kubernetes/objects';
import type { Release } from '../releases';
import { showValue, type ShownValue } from './go-text';

export interface FieldError {
  type:
    | 'Required'
    | 'Invalid'
    | 'NotSupported'
    | 'Duplicate'
    | 'Forbidden'
    | 'TooLong'
    | 'TooMany'
    | 'Internal'
    | 'NotFound';
  field: string;
  value?: ShownValue;
  detail: string;
}

export const required = (field: string, detail = ''): FieldError => ({ type: 'Required', field, detail });
export const invalid = (field: string, value: ShownValue, detail: string): FieldError => ({
  type: 'Invalid',
  field,
  value,
  detail,
});
export const duplicate = (field: string, value: ShownValue): FieldError => ({
  type: 'Duplicate',
  field,
  value,
  detail: '',
});
export const forbidden = (field: string, detail: string): FieldError => ({ type: 'Forbidden', field, detail });
export const tooLong = (field: string, maxBytes: number): FieldError => ({
  type: 'TooLong',
  field,
  detail: `may not be more than ${maxBytes} bytes`,
});

export const tooMany = (field: string, count: number, max: number): FieldError => ({
  type: 'TooMany',
  field,
  value: count,
  detail: `must have at most ${max} items`,
});
/** What is wrong with a field whose value is not shown. */
export const misused = (field: string, detail: string): FieldError => ({ type: 'Invalid', field, detail });

/** @param supported in the order in which the server lists them. */
export function notSupported(field: string, value: string, supported: readonly string[]): FieldError {
  const list = supported.map((item) => JSON.stringify(item)).join(', ');
  return { type: 'NotSupported', field, value, detail: `supported values: ${list}` };
}

const HEADS = {
  Required: 'Required value',
  Invalid: 'Invalid value',
  NotSupported: 'Unsupported value',
  Duplicate: 'Duplicate value',
  Forbidden: 'Forbidden',
  TooLong: 'Too long',
  TooMany: 'Too many',
  Internal: 'Internal error',
  NotFound: 'Not found',
};

/** The error without its field (services.md R0.12). */
export function errorBody(error: FieldError, release: Release): string {
  const withValue = error.value !== undefined && error.type !== 'Required' && error.type !== 'Forbidden';
  const head = HEADS[error.type] + (withValue ? `: ${showValue(error.value!, release.since('1.34'))}` : '');
  return error.detail === '' ? head : `${head}: ${error.detail}`;
}

/** Causes of a Status, and the text with repeated errors printed once (services.md R0.10). */
export function describeErrors(
  errors: readonly FieldError[],
  release: Release,
): { text: string; causes: StatusCause[] } {
  const causes = errors.map((error) => ({
    reason: `FieldValue${error.type}`,
    message: errorBody(error, release),
    field: error.field,
  }));
  const texts = [...new Set(causes.map((cause) => `${cause.field}: ${cause.message}`))];
  return { text: texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`, causes };
}
