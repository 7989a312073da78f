/** Answers in the form that a request asks for: JSON, YAML or text, with warnings. */

import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { ApiResponse } from '../../worker/kubernetes/client';
import type { Status } from '../../worker/kubernetes/objects';
import { printYAML } from '../../worker/yaml';
import { asksForProtobuf, encodeOpenAPI, OPENAPI_PROTOBUF_TYPE } from './protobuf/openapi';
import type { Target } from './target';

const JSON_TYPE = 'application/json';
const DISCOVERY_TYPE = `${JSON_TYPE};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList`;
const TEXT_TYPE = 'text/plain; charset=utf-8';
const OBJECT_TYPES: readonly string[] = ['*/*', 'application/*', JSON_TYPE, 'application/yaml'];
const TEXT_TYPES: readonly string[] = ['text/*', 'text/plain'];
/** Bodies from this size on are compressed where the client can read that, as kube-apiserver does. */
const GZIP_MIN = 128 * 1024;

/** What an accept header names, best first. */
const mediaTypes = (accept: string) =>
  accept
    .split(',')
    .map((range) => ({ type: range.split(';')[0].trim(), quality: qualityOf(range) }))
    .sort((a, b) => b.quality - a.quality)
    .map(({ type }) => type);

const qualityOf = (range: string) => Number(/;\s*q=([\d.]+)/.exec(range)?.[1] ?? 1);

/** Objects are no plain text; logs, and what no resource answers, are. */
const isOfObjects = (path: string) => /^\/apis?\/.*\/./.test(path) && !path.endsWith('/log');

/** Whether one of the media types that the request accepts can be given; without the header anything will do. */
export function isAcceptable({ path, headers: { accept } }: Target): boolean {
  if (accept === undefined || accept === '') return true;
  const types = mediaTypes(accept);
  if (path === '/openapi/v2' && asksForProtobuf(accept)) return true;
  return types.some((type) => OBJECT_TYPES.includes(type) || (!isOfObjects(path) && TEXT_TYPES.includes(type)));
}

const wantsYAML = (accept = '') =>
  mediaTypes(accept).find((type) => OBJECT_TYPES.includes(type)) === 'application/yaml';

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
  const form = { isHead, mayZip: /\bgzip\b/.test(target.headers['accept-encoding'] ?? '') };
  if (typeof body === 'string') return send(response, result.status, TEXT_TYPE, body, form);
  if (target.path === '/openapi/v2' && asksForProtobuf(target.headers.accept ?? ''))
    return send(response, result.status, OPENAPI_PROTOBUF_TYPE, encodeOpenAPI(body), form);
  if (wantsYAML(target.headers.accept))
    return send(response, result.status, 'application/yaml', printYAML(body as never), form);
  // Clients tell the aggregated form of discovery by its content type.
  const isDiscovery = (body as { kind?: unknown } | null)?.kind === 'APIGroupDiscoveryList';
  const text = toJSON(body, isForPeople(target) ? 2 : undefined);
  send(response, result.status, isDiscovery ? DISCOVERY_TYPE : JSON_TYPE, text, form);
}

export function sendStatus(
  response: ServerResponse,
  code: number,
  reason: string,
  message: string,
  details?: Status['details'],
): void {
  send(response, code, JSON_TYPE, toJSON(statusOf(code, reason, message, details)));
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

function send(
  response: ServerResponse,
  code: number,
  type: string,
  body: string | Buffer,
  { isHead = false, mayZip = false } = {},
): void {
  const plain = typeof body === 'string' ? Buffer.from(body) : body;
  const isZipped = mayZip && plain.length >= GZIP_MIN;
  const bytes = isZipped ? gzipSync(plain, { level: 1 }) : plain;
  response.writeHead(code, {
    'cache-control': 'no-cache, private',
    'content-type': type,
    'content-length': bytes.length,
    ...(isZipped && { 'content-encoding': 'gzip', vary: 'Accept-Encoding' }),
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
