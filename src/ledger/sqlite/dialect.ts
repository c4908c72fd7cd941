import {
  CompiledQuery,
  type DatabaseConnection,
  type DialectAdapter,
  type Driver,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
} from 'kysely';
import { SqliteFile } from './file.ts';

/** With two processes a deferred transaction that reads and then writes fails at once with SQLITE_BUSY_SNAPSHOT; an immediate one waits. */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

/** SQLite can change its schema in a transaction: so two processes that open a new file together do not both create its tables. */
class TransactionalSchema extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** The embedded ledger: kysely's SQLite dialect over libsql. Opens the file at once; throws SQLITE_BUSY when another process is converting it. */
export class EmbeddedDialect extends SqliteDialect {
  readonly #file: SqliteFile;

  constructor(path: string) {
    const file = new SqliteFile(path);
    super({ database: file });
    this.#file = file;
  }

  override createDriver(): Driver {
    return new ImmediateDriver({ database: this.#file });
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalSchema();
  }
}
