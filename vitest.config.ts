import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    fileParallelism: true,
    maxWorkers: 2,
    // On a loaded machine three processes that create one file at once may run out of patience: see docs/decisions/006.
    retry: process.env.CI === 'true' ? 1 : 0,
  },
});
