/** Builds the static site: `web/` is the root, `dist/` the output, which works under any sub-path. */

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
// @ts-expect-error a plain script, shared with the tests and the command line
import { buildCore } from './assembly/build.mjs';
// @ts-expect-error likewise
import { site } from './cli/site.mjs';

/** The scenario of a first visit. */
const FIRST = fileURLToPath(new URL('scenarios/extend-service-ip-ranges.md', import.meta.url));

/** Compiles the AssemblyScript core before a build, and again when one of its sources changes. */
function core(): Plugin {
  return {
    name: 'berth-core',
    buildStart: () => buildCore(),
    async hotUpdate({ file, server }) {
      if (!file.includes('/assembly/')) return;
      await buildCore();
      server.ws.send({ type: 'full-reload' });
    },
  };
}

export default defineConfig({
  root: 'web',
  base: './',
  plugins: [core(), ...site({ scenario: FIRST, plugins: () => [svelte()] }), svelte()],
  worker: {
    format: 'es',
    // One file for all that the worker starts with, instead of pieces that later chunks share with it.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'simulator', tags: ['$initial'] }] } } },
  },
  server: { fs: { allow: ['..'] } },
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: (file) => (file.endsWith('.wasm') ? false : undefined),
    chunkSizeWarningLimit: 4000,
    // The list of what each later part needs stands in the first file: only styles, which must be there before they are shown.
    modulePreload: { resolveDependencies: (_, paths) => paths.filter((path) => path.endsWith('.css')) },
    // One file for all that the page starts with, instead of pieces that later chunks share with it.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'page', tags: ['$initial'] }] } } },
  },
});
