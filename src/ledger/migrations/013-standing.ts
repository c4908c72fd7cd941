import { type Kysely, type Migration, sql } from 'kysely';
import { standAnew } from '../standing.ts';
import type { Store } from '../store.ts';
import type { Tables } from '../tables.ts';
import type { Words } from './index.ts';

const key = ['unit', 'protocol', 'life', 'status', 'outcome', 'stages'];

/** Which cases are late, their sums, and the units and stages each case stands in, in the order in which lists are read. */
export function standingStep(words: Words, engine: Store['engine']): Migration {
  // Without it SQLite would keep every row twice.
  const asIndex = engine === 'sqlite' ? sql`without rowid` : sql``;
  return {
    async up(db: Kysely<Tables>) {
      const { schema } = db;
      await schema
        .alterTable('cases')
        .addColumn('late', 'integer', (c) => c.notNull().defaultTo(0))
        .execute();
      await db.updateTable('cases').set({ late: 1 }).whereRef('earliest_due', '<=', 'now').execute();
      await schema.dropIndex('cases_by_due').execute();
      await schema
        .createIndex('cases_by_due')
        .on('cases')
        .columns(['late', 'earliest_due', 'id', 'life', 'status', 'outcome', 'stages'])
        .execute();
      await key
        .reduce((table, column) => table.addColumn(column, words, (c) => c.notNull()), schema.createTable('late_balances'))
        .addColumn('n', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('late_balances_key', key as 'n'[])
        .execute();
      await schema
        .createTable('case_units')
        .addColumn('unit', words, (c) => c.notNull())
        .addColumn('stage', words, (c) => c.notNull())
        .addColumn('case_id', words, (c) => c.notNull())
        .addPrimaryKeyConstraint('case_units_key', ['unit', 'stage', 'case_id'])
        .modifyEnd(asIndex)
        .execute();
      await schema.createIndex('units_of_case').on('case_units').column('case_id').execute();
      await schema
        .createTable('late_units')
        .addColumn('unit', words, (c) => c.notNull())
        .addColumn('due', 'bigint', (c) => c.notNull())
        .addColumn('case_id', words, (c) => c.notNull())
        .addPrimaryKeyConstraint('late_units_key', ['unit', 'due', 'case_id'])
        .modifyEnd(asIndex)
        .execute();
      await standAnew(db);
    },
    async down({ schema }) {
      for (const table of ['late_units', 'case_units', 'late_balances']) await schema.dropTable(table).execute();
      await schema.dropIndex('cases_by_due').execute();
      await schema.createIndex('cases_by_due').on('cases').columns(['earliest_due', 'id', 'life', 'stage', 'outcome', 'status']).execute();
      await schema.alterTable('cases').dropColumn('late').execute();
    },
  };
}
