import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/{unit,core,conformance,kubectl,client}/**/*.test.ts'],
    environment: 'node',
    globalSetup: ['tests/global-setup.ts'],
  },
});
