import { type Kysely, type Migration, sql } from 'kysely';
import type { Store } from '../store.ts';
import type { Words } from './index.ts';

/** The chained audit; the store itself refuses to change or remove a line. */
export function auditStep(words: Words, engine: Store['engine']): Migration {
  return {
    async up(db) {
      await db.schema
        .createTable('audit')
        .addColumn('seq', 'bigint', (c) => c.primaryKey())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .addColumn('by_role', words, (c) => c.notNull())
        .addColumn('by_place', words, (c) => c.notNull())
        .addColumn('by_person', words)
        .addColumn('action', words, (c) => c.notNull())
        .addColumn('about', words, (c) => c.notNull())
        .addColumn('detail', words, (c) => c.notNull())
        .addColumn('hash', words, (c) => c.notNull())
        .execute();
      await db.schema.createIndex('audit_about').on('audit').columns(['about', 'seq']).execute();
      await db.schema
        .createTable('audit_head')
        .addColumn('one', 'integer', (c) => c.primaryKey())
        .addColumn('seq', 'bigint', (c) => c.notNull())
        .addColumn('hash', words, (c) => c.notNull())
        .addColumn('mac', words, (c) => c.notNull())
        .execute();
      for (const statement of engine === 'sqlite' ? sqliteGuard : postgresGuard) await sql.raw(statement).execute(db);
    },
    async down(db: Kysely<unknown>) {
      await db.schema.dropTable('audit_head').execute();
      await db.schema.dropTable('audit').execute();
      if (engine === 'postgres') await sql`drop function audit_stays()`.execute(db);
    },
  };
}

const sqliteGuard = ['update', 'delete'].map(
  (change) => `create trigger audit_no_${change} before ${change} on audit begin select raise(abort, 'the audit is append-only'); end`,
);

const postgresGuard = [
  `create function audit_stays() returns trigger language plpgsql as $$ begin raise exception 'the audit is append-only'; end $$`,
  'create trigger audit_no_change before update or delete on audit for each row execute function audit_stays()',
  'create trigger audit_no_truncate before truncate on audit for each statement execute function audit_stays()',
];
