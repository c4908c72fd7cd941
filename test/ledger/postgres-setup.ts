import type { TestProject } from 'vitest/node';
import { createDatabase, startCluster } from '../../bench/ledger/cluster.ts';
import { keyRing, openLedger } from '../../src/ledger/index.ts';
import { KEY } from './register.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A server whose database `like` is an empty ledger, of which each test gets a copy; undefined: the suite runs on SQLite. */
    postgres: string | undefined;
  }
}

const NO_SYNC = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** One cluster for the ledger's suite, stopped by its process id. */
export default async function setup(project: TestProject) {
  const cluster = await startCluster(NO_SYNC).catch((error: unknown) => {
    if (process.env.CI === 'true') throw error;
    console.warn(`\n!!! SKIPPED: the ledger's suite on PostgreSQL: ${error instanceof Error ? error.message : String(error)}\n`);
  });
  if (!cluster) return;
  try {
    const like = await createDatabase(cluster.url, 'like');
    await (await openLedger(like, keyRing({ EARLY_KEY: KEY }, '.'))).close();
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  project.provide('postgres', cluster.url);
  return () => cluster.stop();
}
