/** Go templates as kubectl has them. */

export { compileTemplate } from './execute';
export type { TemplateRun } from './execute';
export { TemplateFailure } from './parser';
