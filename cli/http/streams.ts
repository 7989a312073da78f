/** Answers that do not end at once: watches and logs that are followed. */

import type { ServerResponse } from 'node:http';
import type { ApiClient, ApiRequest, ApiResponse, WatchEvent } from '../../worker/kubernetes/client';
import { sendResult, setWarnings, toJSON } from './respond';
import type { HttpOptions } from './index';

/** How often a watch that asks for bookmarks gets one, in milliseconds. */
const BOOKMARK_MS = 60_000;
/** How long a watch lasts that names no end, in milliseconds: the least of the real server. */
const WATCH_MS = 30 * 60_000;

/** A version that is too old is told inside the stream. */
const EXPIRED = 410;
const STREAM_HEADERS = { 'cache-control': 'no-cache, private', 'content-type': 'application/json' };

/** One JSON object a line, until the client goes away or the watch's time is over. */
export function streamWatch(
  { react }: HttpOptions,
  client: ApiClient,
  request: ApiRequest,
  response: ServerResponse,
): void {
  let early: WatchEvent[] | undefined = [];
  const write = (event: WatchEvent) => void response.write(toJSON(event));
  const close = client.watch(request, (event) => (early ? early.push(event) : write(event)));
  const refusal = early[0]?.type === 'ERROR' ? early[0].object : undefined;
  const { code } = (refusal ?? {}) as { code?: number };
  if (refusal && code === EXPIRED) {
    response.writeHead(200, STREAM_HEADERS);
    return void response.end(toJSON(early[0]));
  }
  if (refusal) {
    close();
    const result: ApiResponse = { status: code ?? 500, warnings: [], body: refusal };
    return sendResult(response, result, { path: '', query: {}, command: [], headers: {}, isWatch: false });
  }
  const list = listOf(client, request);
  setWarnings(response, list.warnings);
  response.writeHead(200, STREAM_HEADERS);
  response.flushHeaders();
  for (const event of early) write(event);
  early = undefined;

  const { allowWatchBookmarks, timeoutSeconds } = request.query ?? {};
  const bookmark = () => write(bookmarkOf(listOf(client, request)));
  const hasBookmarks = allowWatchBookmarks === 'true' || allowWatchBookmarks === '1';
  const seconds = Number(timeoutSeconds);
  const end = setTimeout(
    () => {
      // what is due is seen before the end, as the bookmark says
      void react().then(() => {
        if (response.writableEnded) return;
        if (hasBookmarks) bookmark();
        response.end();
      });
    },
    seconds > 0 ? seconds * 1_000 : WATCH_MS,
  );
  const repeat = hasBookmarks ? setInterval(bookmark, BOOKMARK_MS) : undefined;
  response.on('close', () => {
    clearTimeout(end);
    clearInterval(repeat);
    close();
  });
}

/** The head of the list that is watched: its kind, newest version and warnings. */
const listOf = (client: ApiClient, { path, headers }: ApiRequest): ApiResponse =>
  client.request({
    method: 'GET',
    path: path.replace(/^(\/(?:api|apis\/[^/]+)\/[^/]+)\/watch\//, '$1/'),
    query: { limit: '1' },
    headers: { ...headers, accept: 'application/json' },
  });

function bookmarkOf({ body }: ApiResponse): WatchEvent {
  const { kind = '', apiVersion = '', metadata } = body as Partial<WatchEvent['object']>;
  const object = {
    kind: kind.replace(/List$/, ''),
    apiVersion,
    metadata: { resourceVersion: metadata?.resourceVersion, creationTimestamp: null },
  };
  return { type: 'BOOKMARK', object: object as unknown as WatchEvent['object'] };
}

/** The log as it is, then what is added after each turn of the cluster, until the container has ended. */
export function followLog(
  { onTurn }: HttpOptions,
  client: ApiClient,
  request: ApiRequest,
  response: ServerResponse,
): void {
  const first = client.request(request);
  if (first.status >= 400 || typeof first.body !== 'string')
    return sendResult(response, first, { path: '', query: {}, command: [], headers: {}, isWatch: false });
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
  response.flushHeaders();
  response.write(first.body);

  const { tailLines: _tail, limitBytes: _limit, ...query } = request.query ?? {};
  const readAll = () => {
    const { status, body } = client.request({ ...request, query });
    return status < 400 && typeof body === 'string' ? body.slice(0, body.lastIndexOf('\n') + 1) : undefined;
  };
  let seen = readAll() ?? '';
  const stop = onTurn(() => {
    const text = readAll();
    if (text?.startsWith(seen)) response.write(text.slice(seen.length));
    if (text !== undefined) seen = text;
    if (text === undefined || hasEnded(client, request.path)) response.end();
  });
  response.on('close', stop);
}

function hasEnded(client: ApiClient, logPath: string): boolean {
  const { status, body } = client.request({ method: 'GET', path: logPath.replace(/\/log$/, '') });
  const phase = (body as { status?: { phase?: string } }).status?.phase;
  return status >= 400 || phase === 'Succeeded' || phase === 'Failed';
}
