import type { SqliteDatabase, SqliteStatement } from 'kysely';
import Libsql from 'libsql';
import { storable } from '../storable.ts';

/** libsql blocks the event loop while it waits for another process's lock: short here, the rest of the patience is asynchronous. */
const BUSY_WAIT = 100;
const MOST_KEPT = 256;
/** Statements that change the schema are not kept. */
const KEPT = /^\s*(select|insert|update|delete|with|commit|rollback)\b/i;
const BEGIN = /^\s*begin\b/i;
const PRAGMAS = [`busy_timeout = ${BUSY_WAIT}`, 'journal_mode = wal', 'synchronous = full', 'foreign_keys = on', 'secure_delete = on'];

/**
 * One SQLite file behind the little interface kysely asks for: prepared statements are kept, and values libsql mishandles are refused.
 *
 * A prepared statement that found another process in the way stays active, and libsql has no way to reset it: whatever its connection reads
 * next pins that state of the file, and from the first write of another process on it can begin no writing transaction any more
 * (SQLITE_BUSY_SNAPSHOT), however long it waits. So what may have to wait often, `begin`, is not prepared, and after any other wait in
 * vain the connection is given up for a new one.
 */
export class SqliteFile implements SqliteDatabase {
  readonly #path: string;
  #file: Libsql.Database;
  readonly #kept = new Map<string, SqliteStatement>();
  #isPinned = false;

  constructor(path: string) {
    this.#path = path;
    this.#file = open(path);
  }

  close(): void {
    this.#kept.clear();
    this.#file.close();
  }

  prepare(sql: string): SqliteStatement {
    if (this.#isPinned && !this.#file.inTransaction) this.#renew();
    if (BEGIN.test(sql)) return unprepared(this.#file, sql);
    const known = this.#kept.get(sql);
    if (known) return known;
    const statement = this.#guarded(this.#file.prepare(sql));
    if (KEPT.test(sql)) {
      if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
      this.#kept.set(sql, statement);
    }
    return statement;
  }

  #renew(): void {
    const next = open(this.#path);
    this.close();
    this.#file = next;
    this.#isPinned = false;
  }

  #guarded(statement: Libsql.Statement<unknown[]>): SqliteStatement {
    const checked = <T>(values: readonly unknown[], run: (values: unknown[]) => T): T => {
      storable(values);
      try {
        return run(values as unknown[]);
      } catch (error) {
        if (isBusy(error)) this.#isPinned = true;
        throw error;
      }
    };
    return {
      reader: statement.reader,
      all: (values) => checked(values, (of) => statement.all(of)),
      run: (values) => checked(values, (of) => statement.run(of)),
      iterate: (values) => this.#through(checked(values, (of) => statement.iterate(of))),
    };
  }

  /** Rows that nobody reads to the end pin their state of the file too. */
  *#through(rows: Iterable<unknown>): IterableIterator<unknown> {
    let isThrough = false;
    try {
      yield* rows;
      isThrough = true;
    } finally {
      if (!isThrough) this.#isPinned = true;
    }
  }
}

/** Throws SQLITE_BUSY when another process is converting the file; nothing is left open then. */
function open(path: string): Libsql.Database {
  const file = new Libsql(path);
  try {
    for (const pragma of PRAGMAS) file.exec(`pragma ${pragma}`);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

function unprepared(file: Libsql.Database, sql: string): SqliteStatement {
  return {
    reader: false,
    all: () => [],
    run() {
      file.exec(sql);
      return { changes: 0, lastInsertRowid: 0 };
    },
    iterate: () => [][Symbol.iterator](),
  };
}

/** Extended codes too: SQLITE_BUSY_SNAPSHOT, SQLITE_BUSY_RECOVERY. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^SQLITE_(BUSY|LOCKED)/.test(String(error.code));
}
