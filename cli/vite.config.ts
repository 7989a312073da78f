/** Builds the command line and the library into Node programs: `build/cli/main.js` and `library.js`, with all that they need. */

import { defineConfig } from 'vite';

export default defineConfig({
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: 'build/cli',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: { main: 'cli/main.ts', library: 'cli/library.ts' },
      // All in one folder: the core is looked for beside it.
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
  logLevel: 'error',
});
