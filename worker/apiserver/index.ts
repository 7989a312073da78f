/** A kube-apiserver in process: every request is answered at once, over a store that keeps every revision. */

import type { ApiClient, ApiRequest, ApiResponse, NodeConnection } from '../kubernetes/client';
import type { KubernetesObject } from '../kubernetes/objects';
import type { DecisionSink } from '../allocator/types';
import type { Random } from '../core/types';
import { readJSON, readValue } from '../yaml';
import { dispatch } from './dispatch';
import { createEnv, type ServerOptions } from './env';
import { badRequest, noSuchResource } from './errors';
import { execInPod } from './handlers/pods';
import { openWatch } from './handlers/watch';
import { createSharing } from './managed-fields/sharing';
import { openAPIDocument } from './openapi';
import { createStrategies } from './registry';
import { isRecordPath, serveRecords, type Records } from './records';
import { createDecisionLog } from './records/log';
import { createCall } from './request';
import { resolveRoute } from './resolve';
import type { Server } from './server';
import { byCodeUnits, Store } from './store';

export type { ServerOptions } from './env';

export interface ApiServer {
  /** @param userAgent names the client: the manager of the fields that it sets. */
  client(userAgent: string): ApiClient;
  /**
   * A client whose writes are dry runs that leave no trace: no decision is told of, and no chance that later requests
   * draw from is used up. What such a dry run would have been given is not what the request would get.
   */
  rehearsal(userAgent: string): ApiClient;
  /** Where logs and commands of the node's Pods come from. */
  connectNode(name: string, connection: NodeConnection): void;
  /** Where the other parts of the cluster tell what their allocators decided. */
  readonly decisions: DecisionSink;
}

/** The one stream of random numbers of all dry runs that leave no trace. */
const REHEARSAL = 'rehearsal';

/**
 * What a server of a fresh cluster has written before its first namespace, as recorded: roles and their bindings, flow
 * schemas, priority classes, API services and leases, which nothing here stands for.
 */
const START_REVISION = 192;

/** @param options parts that the server stands on; its settings have been checked. */
export function createApiServer(options: ServerOptions): ApiServer {
  const log = createDecisionLog();
  let isRehearsing = false;
  const decisions: DecisionSink = (record) => {
    if (isRehearsing) return;
    log.add(record, options.step?.() ?? -1, options.clock.nowMs, env.now());
    options.decisions?.(record);
  };
  const random: Random = { stream: (purpose) => options.random.stream(isRehearsing ? REHEARSAL : purpose) };
  const env = createEnv({ ...options, random }, decisions);
  const store = new Store(byCodeUnits, START_REVISION);
  const server: Server = {
    env,
    store,
    strategies: createStrategies(env, store),
    nodes: new Map(),
    sharing: createSharing(),
  };
  const records = serveRecords(server, log);
  return {
    decisions,
    client: (userAgent) => createClient(server, records, userAgent),
    rehearsal: (userAgent) => {
      const client = createClient(server, records, userAgent);
      return {
        ...client,
        request(request) {
          if (request.method === 'GET') return client.request(request);
          isRehearsing = true;
          try {
            return client.request({ ...request, query: { ...request.query, dryRun: 'All' } });
          } finally {
            isRehearsing = false;
          }
        },
        exec: async () => ({ status: badRequest('a rehearsal runs no commands') }),
      };
    },
    connectNode: (name, connection) => void server.nodes.set(name, connection),
  };
}

/** JSON with Go's words for what is wrong with it. */
function parseJSON(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (failure) {
    const read = readJSON(text, 0);
    if (read.error === undefined) throw failure;
    throw new SyntaxError(read.error === 'unexpected EOF' ? 'unexpected end of JSON input' : read.error);
  }
}

/** Bodies that come as text are JSON, or YAML. */
function parseText(text: string, isJSON: boolean): unknown {
  if (text === '') return undefined;
  if (isJSON) return parseJSON(text);
  const { value, error } = readValue(text);
  if (error !== undefined) throw new SyntaxError(error);
  return value;
}

function createClient(server: Server, records: Records, userAgent: string): ApiClient {
  return {
    request: (request: ApiRequest): ApiResponse =>
      isRecordPath(request.path)
        ? records.request(request)
        : dispatch(server, createCall(request, userAgent), parseText),
    watch(request, onEvent) {
      if (isRecordPath(request.path)) return records.watch(request, onEvent);
      const route = resolveRoute(server, request.path);
      if (route && 'strategy' in route) return openWatch(server, createCall(request, userAgent), route, onEvent);
      if (!route) onEvent({ type: 'ERROR', object: noSuchResource() as unknown as KubernetesObject });
      return () => {};
    },
    async exec(request, streams) {
      const route = resolveRoute(server, request.path);
      if (!route || !('strategy' in route)) return { status: noSuchResource() };
      if (route.strategy.kind !== 'Pod' || !route.name) return { status: badRequest('only Pods run commands') };
      return execInPod(server, route, request, streams);
    },
    openAPI: (path) => openAPIDocument(server, path),
  };
}
