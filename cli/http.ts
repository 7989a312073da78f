/** The API server over HTTP: requests, watch streams and OpenAPI documents of one session, for a real kubectl or client library. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ApiClient, ApiRequest, ApiResponse } from '../worker/kubernetes/client';

/** Bytes of a request body at the most, as kube-apiserver's own limit. */
const BODY_MAX = 3 * 1024 * 1024;

export interface HttpOptions {
  /** A client that carries the caller's user agent. */
  client(userAgent: string): ApiClient;
  /** Lets the cluster react to what has just happened, and to the time that has gone by. */
  react(): Promise<void>;
}

/** @returns a server that is not listening yet. */
export function createHttpServer(options: HttpOptions): Server {
  return createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(String(error));
    });
  });
}

async function answer(
  { client: clientOf, react }: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const query = Object.fromEntries(url.searchParams);
  const body = await readBody(request);
  if (body === undefined) {
    response.writeHead(413).end();
    return;
  }
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const client = clientOf(headers['user-agent'] ?? '');
  const apiRequest: ApiRequest = {
    method: request.method as ApiRequest['method'],
    path: decodeURIComponent(url.pathname),
    query,
    headers,
    ...(body !== '' && { body }),
  };
  await react();
  if (isWatch(request, query)) return streamWatch(client, apiRequest, query, response);
  const result = url.pathname.startsWith('/openapi/') ? await client.openAPI(url.pathname) : client.request(apiRequest);
  send(result, response);
  await react();
}

function isWatch(request: IncomingMessage, query: Readonly<Record<string, string>>): boolean {
  return request.method === 'GET' && (query.watch === 'true' || query.watch === '1');
}

function send(result: ApiResponse, response: ServerResponse): void {
  const isText = typeof result.body === 'string';
  if (result.warnings.length > 0)
    response.setHeader(
      'warning',
      result.warnings.map((text) => `299 - ${JSON.stringify(text)}`),
    );
  response.writeHead(result.status, {
    'content-type': isText ? 'text/plain; charset=utf-8' : contentTypeOf(result.body),
  });
  response.end(isText ? (result.body as string) : JSON.stringify(result.body));
}

/** Clients tell the aggregated form of discovery by its content type. */
function contentTypeOf(body: unknown): string {
  const { kind } = (body ?? {}) as { kind?: unknown };
  return kind === 'APIGroupDiscoveryList'
    ? 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
    : 'application/json';
}

/** One JSON object a line, until the client goes away or its timeout is over. */
function streamWatch(
  client: ApiClient,
  request: ApiRequest,
  query: Readonly<Record<string, string>>,
  response: ServerResponse,
): void {
  let isOpen = false;
  const early: string[] = [];
  const close = client.watch(request, (event) => {
    const line = JSON.stringify(event) + '\n';
    if (isOpen) response.write(line);
    else early.push(line);
  });
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  isOpen = true;
  for (const line of early) response.write(line);
  const seconds = Number(query.timeoutSeconds);
  const timer = seconds > 0 ? setTimeout(() => response.end(), seconds * 1000) : undefined;
  response.on('close', () => {
    clearTimeout(timer);
    close();
  });
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
