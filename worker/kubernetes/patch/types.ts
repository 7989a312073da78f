/** What a patch can come to: a new value, or an error with the way the API server reports it. */

import type { JSONValue } from './json';

/**
 * - `badRequest`: 400 with the message.
 * - `unprocessable`: 422 whose message is `the server rejected our request due to an error in our request`.
 * - `plain`: 500 with the bare message and no reason.
 */
export interface PatchError {
  kind: 'badRequest' | 'unprocessable' | 'plain';
  message: string;
}

export type PatchResult = { value: JSONValue; error?: undefined } | { value?: undefined; error: PatchError };
