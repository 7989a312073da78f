/** Tables of rules: an object that is created, and the causes of the refusal. */

import { expect } from 'vitest';
import type { ApiResponse } from '../../../worker/kubernetes/client';
import type { Status } from '../../../worker/kubernetes/objects';

/** `field: body` of each cause, in order. */
export const causesOf = (response: ApiResponse) =>
  ((response.body as Status).details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`);

/** @param expected causes; none: the request is accepted. */
export function expectCauses(response: ApiResponse, expected: readonly string[]): void {
  if (expected.length === 0) expect(response.status, JSON.stringify(response.body)).toBeLessThan(300);
  else expect(causesOf(response)).toEqual(expected);
}
