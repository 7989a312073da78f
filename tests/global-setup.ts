/** Compiles the core once before any test runs. */

import { buildCore } from '../assembly/build.mjs';

export default async function setup(): Promise<void> {
  await buildCore();
}
