import type { Kysely, Migration } from 'kysely';
import type { Words } from './index.ts';

/** What people were answered, by the keys of their actions; and tasks in their order, so that the many of one case need not be read. */
export function answers(words: Words): Migration {
  return {
    async up({ schema }: Kysely<unknown>) {
      await schema
        .createTable('answers')
        .addColumn('case_id', words, (c) => c.notNull())
        .addColumn('key', words, (c) => c.notNull())
        .addColumn('seq', 'integer', (c) => c.notNull())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .addColumn('answer', words, (c) => c.notNull())
        .addPrimaryKeyConstraint('answers_pk', ['case_id', 'key'])
        .execute();
      await schema.createIndex('answers_in_order').on('answers').columns(['case_id', 'seq']).execute();
      await schema.createIndex('tasks_of_case_in_order').on('tasks').columns(['case_id', 'ordinal']).execute();
    },
    async down({ schema }: Kysely<unknown>) {
      await schema.dropIndex('tasks_of_case_in_order').execute();
      await schema.dropTable('answers').execute();
    },
  };
}
