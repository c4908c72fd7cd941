import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely, Migrator, sql, type Transaction } from 'kysely';
import { LedgerError } from './error.ts';
import type { KeyRing } from './keys.ts';
import { migrations } from './migrations.ts';
import { whileBusy } from './sqlite/busy.ts';
import { EmbeddedDialect } from './sqlite/dialect.ts';
import type { Tables } from './tables.ts';

export interface Ledger {
  readonly db: Kysely<Tables>;
  readonly keys: KeyRing;
  close(): Promise<void>;
}

export type Writing = Transaction<Tables>;

/**
 * Opens the ledger's file at `path`, making it and bringing its tables up to date. Several processes may do so at once.
 * Throws LedgerError `ledger_newer` when a later version of this software wrote it.
 */
export async function openLedger(path: string, keys: KeyRing): Promise<Ledger> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const db = await whileBusy(async () => new Kysely<Tables>({ dialect: new EmbeddedDialect(path) }));
  try {
    await whileBusy(async () => {
      const { error } = await new Migrator({ db, provider: migrations }).migrateToLatest();
      if (error) throw error;
    });
  } catch (error) {
    await db.destroy();
    throw error instanceof Error && error.message.startsWith('corrupted migrations') ? newer(path, error) : error;
  }
  return { db, keys, close: () => db.destroy() };
}

/** One transaction that takes the write lock at its start, run again while another process holds it: `work` may touch the ledger only. */
export function writing<T>(ledger: Ledger, work: (tx: Writing) => Promise<T>): Promise<T> {
  return whileBusy(() => ledger.db.transaction().execute(work));
}

/** Several reads of one state of the ledger; takes no write lock. */
export function reading<T>(ledger: Ledger, work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
  return whileBusy(() =>
    ledger.db.connection().execute(async (db) => {
      await sql`begin`.execute(db);
      try {
        return await work(db);
      } finally {
        await sql`commit`.execute(db);
      }
    }),
  );
}

function newer(path: string, cause: Error): LedgerError {
  return new LedgerError(
    'ledger_newer',
    { zh: `台账 ${path} 由更新的版本写成，请升级本软件`, en: `The ledger ${path} was written by a later version: upgrade this software` },
    { cause },
  );
}
