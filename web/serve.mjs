/** A static host for a built site, as small as one can be: `serve({ folder, port, basePath })`. */

import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/**
 * Serves a folder on this machine only.
 * @param {{ folder: string, port: number, basePath?: string }} options basePath begins and ends with a slash.
 * @returns {Promise<number>} the port, which differs from the given one when that was 0. @throws when it is taken.
 */
export function serve({ folder, port, basePath = '/' }) {
  const fileOf = (url) => {
    const { pathname } = new URL(url, 'http://localhost');
    if (!pathname.startsWith(basePath)) return undefined;
    const inside = normalize(pathname.slice(basePath.length).replace(/(^|\/)$/, '$1index.html'));
    if (inside.startsWith('..')) return undefined;
    const path = join(folder, inside);
    return statSync(path, { throwIfNoEntry: false })?.isFile() ? path : undefined;
  };
  const server = createServer((request, response) => {
    const path = fileOf(request.url ?? '/');
    if (!path) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' });
    createReadStream(path).pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server.address().port));
  });
}
