/** What can go wrong in kubectl, and how it is printed (services.md 11.2). */

import type { Status } from '../kubernetes/objects';

/** One error. Commands return them; nothing is thrown for what a user typed. */
export class KubectlError {
  constructor(
    readonly message: string,
    readonly more: {
      /** The server's refusal; `message` is its text, with what kubectl put before it. */
      status?: Status;
      exit?: number;
      /** Printed as it stands, without `error: `. */
      isRaw?: boolean;
      /** How many objects were found before it, so that errors of several objects keep their order. */
      position?: number;
    } = {},
  ) {}
}

/** Errors of a command: none, one, or several that were collected. */
export type Errors = readonly KubectlError[];

export const textError = (message: string) => new KubectlError(message);

/** The same error, found after so many objects. */
export const atPosition = (error: KubectlError, position: number) =>
  new KubectlError(error.message, { ...error.more, position });

/** The error that a refused request is. */
export const statusError = (status: Status) => new KubectlError(status.message ?? '', { status });

/** `error when creating "f.yaml": …` before the text. */
export function addSource(verb: string, source: string | undefined, error: KubectlError): KubectlError {
  if (!source) return error;
  const message = `error when ${verb} "${source}": ${error.message}`;
  const { status } = error.more;
  return new KubectlError(message, { ...error.more, status: status && { ...status, message } });
}

export const isNotFound = (error: KubectlError) => error.more.status?.reason === 'NotFound';

/** cmdutil.UsageErrorf. */
export const usageError = (path: string, message: string) =>
  textError(`${message}\nSee '${path} -h' for help and examples`);

function standardMessage(error: KubectlError): string {
  const { status } = error.more;
  if (!status) return error.message;
  return status.reason
    ? `Error from server (${status.reason}): ${error.message}`
    : `Error from server: ${error.message}`;
}

/** The 422 form: headline of kind and name, then the causes. */
function invalidMessage(error: KubectlError, status: Status): string {
  const { details } = status;
  if (!details) return `The request is invalid${error.message ? `: ${error.message}` : ''}`;
  const causes = [...new Set((details.causes ?? []).map((cause) => `${cause.field ?? ''}: ${cause.message}`))];
  let headline = 'The request is invalid';
  if (details.kind || details.name) headline = `The ${details.kind ?? ''} "${details.name ?? ''}" is invalid`;
  else if (error.message && causes.length === 0) headline += `: ${error.message}`;
  if (causes.length === 0) return headline;
  return causes.length === 1
    ? `${headline}: ${causes[0]}\n`
    : `${headline}: \n${causes.map((cause) => `* ${cause}\n`).join('')}`;
}

/** Text for stderr and the exit code of a command that failed. */
export function describeErrors(errors: Errors): { text: string; exit: number } {
  const exit = errors.length === 1 ? (errors[0].more.exit ?? 1) : 1;
  const text =
    errors.length === 1 ? singleMessage(errors[0]) : errors.map((error) => `${standardMessage(error)}\n`).join('');
  return { text: text === '' || text.endsWith('\n') ? text : `${text}\n`, exit };
}

function singleMessage(error: KubectlError): string {
  const { status, isRaw } = error.more;
  if (isRaw) return error.message;
  if (status?.reason === 'Invalid') return invalidMessage(error, status);
  if (status) return standardMessage(error);
  return error.message.startsWith('error: ') ? error.message : `error: ${error.message}`;
}
