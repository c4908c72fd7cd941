import type { SqliteDatabase, SqliteStatement } from 'kysely';
import Libsql from 'libsql';
import { storable } from '../storable.ts';

/** libsql blocks the event loop while it waits for another process's lock: short here, the rest of the patience is asynchronous. */
const BUSY_WAIT = 100;
const MOST_KEPT = 256;
/** Statements that change the schema are not kept. */
const KEPT = /^\s*(select|insert|update|delete|with|begin|commit|rollback)\b/i;

/** One SQLite file behind the little interface kysely asks for: prepared statements are kept, and values libsql mishandles are refused. */
export class SqliteFile implements SqliteDatabase {
  readonly #file: Libsql.Database;
  readonly #kept = new Map<string, SqliteStatement>();

  constructor(path: string) {
    this.#file = new Libsql(path);
    this.#file.pragma(`busy_timeout = ${BUSY_WAIT}`);
    this.#file.pragma('journal_mode = wal');
    this.#file.pragma('synchronous = full');
    this.#file.pragma('foreign_keys = on');
    this.#file.pragma('secure_delete = on');
  }

  close(): void {
    this.#kept.clear();
    this.#file.close();
  }

  prepare(sql: string): SqliteStatement {
    const known = this.#kept.get(sql);
    if (known) return known;
    const statement = guarded(this.#file.prepare(sql));
    if (KEPT.test(sql)) {
      if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
      this.#kept.set(sql, statement);
    }
    return statement;
  }
}

function guarded(statement: Libsql.Statement<unknown[]>): SqliteStatement {
  const checked = (values: readonly unknown[]) => {
    storable(values);
    return values;
  };
  return {
    reader: statement.reader,
    all: (values) => statement.all(checked(values)),
    run: (values) => statement.run(checked(values)),
    iterate: (values) => statement.iterate(checked(values)),
  };
}
