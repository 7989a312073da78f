/** Serves the build for the browser tests, under a sub-path: `node tests/browser/serve.mjs PORT [FOLDER]`. */

import { fileURLToPath } from 'node:url';
import { serve } from '../../web/serve.mjs';

const [port, folder = fileURLToPath(new URL('../../dist', import.meta.url))] = process.argv.slice(2);
await serve({ folder, port: Number(port), basePath: '/some/where/' });
