/** Answers in the form that a request asks for: JSON, YAML or text, with warnings. */

import type { ServerResponse } from 'node:http';
import type { ApiResponse } from '../../worker/kubernetes/client';
import type { Status } from '../../worker/kubernetes/objects';
import { printYAML } from '../../worker/yaml';
import type { Target } from './target';

const JSON_TYPE = 'application/json';
const DISCOVERY_TYPE = `${JSON_TYPE};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList`;
const TEXT_TYPE = 'text/plain; charset=utf-8';
const KNOWN_TYPES: readonly string[] = ['*/*', 'application/*', JSON_TYPE, 'application/yaml', 'text/*', 'text/plain'];

const mediaTypes = (accept: string) => accept.split(',').map((range) => range.split(';')[0].trim());

/** @param accept the header, absent when anything will do. */
export const isAcceptable = (accept: string | undefined): boolean =>
  accept === undefined || accept === '' || mediaTypes(accept).some((type) => KNOWN_TYPES.includes(type));

const wantsYAML = (accept = '') => mediaTypes(accept).find((type) => KNOWN_TYPES.includes(type)) === 'application/yaml';

/** People read what these programs print, so the server indents. */
const isForPeople = ({ query, headers }: Target) =>
  query.pretty === undefined ? /^(curl|Wget|Mozilla)/.test(headers['user-agent'] ?? '') : query.pretty !== 'false';

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** JSON as Go writes it: safe inside HTML, ended by a line feed. */
export const toJSON = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(/[<>&\u2028\u2029]/g, (char) => ESCAPES[char]) + '\n';

export function sendResult(response: ServerResponse, result: ApiResponse, target: Target, isHead = false): void {
  setWarnings(response, result.warnings);
  const { body } = result;
  if (typeof body === 'string') return send(response, result.status, TEXT_TYPE, body, isHead);
  if (wantsYAML(target.headers.accept))
    return send(response, result.status, 'application/yaml', printYAML(body as never), isHead);
  // Clients tell the aggregated form of discovery by its content type.
  const isDiscovery = (body as { kind?: unknown } | null)?.kind === 'APIGroupDiscoveryList';
  const text = toJSON(body, isForPeople(target) ? 2 : undefined);
  send(response, result.status, isDiscovery ? DISCOVERY_TYPE : JSON_TYPE, text, isHead);
}

export function sendStatus(
  response: ServerResponse,
  code: number,
  reason: string,
  message: string,
  details?: Status['details'],
): void {
  send(response, code, JSON_TYPE, toJSON(statusOf(code, reason, message, details)), false);
}

export const statusOf = (code: number, reason: string, message: string, details?: Status['details']): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason,
  ...(details && { details }),
  code,
});

function send(response: ServerResponse, code: number, type: string, text: string, isHead: boolean): void {
  const bytes = Buffer.from(text);
  response.writeHead(code, {
    'cache-control': 'no-cache, private',
    'content-type': type,
    'content-length': bytes.length,
  });
  response.end(isHead ? undefined : bytes);
}

/** `Warning: 299 - "text"`, each on a line of its own. */
export function setWarnings(response: ServerResponse, warnings: readonly string[]): void {
  const values = warnings.filter((text) => !/[\x00-\x1f\x7f]/.test(text)).map(warningOf);
  if (values.length > 0) response.setHeader('warning', values);
}

/** A header's characters are bytes. */
const warningOf = (text: string) => `299 - "${Buffer.from(text.replace(/["\\]/g, '\\$&'), 'utf8').toString('latin1')}"`;
