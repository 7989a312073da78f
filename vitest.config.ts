import { defineConfig } from 'vitest/config';

/** The core's own tests run on its debug build, too. */
export default defineConfig({
  test: {
    environment: 'node',
    // A million operations beside a slow model take their time.
    testTimeout: 120_000,
    globalSetup: ['tests/global-setup.ts'],
    projects: [
      { extends: true, test: { name: 'all', include: ['tests/{unit,core,conformance,kubectl,client}/**/*.test.ts'] } },
      {
        extends: true,
        test: { name: 'core, debug build', include: ['tests/core/**/*.test.ts'], env: { CORE_BUILD: 'debug' } },
      },
    ],
  },
});
