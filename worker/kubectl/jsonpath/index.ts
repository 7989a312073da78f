/** JSONPath as kubectl has it. */

export { JSONPath } from './evaluate';
export { PathFailure } from './parser';
