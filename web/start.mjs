/** `npm start`: builds the site when a source is newer than it, serves it on this machine and prints its address. */

import { build, preview } from 'vite';

const port = Number(process.env.PORT ?? 4173);
await build({ logLevel: 'warn' });
const server = await preview({ preview: { port, host: '127.0.0.1' }, logLevel: 'warn' });
console.log(`Berth: ${server.resolvedUrls?.local[0] ?? `http://127.0.0.1:${port}/`}`);
