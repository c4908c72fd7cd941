import type { Migration } from 'kysely';
import type { Words } from './index.ts';

const tables = ['reports', 'findings', 'case_links', 'exposures'];

/** Who was exposed to whom, which cases belong together, what was found wrong, what units reported. */
export function exposuresFindingsReports(words: Words): Migration {
  return {
    async up({ schema }) {
      await schema
        .createTable('exposures')
        .addColumn('id', words, (c) => c.primaryKey())
        .addColumn('person_id', words, (c) => c.notNull().references('persons.id'))
        .addColumn('source_id', words, (c) => c.references('persons.id'))
        .addColumn('place', words)
        .addColumn('setting', words, (c) => c.notNull())
        .addColumn('first_on', words, (c) => c.notNull())
        .addColumn('last_on', words, (c) => c.notNull())
        .addColumn('note', words)
        .addColumn('recorded_at', 'bigint', (c) => c.notNull())
        .addColumn('voided_at', 'bigint')
        .addColumn('voided_why', words)
        .execute();
      await schema.createIndex('exposures_of_person').on('exposures').columns(['person_id', 'last_on']).execute();
      await schema.createIndex('exposures_to_source').on('exposures').columns(['source_id', 'first_on']).execute();

      await schema
        .createTable('case_links')
        .addColumn('case_id', words, (c) => c.notNull())
        .addColumn('seq', 'integer', (c) => c.notNull())
        .addColumn('line', 'integer', (c) => c.notNull())
        .addColumn('name', words, (c) => c.notNull())
        .addColumn('linked', words, (c) => c.notNull())
        .addPrimaryKeyConstraint('case_links_key', ['case_id', 'seq', 'line'])
        .execute();
      await schema.createIndex('case_links_back').on('case_links').column('linked').execute();

      await schema
        .createTable('findings')
        .addColumn('id', words, (c) => c.primaryKey())
        .addColumn('matter', words, (c) => c.notNull().unique())
        .addColumn('kind', words, (c) => c.notNull())
        .addColumn('unit', words)
        .addColumn('case_id', words)
        .addColumn('detail', words, (c) => c.notNull())
        .addColumn('opened_at', 'bigint', (c) => c.notNull())
        .addColumn('closed_at', 'bigint')
        .addColumn('closed_why', words)
        .execute();
      await schema.createIndex('findings_open').on('findings').columns(['closed_at', 'opened_at', 'id']).execute();
      await schema.createIndex('findings_of_unit').on('findings').columns(['unit', 'opened_at', 'id']).execute();

      await schema
        .createTable('reports')
        .addColumn('form', words, (c) => c.notNull())
        .addColumn('day', words, (c) => c.notNull())
        .addColumn('unit', words, (c) => c.notNull())
        .addColumn('version', 'integer', (c) => c.notNull())
        .addColumn('latest', 'integer', (c) => c.notNull())
        .addColumn('state', words, (c) => c.notNull())
        .addColumn('figures', words, (c) => c.notNull())
        .addColumn('reason', words)
        .addColumn('by_role', words, (c) => c.notNull())
        .addColumn('by_place', words, (c) => c.notNull())
        .addColumn('by_person', words)
        .addColumn('recorded_at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('reports_key', ['form', 'day', 'unit', 'version'])
        .execute();
      await schema.createIndex('reports_of_day').on('reports').columns(['form', 'day', 'latest', 'unit']).execute();
    },
    async down({ schema }) {
      for (const table of tables) await schema.dropTable(table).execute();
    },
  };
}
