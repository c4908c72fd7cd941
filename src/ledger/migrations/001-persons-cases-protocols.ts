import { type Kysely, type Migration, sql } from 'kysely';
import type { Words } from './index.ts';

const tables = [
  'import_rows',
  'imports',
  'settings',
  'protocols_in_force',
  'protocols',
  'messages',
  'timeline',
  'tasks',
  'case_labels',
  'cases',
  'persons',
];

/** Persons, cases as the kernel projects them, what was told, published protocols, imports. */
export function personsCasesProtocols(words: Words): Migration {
  return { up, down };

  async function up({ schema }: Kysely<unknown>): Promise<void> {
    await schema
      .createTable('persons')
      .addColumn('id', words, (c) => c.primaryKey())
      .addColumn('fingerprint', words, (c) => c.notNull().unique())
      .addColumn('name', words)
      .addColumn('phone', words)
      .addColumn('identity', words)
      .addColumn('sex', words)
      .addColumn('birth_year', 'integer')
      .addColumn('age', 'integer')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .execute();

    await schema
      .createTable('cases')
      .addColumn('id', words, (c) => c.primaryKey())
      .addColumn('family', words)
      .addColumn('subject', words, (c) => c.notNull())
      .addColumn('place', words, (c) => c.notNull())
      .addColumn('life', words, (c) => c.notNull())
      .addColumn('reserved_at', 'bigint')
      .addColumn('opening', words)
      .addColumn('digest', words)
      .addColumn('run', words)
      .addColumn('seq', 'integer')
      .addColumn('hash', words)
      .addColumn('protocol', words, (c) => c.notNull())
      .addColumn('edition', words)
      .addColumn('status', words)
      .addColumn('outcome', words)
      .addColumn('states', words)
      .addColumn('stages', words)
      .addColumn('stage', words)
      .addColumn('holder_place', words)
      .addColumn('holder_role', words)
      .addColumn('opened_at', 'bigint')
      .addColumn('ended_at', 'bigint')
      .addColumn('now', 'bigint')
      .addColumn('next_wake', 'bigint')
      .addColumn('attention', 'integer', (c) => c.notNull().defaultTo(0))
      .addColumn('earliest_due', 'bigint')
      .execute();
    await schema
      .createIndex('cases_one_open')
      .on('cases')
      .columns(['family', 'subject'])
      .unique()
      .where(sql.ref('life'), '<>', sql.lit('closed'))
      .execute();
    await schema.createIndex('cases_of_subject').on('cases').columns(['subject', 'protocol']).execute();
    await schema.createIndex('cases_counted').on('cases').columns(['life', 'stage', 'outcome', 'status', 'protocol']).execute();
    await schema.createIndex('cases_by_status').on('cases').columns(['status', 'id']).execute();
    await schema.createIndex('cases_by_protocol').on('cases').columns(['protocol', 'id']).execute();
    await schema.createIndex('cases_by_place').on('cases').columns(['place', 'id']).execute();
    await schema.createIndex('cases_by_holder').on('cases').columns(['holder_place', 'id']).execute();
    await schema.createIndex('cases_with_attention').on('cases').column('id').where(sql.ref('attention'), '>', sql.lit(0)).execute();
    await schema.createIndex('cases_by_due').on('cases').columns(['earliest_due', 'id']).execute();

    await schema
      .createTable('case_labels')
      .addColumn('case_id', words, (c) => c.notNull())
      .addColumn('kind', words, (c) => c.notNull())
      .addColumn('label', words, (c) => c.notNull())
      .addPrimaryKeyConstraint('case_labels_key', ['kind', 'label', 'case_id'])
      .execute();
    await schema.createIndex('case_labels_of_case').on('case_labels').column('case_id').execute();

    await schema
      .createTable('tasks')
      .addColumn('case_id', words, (c) => c.notNull())
      .addColumn('slot_id', words, (c) => c.notNull())
      .addColumn('ordinal', 'integer', (c) => c.notNull())
      .addColumn('event', words, (c) => c.notNull())
      .addColumn('status', words, (c) => c.notNull())
      .addColumn('due', 'bigint')
      .addColumn('slot', words, (c) => c.notNull())
      .addPrimaryKeyConstraint('tasks_key', ['case_id', 'slot_id'])
      .execute();
    await schema.createIndex('tasks_due').on('tasks').columns(['status', 'due', 'case_id']).execute();

    await schema
      .createTable('timeline')
      .addColumn('case_id', words, (c) => c.notNull())
      .addColumn('seq', 'integer', (c) => c.notNull())
      .addColumn('line', 'integer', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('kind', words, (c) => c.notNull())
      .addColumn('effect', words, (c) => c.notNull())
      .addPrimaryKeyConstraint('timeline_key', ['case_id', 'seq', 'line'])
      .execute();

    await schema
      .createTable('messages')
      .addColumn('message_key', words, (c) => c.notNull())
      .addColumn('role', words, (c) => c.notNull())
      .addColumn('case_id', words, (c) => c.notNull())
      .addColumn('unit', words)
      .addColumn('place', words, (c) => c.notNull())
      .addColumn('about', words, (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('messages_key', ['message_key', 'role'])
      .execute();
    await schema.createIndex('messages_of_case').on('messages').columns(['case_id', 'at']).execute();
    await schema.createIndex('messages_to_unit').on('messages').columns(['unit', 'at']).execute();

    await schema
      .createTable('protocols')
      .addColumn('hash', words, (c) => c.primaryKey())
      .addColumn('protocol', words, (c) => c.notNull())
      .addColumn('edition', words, (c) => c.notNull())
      .addColumn('compiled', words, (c) => c.notNull())
      .addColumn('published_at', 'bigint', (c) => c.notNull())
      .execute();
    await schema.createIndex('protocols_by_name').on('protocols').column('protocol').execute();
    await schema
      .createTable('protocols_in_force')
      .addColumn('protocol', words, (c) => c.primaryKey())
      .addColumn('hash', words, (c) => c.notNull().references('protocols.hash'))
      .execute();
    await schema
      .createTable('settings')
      .addColumn('name', words, (c) => c.primaryKey())
      .addColumn('value', words, (c) => c.notNull())
      .execute();

    await schema
      .createTable('imports')
      .addColumn('id', words, (c) => c.primaryKey())
      .addColumn('file_hash', words, (c) => c.notNull())
      .addColumn('mapping_hash', words, (c) => c.notNull())
      .addColumn('protocol', words, (c) => c.notNull())
      .addColumn('source', words, (c) => c.notNull())
      .addColumn('totals', words, (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .execute();
    await schema
      .createTable('import_rows')
      .addColumn('import_id', words, (c) => c.notNull().references('imports.id'))
      .addColumn('line', 'integer', (c) => c.notNull())
      .addColumn('fate', words, (c) => c.notNull())
      .addColumn('case_id', words)
      .addColumn('problems', words, (c) => c.notNull())
      .addPrimaryKeyConstraint('import_rows_key', ['import_id', 'line'])
      .execute();
  }

  async function down({ schema }: Kysely<unknown>): Promise<void> {
    for (const table of tables) await schema.dropTable(table).execute();
  }
}
