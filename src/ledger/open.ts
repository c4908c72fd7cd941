import { Kysely, Migrator, NO_MIGRATIONS, sql, type Transaction } from 'kysely';
import { bindKey } from './bound-key.ts';
import { whileBusy } from './busy.ts';
import { LedgerError } from './error.ts';
import type { KeyRing } from './keys.ts';
import { migrationsOf } from './migrations/index.ts';
import { type Store, storeAt } from './store.ts';
import type { Tables } from './tables.ts';

export interface Ledger {
  readonly db: Kysely<Tables>;
  readonly keys: KeyRing;
  readonly store: Store;
  close(): Promise<void>;
}

export type Writing = Transaction<Tables>;

/**
 * Opens the ledger at `where`, a file or `postgres://…`, making it and bringing its tables up to date. Several processes may do so at
 * once. Throws LedgerError `ledger_newer` when a later version of this software wrote it, `ledger_unreachable` when no server answers,
 * `key_unknown` when it is kept under another key.
 */
export async function openLedger(where: string, keys: KeyRing): Promise<Ledger> {
  const ledger = await connectLedger(where, keys);
  try {
    await whileBusy(async () => {
      const { error } = await migrator(ledger).migrateToLatest();
      if (error) throw error;
    });
    await bindKey(ledger);
  } catch (error) {
    await ledger.close();
    throw inWords(ledger.store, error);
  }
  return ledger;
}

/**
 * Takes a ledger down, or up, to the step of its schema named `step` (`none`: before the first): for going back to an earlier version of
 * this software. Returns the steps undone or done.
 */
export async function migrateLedger(where: string, keys: KeyRing, step: string): Promise<string[]> {
  const ledger = await connectLedger(where, keys);
  try {
    return await whileBusy(async () => {
      const { error, results = [] } = await migrator(ledger).migrateTo(step === 'none' ? NO_MIGRATIONS : step);
      if (error) throw error;
      return results.map(({ migrationName }) => migrationName);
    });
  } catch (error) {
    throw inWords(ledger.store, error);
  } finally {
    await ledger.close();
  }
}

/** One transaction that is alone with the ledger from its start, run again while another process is in the way: `work` may touch the ledger only. */
export function writing<T>(ledger: Ledger, work: (tx: Writing) => Promise<T>): Promise<T> {
  return transaction(ledger, work);
}

/** One transaction that reads and writes what belongs to this case only. */
export function writingCase<T>(ledger: Ledger, caseId: string, work: (tx: Writing) => Promise<T>): Promise<T> {
  return transaction(ledger, work, caseId);
}

function transaction<T>(ledger: Ledger, work: (tx: Writing) => Promise<T>, about?: string): Promise<T> {
  return whileBusy(() =>
    ledger.db.transaction().execute(async (tx) => {
      await ledger.store.alone(tx, about);
      return work(tx);
    }),
  );
}

/** Several reads of one state of the ledger; takes no write lock. */
export function reading<T>(ledger: Ledger, work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
  return whileBusy(() =>
    ledger.db.connection().execute(async (db) => {
      await sql.raw(ledger.store.beginReading).execute(db);
      try {
        return await work(db);
      } finally {
        await sql`commit`.execute(db);
      }
    }),
  );
}

/** A ledger as it is, whatever its schema: for taking it up or down. */
export async function connectLedger(where: string, keys: KeyRing): Promise<Ledger> {
  const store = storeAt(where);
  const db = await whileBusy(async () => new Kysely<Tables>({ dialect: await store.dialect() }));
  return { db, keys, store, close: () => db.destroy() };
}

/** The steps of the schema that this version knows, oldest first. */
export const ledgerSteps = (where: string, keys: KeyRing): string[] => Object.keys(migrationsOf(storeAt(where).engine, keys));

/** The last step of the schema that a ledger has taken. */
export async function schemaOf(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name desc limit 1`.execute(db);
  return rows[0]?.name ?? 'none';
}

function migrator({ db, store, keys }: Ledger): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => migrationsOf(store.engine, keys) } });
}

function inWords({ where }: Store, cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  if (/^corrupted migrations|^migration .* (doesn't|does not) exist/i.test(cause.message)) {
    const text = {
      zh: `台账 ${where} 由更新的版本写成，请升级本软件`,
      en: `The ledger ${where} was written by a later version: upgrade this software`,
    };
    return new LedgerError('ledger_newer', text, { cause });
  }
  const code = 'code' in cause ? String(cause.code) : '';
  // No server, a broken connection, a wrong password, no such database.
  if (/^(ECONN|ENOTFOUND|ENOENT|EAI_|ETIMEDOUT|08|28|57P0|3D000)/.test(code)) {
    const text = {
      zh: `台账数据库 ${where} 连接不上：${cause.message}`,
      en: `The ledger's database ${where} cannot be reached: ${cause.message}`,
    };
    return new LedgerError('ledger_unreachable', text, { cause });
  }
  return cause;
}
