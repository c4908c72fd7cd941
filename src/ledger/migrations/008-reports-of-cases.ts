import type { Kysely, Migration } from 'kysely';
import type { Words } from './index.ts';

const columns = ['case_id', 'seq', 'entry', 'voided_seq'];

/** Which step of which case filed a report, and the sums that units above have confirmed. Nothing is kept any more of what nobody confirmed. */
export function reportsOfCases(words: Words): Migration {
  return {
    async up({ schema }: Kysely<unknown>) {
      await schema.alterTable('reports').addColumn('case_id', words).execute();
      for (const column of columns.slice(1)) await schema.alterTable('reports').addColumn(column, 'integer').execute();
      await schema.alterTable('reports').dropColumn('state').execute();
      await schema.createIndex('reports_of_case').on('reports').columns(['case_id', 'seq']).execute();
      await schema.createIndex('tasks_of_event').on('tasks').columns(['event', 'due', 'case_id']).execute();
      await schema
        .createTable('report_sums')
        .addColumn('form', words, (c) => c.notNull())
        .addColumn('day', words, (c) => c.notNull())
        .addColumn('unit', words, (c) => c.notNull())
        .addColumn('version', 'integer', (c) => c.notNull())
        .addColumn('figures', words, (c) => c.notNull())
        .addColumn('basis', words, (c) => c.notNull())
        .addColumn('by_role', words, (c) => c.notNull())
        .addColumn('by_place', words, (c) => c.notNull())
        .addColumn('by_person', words)
        .addColumn('recorded_at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('report_sums_key', ['form', 'day', 'unit', 'version'])
        .execute();
    },
    async down({ schema }: Kysely<unknown>) {
      await schema.dropTable('report_sums').execute();
      await schema.dropIndex('tasks_of_event').execute();
      await schema.dropIndex('reports_of_case').execute();
      await schema
        .alterTable('reports')
        .addColumn('state', words, (c) => c.notNull().defaultTo('confirmed'))
        .execute();
      for (const column of columns) await schema.alterTable('reports').dropColumn(column).execute();
    },
  };
}
