/** What a request asks for: its path, query, headers and body. */

import type { IncomingMessage } from 'node:http';

/** Bytes of a request body at the most, as kube-apiserver's own limit. */
export const BODY_MAX = 3 * 1024 * 1024;

export interface Target {
  /** As it came, still escaped. */
  path: string;
  query: Readonly<Record<string, string>>;
  /** Words of an exec, one a `command=`. */
  command: readonly string[];
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  isWatch: boolean;
  /** `log`, `exec`, `attach` of a Pod. */
  subresource?: string;
}

const POD_STREAM = /^\/api\/v1\/namespaces\/[^/]+\/pods\/[^/]+\/(log|exec|attach|portforward)$/;

/** @returns undefined for a path that cannot be read. */
export function readTarget(request: IncomingMessage): Target | undefined {
  const { url = '/' } = request;
  const at = url.indexOf('?');
  const path = at < 0 ? url : url.slice(0, at);
  if (!path.startsWith('/') || !isEscaped(path)) return undefined;
  const search = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
  const query = Object.fromEntries([...search].reverse());
  return {
    path,
    query,
    command: search.getAll('command'),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    isWatch: query.watch === 'true' || query.watch === '1' || /^\/(api|apis\/[^/]+)\/[^/]+\/watch\//.test(path),
    subresource: POD_STREAM.exec(path)?.[1],
  };
}

function isEscaped(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** @returns undefined for a body that is too long, of which no more is read. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_MAX) {
      request.resume();
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
