/** Builds the command line into one Node program, `build/cli/main.js`. */

import { defineConfig } from 'vite';

export default defineConfig({
  ssr: { noExternal: true },
  build: {
    ssr: 'cli/main.ts',
    outDir: 'build/cli',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
  },
  logLevel: 'error',
});
