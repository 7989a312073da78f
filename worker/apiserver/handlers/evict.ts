/** `POST …/eviction`: deletes a Pod as the object says. There are no disruption budgets here that could refuse it. */

import type { Status } from '../../kubernetes/objects';
import { badRequest, isStatus, notFound, plainError } from '../errors';
import { deleteOptionsError } from '../options';
import type { AnyStrategy } from '../registry/strategy';
import type { Call } from '../request';
import type { ResourceRoute } from '../routing';
import { decodeObject, type Server } from '../server';
import { deleteObject, type DeleteOptions } from './delete';

const NAMESPACES = { group: '', resource: 'namespaces', kind: 'Namespace' };

/** How its body is read; nothing is stored under it. */
const EVICTION: AnyStrategy = {
  group: 'policy',
  version: 'v1',
  kind: 'Eviction',
  resource: 'evictions',
  singular: 'eviction',
  namespaced: true,
  nameRule: () => [],
  columns: [],
};

/** The old version is taken too, and means the same. */
const OLD_VERSION = 'policy/v1beta1';

export function evictPod(server: Server, call: Call, route: ResourceRoute, body: unknown): Status {
  const { strategy, version, namespace, name = '' } = route;
  const isOld = (body as { apiVersion?: unknown } | null | undefined)?.apiVersion === OLD_VERSION;
  const given = isOld ? { ...(body as object), apiVersion: 'policy/v1' } : body;
  const decoded = decodeObject(server, call, EVICTION, 'v1', given);
  if (decoded.error) return decoded.error;
  const { object: eviction } = decoded;
  if (eviction.metadata.namespace && eviction.metadata.namespace !== namespace)
    return badRequest('the namespace of the provided object does not match the namespace sent on the request');
  if (eviction.metadata.name !== name) return badRequest('name in URL does not match name in Eviction object');
  const options = optionsOf(call, eviction.deleteOptions as DeleteOptions | undefined);
  if (isStatus(options)) return options;
  if (!server.store.get('namespaces', namespace!)) return notFound(NAMESPACES, namespace!);
  const refusal = deleteOptionsError(options as DeleteOptions, server.env.release);
  if (refusal) return refusal;
  const gone = deleteObject(server, call, { strategy, version, namespace, name, options: options as DeleteOptions });
  if (isStatus(gone) && gone.status !== 'Success') return gone;
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
}

/** A dry run is asked for in the request or in the object; in both it has to be the same. */
function optionsOf(call: Call, given: DeleteOptions = {}): DeleteOptions | Status {
  const asked = call.query.dryRun ? [call.query.dryRun] : [];
  const own = given.dryRun ?? [];
  if (asked.length === 0 || own.length === 0) return { ...given, dryRun: asked.length > 0 ? asked : own };
  return asked.join() === own.join()
    ? given
    : plainError(`Non-matching dry-run options in request and content: [${asked.join(' ')}] and [${own.join(' ')}]`);
}
