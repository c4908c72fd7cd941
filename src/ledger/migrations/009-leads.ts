import type { Kysely, Migration } from 'kysely';
import type { Words } from './index.ts';

/** What became of each lead, by a keyed hash of whom it names. */
export function leads(words: Words): Migration {
  return {
    async up({ schema }: Kysely<unknown>) {
      await schema
        .createTable('leads')
        .addColumn('lead', words, (c) => c.primaryKey())
        .addColumn('source', words, (c) => c.notNull())
        .addColumn('outcome', words, (c) => c.notNull())
        .addColumn('subject', words)
        .addColumn('case_id', words)
        .addColumn('finding', words)
        .addColumn('at', 'bigint', (c) => c.notNull())
        .execute();
      await schema.createIndex('leads_of_subject').on('leads').column('subject').execute();
    },
    async down({ schema }: Kysely<unknown>) {
      await schema.dropTable('leads').execute();
    },
  };
}
