import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { CompiledQuery, type DatabaseConnection, Kysely, Migrator, type SqliteDatabase, SqliteDialect, type SqliteDialectConfig, SqliteDriver } from 'kysely';
import Database from 'libsql';
import { migrations, type Tables } from './tables.ts';

/** Every transaction is a writer from its first statement: a read that turns into a write would fail at once beside a second process. */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await connection.executeQuery(CompiledQuery.raw('begin immediate'));
        return;
      } catch (error) {
        if (attempt >= 40 || !/busy|locked/i.test(String(error))) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50 + 10 * attempt));
      }
    }
  }
}

class ImmediateDialect extends SqliteDialect {
  private readonly settings: SqliteDialectConfig;
  constructor(settings: SqliteDialectConfig) {
    super(settings);
    this.settings = settings;
  }
  override createDriver() {
    return new ImmediateDriver(this.settings);
  }
}

/** Opens the ledger's file and brings its tables up to date. Throws when a migration fails. */
export async function openDatabase(file: string): Promise<Kysely<Tables>> {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const database = new Database(file);
  // Lock waits are short: libsql blocks the event loop while it waits.
  database.pragma('busy_timeout=250');
  database.pragma('journal_mode=wal');
  database.pragma('synchronous=full');
  const db = new Kysely<Tables>({ dialect: new ImmediateDialect({ database: database as unknown as SqliteDatabase }) });
  for (let attempt = 0; ; attempt++) {
    const { error } = await new Migrator({ db, provider: { getMigrations: async () => migrations } }).migrateToLatest();
    if (!error) return db;
    if (attempt >= 20 || !/busy|locked/i.test(String(error))) throw error;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
