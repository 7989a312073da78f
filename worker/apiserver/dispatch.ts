/** Chooses the handler of a request. */

import type { ApiResponse } from '../kubernetes/client';
import type { KubernetesObject, Status } from '../kubernetes/objects';
import { discover } from './discovery';
import type { Env } from './env';
import { badRequest, isStatus, methodNotAllowed, noSuchResource, notFound, unrecognized } from './errors';
import { createObject } from './handlers/create';
import { deleteObject, deleteOptionsOf } from './handlers/delete';
import { evictPod } from './handlers/evict';
import { isApply, patchObject } from './handlers/patch';
import { bindPod, readLog, refuseExec } from './handlers/pods';
import { getObject, listObjects, listResponse } from './handlers/read';
import { answerReview } from './handlers/reviews';
import { getScale, updateScale } from './handlers/scale';
import { updateObject } from './handlers/update';
import { checkWriteOptions } from './options';
import { bodyOf, isJSONBody, presentationOf, refuse, respond, type Call, type ParseText } from './request';
import { resolveRoute, type CatalogRoute } from './resolve';
import type { ResourceRoute } from './routing';
import { apiVersionOf, bucketOf, decodeObject, inVersion, keyFor, type Server } from './server';
import { present } from './tables';
import { versionInfo } from './version';

export function dispatch(server: Server, call: Call, parseText: ParseText): ApiResponse {
  const { path, method } = call.request;
  const route = resolveRoute(server, path);
  if (!route) return answerOther(server, call);
  if (!('strategy' in route)) return answerCatalog(server, call, route, parseText);
  const deprecation = route.strategy.deprecation?.(server.env);
  if (deprecation) call.warnings.push(deprecation);
  if (!isServed(route, server.env)) return refuse(call, noSuchResource());
  if (route.subresource !== undefined && !methodsOf(route.subresource).includes(method))
    return refuse(call, methodNotAllowed());
  if (method === 'GET') return answerGet(server, call, route);
  const refusal = checkWriteOptions(call, isApply(call), server.env.release);
  if (refusal) return refuse(call, refusal);
  const body = bodyOf(call, parseText);
  if (body.error !== undefined) return refuse(call, bodyError(server, call, route, body.error));
  const outcome = write(server, call, route, body.value);
  return isStatus(outcome.object)
    ? outcome.object.status === 'Success'
      ? respond(call, outcome.object, outcome.created ? 201 : 200)
      : refuse(call, outcome.object)
    : respond(call, outcome.object, outcome.created ? 201 : 200);
}

/** The words for a body that cannot be read: what the decoder says, except for patches since 1.37 (recorded). */
function bodyError(server: Server, call: Call, { strategy }: ResourceRoute, message: string): Status {
  const { method, body, broken } = call.request;
  if (method === 'PATCH') return badRequest(server.env.release.since('1.37') ? 'invalid JSON patch' : message);
  const kind = method === 'DELETE' ? 'DeleteOptions' : strategy.kind;
  if (broken) return unrecognized(kind, message, broken);
  const text = isJSONBody(call) ? `couldn't get version/kind; json parse error: ${message}` : message;
  return unrecognized(kind, text, String(body));
}

/** Paths that name no resource. */
function answerOther(server: Server, call: Call): ApiResponse {
  const { path, method, headers } = call.request;
  if (method !== 'GET') return refuse(call, noSuchResource());
  if (path === '/version') return respond(call, versionInfo(server.env.release));
  if (/^\/(healthz|readyz|livez)(\/|$)/.test(path)) return respond(call, 'ok');
  const found = discover(server, path, headers?.accept ?? '');
  return found === undefined ? refuse(call, noSuchResource()) : respond(call, found);
}

/** Kinds that are listed but not simulated: there are none of them. */
function answerCatalog(server: Server, call: Call, route: CatalogRoute, parseText: ParseText): ApiResponse {
  const { entry, path } = route;
  const review = call.request.method === 'POST' && answerReview(route, bodyOf(call, parseText).value);
  if (review) return respond(call, review, 201);
  const { method } = call.request;
  // what is not there can not be deleted, but nothing can be made either
  const isOfOne =
    path.name !== undefined && (method === 'GET' || (method === 'DELETE' && entry.verbs.includes('delete')));
  if (isOfOne) return refuse(call, notFound(entry, path.name!));
  if (method !== 'GET') return refuse(call, methodNotAllowed());
  if (!entry.verbs.includes('list')) return refuse(call, methodNotAllowed());
  const metadata = { resourceVersion: String(server.store.revision) };
  if (presentationOf(call) === 'table')
    return respond(call, { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions: [], rows: [] });
  return respond(call, {
    kind: `${entry.kind}List`,
    apiVersion: apiVersionOf(entry as never, entry.version),
    metadata,
    items: [],
  });
}

/** What can be done with the subresources of Pods that are no parts of them. */
const POD_SUBRESOURCES: Readonly<Record<string, readonly string[]>> = {
  log: ['GET'],
  exec: ['GET', 'POST'],
  attach: ['GET', 'POST'],
  binding: ['POST'],
  eviction: ['POST'],
};
const PART_METHODS = ['GET', 'PUT', 'PATCH'];

/** @param subresource that is served. */
function methodsOf(subresource: string): readonly string[] {
  return subresource === 'finalize' ? ['PUT'] : (POD_SUBRESOURCES[subresource] ?? PART_METHODS);
}

const isStream = ({ subresource }: ResourceRoute) => subresource === 'exec' || subresource === 'attach';

function isServed({ strategy, subresource }: ResourceRoute, env: Env): boolean {
  if (subresource === undefined) return true;
  const part = strategy.subresources?.[subresource];
  if (part) return part.isServed?.(env) ?? true;
  if (subresource === 'status') return strategy.hasStatus === true;
  if (subresource === 'scale') return strategy.hasScale === true;
  if (subresource === 'finalize') return strategy.kind === 'Namespace';
  return strategy.kind === 'Pod' && Object.hasOwn(POD_SUBRESOURCES, subresource);
}

function answerGet(server: Server, call: Call, route: ResourceRoute): ApiResponse {
  if (route.name === undefined) return listResponse(server, call, route);
  if (route.subresource === 'log') {
    const log = readLog(server, route, call.query);
    return isStatus(log) ? refuse(call, log) : respond(call, log);
  }
  if (isStream(route)) return refuse(call, refuseExec(server, route, call.query));
  if (route.subresource === 'scale') {
    const scale = getScale(server, route);
    return isStatus(scale) ? refuse(call, scale) : respond(call, scale);
  }
  return getObject(server, call, route);
}

interface Outcome {
  object: unknown;
  created?: boolean;
}

function write(server: Server, call: Call, route: ResourceRoute, body: unknown): Outcome {
  switch (call.request.method) {
    case 'POST':
      return post(server, call, route, body);
    case 'PUT':
      return put(server, call, route, body);
    case 'PATCH':
      return patch(server, call, route, body);
    default:
      return remove(server, call, route, body);
  }
}

/** A stored object in the form that the request asks for. */
const shown = (server: Server, call: Call, route: ResourceRoute, object: KubernetesObject) =>
  present(
    route.strategy,
    inVersion(route.strategy, object, route.version),
    presentationOf(call),
    call.query.includeObject,
    server.env,
  );

function post(server: Server, call: Call, route: ResourceRoute, body: unknown): Outcome {
  if (route.name !== undefined) {
    if (isStream(route)) return { object: refuseExec(server, route, call.query) };
    if (route.subresource === 'binding') return { object: bindPod(server, call, route, body), created: true };
    if (route.subresource === 'eviction') return { object: evictPod(server, call, route, body), created: true };
    return { object: methodNotAllowed() };
  }
  const { strategy, version, namespace } = route;
  if (strategy.namespaced && namespace === undefined) return { object: methodNotAllowed() };
  const decoded = decodeObject(server, call, strategy, version, body);
  if (decoded.error) return { object: decoded.error };
  const created = createObject(server, call, { strategy, version, namespace, object: decoded.object });
  return isStatus(created) ? { object: created } : { object: shown(server, call, route, created), created: true };
}

function put(server: Server, call: Call, route: ResourceRoute, body: unknown): Outcome {
  const { strategy, version, namespace, name, subresource } = route;
  if (name === undefined) return { object: methodNotAllowed() };
  if (subresource === 'scale') return { object: updateScale(server, call, route, body) };
  // a client changes the status of an object that it read: all else is what is stored
  const stored = subresource === 'status' ? server.store.get(bucketOf(strategy), keyFor(namespace, name)) : undefined;
  const decoded = decodeObject(server, call, strategy, version, body, 'create', stored);
  if (decoded.error) return { object: decoded.error };
  const result = updateObject(server, call, {
    strategy,
    version,
    namespace,
    name,
    subresource,
    object: decoded.object,
  });
  return isStatus(result)
    ? { object: result }
    : { object: shown(server, call, route, result.object), created: result.created };
}

function patch(server: Server, call: Call, route: ResourceRoute, body: unknown): Outcome {
  if (route.name === undefined) return { object: methodNotAllowed() };
  if (route.subresource === 'scale') return { object: updateScale(server, call, route, body) };
  const result = patchObject(server, call, route, body);
  return isStatus(result)
    ? { object: result }
    : { object: shown(server, call, route, result.object), created: result.created };
}

function remove(server: Server, call: Call, route: ResourceRoute, body: unknown): Outcome {
  const { strategy, version, namespace, name } = route;
  const options = deleteOptionsOf(server, call, body);
  if (isStatus(options)) return { object: options };
  if (name !== undefined)
    return { object: deleteObject(server, call, { strategy, version, namespace, name, options }) };
  const page = listObjects(server, call, route);
  if (isStatus(page)) return { object: page };
  for (const item of page.items)
    deleteObject(server, call, {
      strategy,
      version,
      namespace: item.metadata.namespace,
      name: item.metadata.name,
      options,
    });
  return {
    object: {
      kind: `${strategy.kind}List`,
      apiVersion: apiVersionOf(strategy, version),
      metadata: page.metadata,
      items: page.items,
    },
  };
}
