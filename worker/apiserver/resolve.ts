/** From a path to what serves it. */

import { catalogOf, type CatalogEntry } from './discovery/catalog';
import { parsePath, type ParsedPath, type ResourceRoute } from './routing';
import { versionsOf, type Server } from './server';

export interface CatalogRoute {
  entry: CatalogEntry;
  path: ParsedPath;
}

/** @returns the route of a simulated kind, or of one that is only listed; undefined for any other path. */
export function resolveRoute(server: Server, path: string): ResourceRoute | CatalogRoute | undefined {
  const parsed = parsePath(path);
  if (!parsed) return undefined;
  const { group, version, resource, namespace, name, subresource, isWatch } = parsed;
  const strategy = server.strategies.find((candidate) => candidate.resource === resource && candidate.group === group);
  if (strategy && versionsOf(strategy, server.env).includes(version)) {
    if (namespace !== undefined && !strategy.namespaced) return undefined;
    return { strategy, version, namespace, name, subresource, isWatch };
  }
  const entry = catalogOf(server.env).find(
    (candidate) => candidate.resource === resource && candidate.group === group && candidate.version === version,
  );
  return entry && { entry, path: parsed };
}
