/** One request with what its query and headers say. */

import type { ApiRequest, ApiResponse } from '../kubernetes/client';
import type { Status } from '../kubernetes/objects';
import type { BodyText } from './strictness';

export interface Call {
  readonly request: ApiRequest;
  readonly query: Readonly<Record<string, string>>;
  readonly userAgent: string;
  /** The body as text, where it came so and was read. */
  text?: BodyText;
  /** Texts of the Warning headers, collected on the way. */
  readonly warnings: string[];
}

export const createCall = (request: ApiRequest, userAgent: string): Call => ({
  request,
  query: request.query ?? {},
  userAgent: request.headers?.['user-agent'] ?? userAgent,
  warnings: [],
});

export function respond(call: Call, body: unknown, status = 200): ApiResponse {
  return { status, warnings: call.warnings, body };
}

/** A refusal carries no warnings of rules (services.md 2.10), only those that were noted before. */
export const refuse = (call: Call, status: Status): ApiResponse => ({
  status: status.code ?? 500,
  warnings: call.warnings,
  body: status,
});

export const isDryRun = (call: Call) => call.query.dryRun === 'All';

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/** The server's own default is Warn. */
export function fieldValidationOf(call: Call): FieldValidation {
  const given = call.query.fieldValidation;
  return given === 'Strict' || given === 'Ignore' ? given : 'Warn';
}

/** The manager of fields: as asked for, else the program of the user agent. */
export function managerOf(call: Call): string {
  if (call.query.fieldManager) return call.query.fieldManager;
  const program = call.userAgent.split('/')[0];
  return program === '' ? 'unknown' : program;
}

export type Presentation = 'object' | 'table' | 'partial';

/** What the accept header asks for: the first form that the server can give. */
export function presentationOf(call: Call): Presentation {
  const accept = call.request.headers?.accept ?? '';
  for (const part of accept.split(',')) {
    if (part.includes('as=Table')) return 'table';
    if (part.includes('as=PartialObjectMetadata')) return 'partial';
    if (part.trim() !== '') return 'object';
  }
  return 'object';
}

/** A body that says that it is JSON is no YAML. */
export const isJSONBody = ({ request }: Call): boolean =>
  (request.headers?.['content-type'] ?? '').split(';')[0].trim() === 'application/json' ||
  /^\s*[{[]/.test(String(request.body));

export type ParseText = (text: string, isJSON: boolean) => unknown;

/** @returns a JSON value; a text body is JSON or YAML as it came over HTTP. */
export function bodyOf(call: Call, parseText: ParseText): { value?: unknown; error?: string } {
  const { body, broken } = call.request;
  if (broken) return { error: broken.error };
  if (typeof body !== 'string') return { value: body };
  try {
    const isJSON = isJSONBody(call);
    const value = parseText(body, isJSON);
    if (value !== undefined) call.text = { text: body, isJSON };
    return { value };
  } catch (failure) {
    return { error: failure instanceof Error ? failure.message : String(failure) };
  }
}
