/** Builds the static site: `web/` is the root, `dist/` the output, which works under any sub-path. */

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
// @ts-expect-error a plain script, shared with the tests and the command line
import { buildCore } from './assembly/build.mjs';
// @ts-expect-error likewise
import { runFirstVisit } from './cli/first-visit.mjs';

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

/** `virtual:first-visit`: what the simulation says of the first scenario. */
function firstVisit(): Plugin {
  const name = 'virtual:first-visit';
  return {
    name: 'berth-first-visit',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    async load(id) {
      if (id !== `\0${name}`) return undefined;
      this.addWatchFile(FIRST);
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(await runFirstVisit(FIRST)))})`;
    },
  };
}

export default defineConfig({
  root: 'web',
  base: './',
  plugins: [core(), firstVisit(), svelte()],
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
  },
});
