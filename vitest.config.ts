import { defineConfig } from 'vitest/config';

// The suites that need Temporal wait for it; the others start at once and need nothing but the packages.
const onAHouse = ['house', 'district', 'incidents'].map((name) => `test/cli/${name}.test.ts`);
const durable = ['test/durable/**/*.test.ts', 'test/temporal/**/*.test.ts', ...onAHouse];

export default defineConfig({
  test: {
    maxWorkers: 2,
    // With CI set, terminals are taken to have colours; tests read plain words.
    env: { NO_COLOR: '1' },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'pure', include: ['test/**/*.test.ts'], exclude: [...durable, 'test/ledger/postgres/**'] } },
      // The ledger's suite again, on PostgreSQL.
      {
        extends: true,
        test: {
          name: 'postgres',
          include: ['test/ledger/**/*.test.ts'],
          globalSetup: ['test/ledger/postgres-setup.ts'],
          setupFiles: ['test/ledger/on-postgres.ts'],
        },
      },
      { extends: true, test: { name: 'durable', include: durable, globalSetup: ['test/setup.ts'] } },
    ],
  },
});
