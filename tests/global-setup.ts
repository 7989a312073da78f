/** Compiles the core once before any test runs, optimized and not. */

import { buildCore } from '../assembly/build.mjs';

export default async function setup(): Promise<void> {
  await buildCore();
  await buildCore({ debug: true });
}
