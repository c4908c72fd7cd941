import type { Kysely, Migration } from 'kysely';
import type { Words } from './index.ts';

/** How often in a row a case has been refused by those it was handed to, and which case was told of an exposure. Cases that stand say it with `early rebuild`. */
export function toldByCases(words: Words): Migration {
  return {
    async up({ schema }: Kysely<unknown>) {
      await schema
        .alterTable('cases')
        .addColumn('bounces', 'integer', (c) => c.notNull().defaultTo(0))
        .execute();
      await schema.alterTable('exposures').addColumn('case_id', words).execute();
      await schema.alterTable('exposures').addColumn('seq', 'integer').execute();
      await schema.createIndex('exposures_of_case').on('exposures').columns(['case_id', 'seq']).execute();
    },
    async down({ schema }: Kysely<unknown>) {
      await schema.dropIndex('exposures_of_case').execute();
      for (const column of ['seq', 'case_id']) await schema.alterTable('exposures').dropColumn(column).execute();
      await schema.alterTable('cases').dropColumn('bounces').execute();
    },
  };
}
