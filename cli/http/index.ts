/** The API server of one session over HTTP, for a real kubectl or client library: which request goes where. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ApiClient, ApiRequest } from '../../worker/kubernetes/client';
import { upgradeToExec } from './exec';
import { decodeProtobuf } from './protobuf';
import { isAcceptable, sendResult, sendStatus } from './respond';
import { BODY_MAX, readBody, readTarget, type Target } from './target';
import { followLog, streamWatch } from './streams';

export interface HttpOptions {
  /** A client that carries the caller's user agent. */
  client(userAgent: string): ApiClient;
  /** Lets the cluster react to what has just happened, and to the time that has gone by. */
  react(): Promise<void>;
  /** Calls `listener` after every such turn. @returns the function that ends it. */
  onTurn(listener: () => void): () => void;
  /** Milliseconds of the cluster's clock. */
  clockMs(): number;
}

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** @returns a server that is not listening yet. */
export function createHttpServer(options: HttpOptions): Server {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      if (response.headersSent) response.end();
      else sendStatus(response, 500, 'InternalError', `Internal error occurred: ${String(error)}`);
    });
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    upgradeToExec(options, request, socket, head).catch(() => socket.destroy());
  });
  return server;
}

async function answer(options: HttpOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = readTarget(request);
  if (!target) return sendStatus(response, 400, 'BadRequest', 'the path of the request cannot be read');
  const body = await readBody(request);
  if (body === undefined) {
    response.setHeader('connection', 'close');
    const text = `Request entity too large: limit is ${BODY_MAX}`;
    return sendStatus(response, 413, 'RequestEntityTooLarge', text);
  }
  const method = methodOf(request.method ?? '', target);
  if (method === undefined)
    return sendStatus(
      response,
      405,
      'MethodNotAllowed',
      'the server does not allow this method on the requested resource',
      {},
    );
  if (!isAcceptable(target.headers.accept))
    return sendStatus(response, 406, 'NotAcceptable', `only the following media types are accepted: ${MEDIA_TYPES}`);
  const value = valueOfBody(target, body);
  if (value === undefined)
    return sendStatus(
      response,
      415,
      'UnsupportedMediaType',
      `the body of the request was in an unknown format - accepted media types include: ${MEDIA_TYPES}`,
    );

  const { path, query, headers } = target;
  const apiRequest: ApiRequest = { method, path, query, headers, ...(body.length > 0 && { body: value }) };
  const client = options.client(headers['user-agent'] ?? '');
  await options.react();
  if (method === 'GET' && target.isWatch) return streamWatch(options, client, apiRequest, response);
  if (method === 'GET' && target.subresource === 'log' && query.follow === 'true')
    return followLog(options, client, apiRequest, response);
  if (target.subresource === 'exec' || target.subresource === 'attach')
    return sendStatus(response, 400, 'BadRequest', 'Upgrade request required');
  const result = path.startsWith('/openapi/') ? await client.openAPI(path) : client.request(apiRequest);
  await options.react();
  sendResult(response, result, target, request.method === 'HEAD');
}

/** HEAD asks for what GET answers, but not of resources, whose routes name their methods. */
function methodOf(method: string, { path }: Target): ApiRequest['method'] | undefined {
  if (METHODS.includes(method)) return method as ApiRequest['method'];
  return method === 'HEAD' && !/^\/apis?\//.test(path) ? 'GET' : undefined;
}

const MEDIA_TYPES = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
const TEXT_TYPES =
  /^application\/(json|yaml|json-patch\+json|merge-patch\+json|strategic-merge-patch\+json|apply-patch\+yaml)\b/;
const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf';

/** @returns text, or the value of a body in protobuf; undefined for a body that nobody here reads. */
function valueOfBody({ headers }: Target, body: Buffer): unknown {
  const type = headers['content-type'] ?? 'application/json';
  if (body.length > 0 && type.startsWith(PROTOBUF_TYPE)) return decodeProtobuf(body);
  return body.length === 0 || TEXT_TYPES.test(type) ? body.toString('utf8') : undefined;
}
