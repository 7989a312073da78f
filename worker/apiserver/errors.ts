/** Refusals: meta/v1 Status objects with the server's words. */

import type { Status, StatusCause } from '../kubernetes/objects';
import type { Release } from '../releases';
import { describeErrors, type FieldError } from './field-errors';

/** How a refusal names what it is about: `services`, `servicecidrs.networking.k8s.io`. */
export interface Subject {
  group: string;
  resource: string;
  kind: string;
}

const qualify = (name: string, group: string) => (group === '' ? name : `${name}.${group}`);
export const resourceName = (subject: Subject) => qualify(subject.resource, subject.group);

function failure(code: number, reason: string, message: string, details?: Status['details']): Status {
  const status: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message };
  if (reason !== '') status.reason = reason;
  if (details) status.details = details;
  status.code = code;
  return status;
}

const detailsOf = (subject: Subject, name: string, causes?: StatusCause[]): Status['details'] => ({
  name,
  ...(subject.group !== '' && { group: subject.group }),
  kind: subject.resource,
  ...(causes && { causes }),
});

export const notFound = (subject: Subject, name: string): Status =>
  failure(404, 'NotFound', `${resourceName(subject)} "${name}" not found`, detailsOf(subject, name));

/** The path names nothing that is served. */
export const noSuchResource = (): Status =>
  failure(404, 'NotFound', 'the server could not find the requested resource', {});

export const alreadyExists = (subject: Subject, name: string, isDeleting = false): Status =>
  failure(
    409,
    'AlreadyExists',
    `${isDeleting ? 'object is being deleted: ' : ''}${resourceName(subject)} "${name}" already exists`,
    detailsOf(subject, name),
  );

export const conflict = (subject: Subject, name: string, why: string): Status =>
  failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${resourceName(subject)} "${name}": ${why}`,
    detailsOf(subject, name),
  );

export const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

/** A conflict of server-side apply. */
export const applyConflict = (message: string, causes: StatusCause[]): Status =>
  failure(409, 'Conflict', message, { causes });

export const forbidden = (subject: Subject, name: string, why: string, causes?: StatusCause[]): Status =>
  failure(
    403,
    'Forbidden',
    name === ''
      ? `${resourceName(subject)} is forbidden: ${why}`
      : `${resourceName(subject)} "${name}" is forbidden: ${why}`,
    detailsOf(subject, name, causes),
  );

export const badRequest = (message: string): Status => failure(400, 'BadRequest', message);

/** Bytes of a body that its refusal shows. */
const SUMMARY_BYTES_MAX = 30;

/** Nothing says what kind the body is of. @param body text as it came, or bytes in hexadecimal. */
export function unrecognized(kind: string, error: string, body: string | { hex: string }): Status {
  const isText = typeof body === 'string' && body.startsWith('{');
  const whole = typeof body === 'string' ? (isText ? body : hexOf(body)) : body.hex;
  const length = isText ? SUMMARY_BYTES_MAX : SUMMARY_BYTES_MAX * 2;
  const summary = whole === '' ? '<empty>' : whole.length > length ? `${whole.slice(0, length)} ...` : whole;
  return badRequest(`the object provided is unrecognized (must be of type ${kind}): ${error} (${summary})`);
}

const hexOf = (text: string) =>
  [...new TextEncoder().encode(text.slice(0, SUMMARY_BYTES_MAX + 1))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');

export const internalError = (message: string): Status =>
  failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
/** An error that the server's storage returned as it was (services.md R0.15). */
export const plainError = (message: string): Status => failure(500, '', message);
export const methodNotAllowed = (): Status =>
  failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
export const unsupportedMediaType = (supported: readonly string[]): Status =>
  failure(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${supported.join(', ')}`,
  );
/** A patch that cannot be applied: 422 without a kind. */
export const unprocessable = (message: string): Status => failure(422, 'Invalid', message);
/** A read as of a version that is still to come. */
export const tooLargeVersion = (asked: number, current: number): Status =>
  failure(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
export const expired = (message: string): Status => failure(410, 'Expired', message);

/** Validation failed (services.md R0.10). */
export function invalidObject(subject: Subject, name: string, errors: readonly FieldError[], release: Release): Status {
  const { text, causes } = describeErrors(errors, release);
  return failure(422, 'Invalid', `${qualify(subject.kind, subject.group)} "${name}" is invalid: ${text}`, {
    name,
    ...(subject.group !== '' && { group: subject.group }),
    kind: subject.kind,
    causes,
  });
}

/** What a delete answers for kinds that do not return the object. */
export const deleted = (subject: Subject, name: string, uid: string): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  details: { name, ...(subject.group !== '' && { group: subject.group }), kind: subject.resource, uid },
});

export const isStatus = (value: unknown): value is Status =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'Status';
