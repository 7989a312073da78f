#!/usr/bin/env node
/** Entry of `npx berth`: builds the command line where it is missing or older than its sources, then runs it. */

import { pathToFileURL } from 'node:url';
import { buildCommandLine } from './build.mjs';

const path = await buildCommandLine();
const { main } = await import(pathToFileURL(path).href);
process.exitCode = await main(process.argv.slice(2));
