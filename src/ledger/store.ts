import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Dialect, type Kysely, PostgresDialect, sql } from 'kysely';
import { LedgerError } from './error.ts';
import { EmbeddedDialect } from './sqlite/dialect.ts';
import type { Tables } from './tables.ts';

/** Where a ledger lives, and what one engine does otherwise than the other. */
export interface Store {
  engine: 'sqlite' | 'postgres';
  /** For people: the file, or the address without its password. */
  where: string;
  dialect(): Promise<Dialect>;
  /** Begins several reads of one state of the ledger. */
  beginReading: string;
  /**
   * The first statement of a writing transaction: waits until nothing else writes, or nothing else about this one case. SQLite has
   * one writer at a time by itself.
   */
  alone(tx: Kysely<Tables>, about?: string): Promise<void>;
  /** Leaves nothing of what was erased in the store's own leftovers. */
  forget(db: Kysely<Tables>): Promise<void>;
}

/** Advisory locks of PostgreSQL: shared by writers of single cases, exclusive for who reads and writes across them. */
const WRITERS = 6_202_020;
const ONE_CASE = 6_202_021;

/** A path is a file of SQLite, `postgres://…` a database. Throws LedgerError `store_unknown` for another kind of address. */
export function storeAt(where: string): Store {
  if (/^postgres(ql)?:\/\//.test(where)) return postgres(where);
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(where)) {
    throw new LedgerError('store_unknown', {
      zh: `不支持的台账地址 ${withoutPassword(where)}：请用 postgres://… 或不设 DATABASE_URL（使用本地文件）`,
      en: `The ledger cannot live at ${withoutPassword(where)}: use postgres://…, or leave DATABASE_URL unset for a local file`,
    });
  }
  return sqlite(where);
}

function sqlite(path: string): Store {
  return {
    engine: 'sqlite',
    where: path,
    async dialect() {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      return new EmbeddedDialect(path);
    },
    beginReading: 'begin',
    async alone() {},
    // Pages are overwritten as they are freed (secure_delete); what stood in the log goes with it.
    async forget(db) {
      await sql`pragma wal_checkpoint(truncate)`.execute(db);
    },
  };
}

function postgres(url: string): Store {
  return {
    engine: 'postgres',
    where: withoutPassword(url),
    async dialect() {
      const { cursor, poolAt } = await import('./postgres/pool.ts');
      return new PostgresDialect({ pool: poolAt(url), cursor });
    },
    beginReading: 'begin isolation level repeatable read read only',
    async alone(tx, about) {
      const lock =
        about === undefined
          ? sql`select pg_advisory_xact_lock(${sql.lit(WRITERS)})`
          : sql`select pg_advisory_xact_lock_shared(${sql.lit(WRITERS)}), pg_advisory_xact_lock(${sql.lit(ONE_CASE)}, hashtext(${about}))`;
      await lock.execute(tx);
    },
    async forget(db) {
      await sql`vacuum persons, person_keys, person_marks, exposures`.execute(db);
    },
  };
}

function withoutPassword(url: string): string {
  return url.replace(/^([a-z0-9+.-]+:\/\/)[^@/]*@/i, '$1').replace(/([?&]password=)[^&]*/gi, '$1…');
}
