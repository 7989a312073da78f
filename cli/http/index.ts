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
  if (!isAcceptable(target))
    return sendStatus(response, 406, 'NotAcceptable', `only the following media types are accepted: ${MEDIA_TYPES}`);
  const { path, query, headers } = target;
  const content = contentOf(method, headers, body);
  if (content === undefined)
    return sendStatus(
      response,
      415,
      'UnsupportedMediaType',
      `the body of the request was in an unknown format - accepted media types include: ${MEDIA_TYPES}`,
    );

  const apiRequest: ApiRequest = { method, path, query, headers, ...content };
  const client = options.client(headers['user-agent'] ?? '');
  await options.react();
  if (method === 'GET' && target.isWatch) return streamWatch(options, client, apiRequest, response);
  if (method === 'GET' && target.subresource === 'log' && query.follow === 'true')
    return followLog(options, client, apiRequest, response);
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
const TEXT_TYPES: readonly string[] = ['application/json', 'application/yaml'];
/** Bytes of a broken body that a refusal shows. */
const SUMMARY_BYTES_MAX = 30;
const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf';

/** @returns the body as a request has it; undefined for a type that nobody here reads. */
function contentOf(
  method: ApiRequest['method'],
  headers: Target['headers'],
  body: Buffer,
): Pick<ApiRequest, 'body' | 'broken'> | undefined {
  if (body.length === 0) return {};
  const type = (headers['content-type'] ?? TEXT_TYPES[0]).split(';')[0].trim().toLowerCase();
  // which types a patch may have, the API server says
  if (method === 'PATCH' || TEXT_TYPES.includes(type)) return { body: body.toString('utf8') };
  if (type !== PROTOBUF_TYPE) return undefined;
  const decoded = decodeProtobuf(body);
  return decoded.error === undefined
    ? { body: decoded.value }
    : { broken: { error: decoded.error, hex: body.subarray(0, SUMMARY_BYTES_MAX + 1).toString('hex') } };
}
