/** Builds once before any test runs: the core, optimized and not, and the command line. */

import { buildCore } from '../assembly/build.mjs';
import { buildCommandLine } from '../cli/build.mjs';

export default async function setup(): Promise<void> {
  await buildCore();
  await buildCore({ debug: true });
  await buildCommandLine();
}
