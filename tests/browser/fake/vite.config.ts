/** Builds the page with the stand-in worker into `build/fake`. */

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'web',
  base: './',
  plugins: [
    {
      name: 'fake-worker',
      enforce: 'pre',
      transform: (code, id) =>
        id.endsWith('/web/simulator.ts')
          ? code.replace('../worker/index.ts', '../tests/browser/fake/worker.ts')
          : undefined,
    },
    svelte(),
  ],
  worker: { format: 'es' },
  build: { outDir: '../build/fake', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 4000 },
});
