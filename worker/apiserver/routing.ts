/** Paths of the API: which resource, namespace, name and subresource a request means. */

import type { AnyStrategy } from './registry/strategy';

export interface ResourceRoute {
  strategy: AnyStrategy;
  /** Version asked for. */
  version: string;
  /** Absent: cluster-scoped, or all namespaces. */
  namespace?: string;
  name?: string;
  subresource?: string;
  /** The old form `/api/v1/watch/…`. */
  isWatch: boolean;
}

export interface ParsedPath {
  group: string;
  version: string;
  namespace?: string;
  resource: string;
  name?: string;
  subresource?: string;
  isWatch: boolean;
}

/** @returns undefined for a path that names no resource (`/api`, `/apis/apps/v1`, `/version`, …). */
export function parsePath(path: string): ParsedPath | undefined {
  const parts: string[] = [];
  for (const part of path.split('/')) if (part !== '') parts.push(part.includes('%') ? decode(part) : part);
  let group = '';
  let rest: string[];
  if (parts[0] === 'api') rest = parts.slice(1);
  else if (parts[0] === 'apis') {
    group = parts[1] ?? '';
    rest = parts.slice(2);
  } else return undefined;
  const version = rest.shift();
  const isWatch = rest[0] === 'watch';
  if (isWatch) rest.shift();
  if (version === undefined || rest.length === 0) return undefined;
  if (rest[0] === 'namespaces' && rest.length > 2 && !NAMESPACE_SUBRESOURCES.has(rest[2])) {
    const [, namespace, resource, name, ...subresource] = rest;
    return { group, version, namespace, resource, name, subresource: joined(subresource), isWatch };
  }
  const [resource, name, ...subresource] = rest;
  return { group, version, resource, name, subresource: joined(subresource), isWatch };
}

const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);

const joined = (parts: string[]) => (parts.length === 0 ? undefined : parts.join('/'));

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
