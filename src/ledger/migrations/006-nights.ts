import type { Migration } from 'kysely';
import type { Words } from './index.ts';

/** What each nightly reconciliation found. */
export function nights(words: Words): Migration {
  return {
    async up({ schema }) {
      await schema
        .createTable('nights')
        .addColumn('started_at', 'bigint', (c) => c.primaryKey())
        .addColumn('ended_at', 'bigint', (c) => c.notNull())
        .addColumn('compared', 'integer', (c) => c.notNull())
        .addColumn('count', 'integer', (c) => c.notNull())
        .addColumn('differences', words, (c) => c.notNull())
        .addColumn('audit_lines', 'bigint', (c) => c.notNull())
        .addColumn('audit_hash', words, (c) => c.notNull())
        .addColumn('audit_fault', words)
        .execute();
    },
    async down({ schema }) {
      await schema.dropTable('nights').execute();
    },
  };
}
