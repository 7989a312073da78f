/** `npm start`: builds the playground, serves it on this machine and prints its address. The variable PORT chooses the port. */

import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { serve } from './serve.mjs';

const PORT = Number(process.env.PORT ?? 4321);

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
await build({ configFile: `${root}/vite.config.ts`, logLevel: 'warn' });
const folder = `${root}/dist`;
const port = await serve({ folder, port: PORT }).catch(() => serve({ folder, port: 0 }));
console.log(`Berth is at http://127.0.0.1:${port}/ until you press Ctrl+C.`);
