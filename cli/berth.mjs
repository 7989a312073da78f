#!/usr/bin/env node
/** Entry of `npx berth`. Among its sources it builds the command line first where that is missing or old. */

import { existsSync } from 'node:fs';

const hasSources = existsSync(new URL('main.ts', import.meta.url));
if (hasSources) await (await import('./build.mjs')).buildCommandLine();
const { main } = await import('../build/cli/main.js');
process.exitCode = await main(process.argv.slice(2));
