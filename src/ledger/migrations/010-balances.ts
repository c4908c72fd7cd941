import type { Kysely, Migration } from 'kysely';
import { countAnew, keepUnits } from '../balances.ts';
import type { Tables } from '../tables.ts';
import type { Words } from './index.ts';

const key = ['unit', 'protocol', 'life', 'status', 'outcome', 'stages'];

/** Sums kept as cases change, the units above each unit, and what is owed in the order of the cases. */
export function balancesStep(words: Words): Migration {
  return {
    async up(db: Kysely<Tables>) {
      const { schema } = db;
      await key
        .reduce((table, column) => table.addColumn(column, words, (c) => c.notNull()), schema.createTable('balances'))
        .addColumn('n', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('balances_key', key as 'n'[])
        .execute();
      await schema
        .createTable('unit_above')
        .addColumn('unit', words, (c) => c.notNull())
        .addColumn('above', words, (c) => c.notNull())
        .addPrimaryKeyConstraint('unit_above_key', ['unit', 'above'])
        .execute();
      await schema.createIndex('units_below').on('unit_above').columns(['above', 'unit']).execute();
      await schema.createIndex('tasks_in_order').on('tasks').columns(['status', 'case_id', 'ordinal']).execute();
      // What counting of all cases read; the sums take its place.
      await schema.dropIndex('cases_counted_by_protocol').execute();
      await schema.dropIndex('cases_counted').execute();
      await schema.createIndex('cases_by_life').on('cases').columns(['life', 'reserved_at']).execute();
      await keepUnits(db);
      await countAnew(db);
    },
    async down({ schema }) {
      await schema.dropIndex('cases_by_life').execute();
      await schema.createIndex('cases_counted').on('cases').columns(['life', 'stage', 'outcome', 'status', 'protocol']).execute();
      await schema
        .createIndex('cases_counted_by_protocol')
        .on('cases')
        .columns(['protocol', 'life', 'stage', 'outcome', 'status'])
        .execute();
      await schema.dropIndex('tasks_in_order').execute();
      for (const table of ['unit_above', 'balances']) await schema.dropTable(table).execute();
    },
  };
}
