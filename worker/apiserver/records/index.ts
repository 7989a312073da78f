/**
 * The group berth.dev: what this simulator knows beyond a real cluster. It is served under its full name only, from a store
 * of its own, so that discovery and the revisions of real objects are those of a real cluster.
 */

import type { ApiClient } from '../../kubernetes/client';
import { dispatch } from '../dispatch';
import { isStatus, methodNotAllowed } from '../errors';
import { openWatch } from '../handlers/watch';
import { selectionOf } from '../handlers/selection';
import { createCall, refuse, type Call } from '../request';
import { resolveRoute } from '../resolve';
import type { ResourceRoute } from '../routing';
import { bucketOf, keyFor, type Server } from '../server';
import { Store } from '../store';
import { DECISION, GROUP } from './decision';
import type { DecisionLog } from './log';
import { PROVENANCE, provenances } from './provenance';

const PREFIX = `/apis/${GROUP}`;

export const isRecordPath = (path: string) => path === PREFIX || path.startsWith(`${PREFIX}/`);

export type Records = Pick<ApiClient, 'request' | 'watch'>;

/** @param server whose objects and decisions are told of. @returns what answers requests for `isRecordPath`. */
export function serveRecords(server: Server, log: DecisionLog): Records {
  const { env } = server;
  const shared = { env, strategies: [DECISION, PROVENANCE], nodes: server.nodes, sharing: server.sharing };
  const decisions: Server = { ...shared, store: log.store };

  /** A server that has the Provenances which one request asks for. */
  function provenanceServer(call: Call, { namespace, name }: ResourceRoute): Server {
    const store = new Store();
    const selection = selectionOf(call, PROVENANCE, env.release);
    const made = provenances(
      {
        env,
        store: server.store,
        log,
        hostsFiles: () => [...server.nodes.values()].flatMap((node) => node.hostsFiles()),
      },
      (stub) =>
        (namespace === undefined || stub.metadata.namespace === namespace) &&
        (name === undefined || stub.metadata.name === name) &&
        (isStatus(selection) || selection.matches(stub)),
    );
    for (const one of made) store.put(bucketOf(PROVENANCE), keyFor(one.metadata.namespace, one.metadata.name), one);
    return { ...shared, store };
  }

  return {
    request(request) {
      const call = createCall(request, '');
      if (request.method !== 'GET') return refuse(call, methodNotAllowed());
      const route = resolveRoute(decisions, request.path);
      const isProvenance = route && 'strategy' in route && route.strategy === PROVENANCE;
      return dispatch(isProvenance ? provenanceServer(call, route) : decisions, call, () => undefined);
    },
    watch(request, onEvent) {
      const route = resolveRoute(decisions, request.path);
      if (route && 'strategy' in route && route.strategy === DECISION)
        return openWatch(decisions, createCall(request, ''), route, onEvent);
      onEvent({ type: 'ERROR', object: methodNotAllowed() as never });
      return () => {};
    },
  };
}
