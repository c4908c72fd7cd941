import type { Kysely, Migration, MigrationProvider } from 'kysely';
import { sql } from 'kysely';

/** The schema's history, oldest first. A step that has run anywhere is never edited. */
export const migrations: MigrationProvider = {
  async getMigrations(): Promise<Record<string, Migration>> {
    return { '001-persons-cases-protocols': { up: first }, '002-counts-by-index': { up: countsByIndex } };
  },
};

async function first(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('persons')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('fingerprint', 'text', (c) => c.notNull().unique())
    .addColumn('name', 'text')
    .addColumn('phone', 'text')
    .addColumn('identity', 'text')
    .addColumn('sex', 'text')
    .addColumn('birth_year', 'integer')
    .addColumn('age', 'integer')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();

  await schema
    .createTable('cases')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('family', 'text')
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('place', 'text', (c) => c.notNull())
    .addColumn('life', 'text', (c) => c.notNull())
    .addColumn('reserved_at', 'bigint')
    .addColumn('opening', 'text')
    .addColumn('digest', 'text')
    .addColumn('run', 'text')
    .addColumn('seq', 'integer')
    .addColumn('hash', 'text')
    .addColumn('protocol', 'text', (c) => c.notNull())
    .addColumn('edition', 'text')
    .addColumn('status', 'text')
    .addColumn('outcome', 'text')
    .addColumn('states', 'text')
    .addColumn('stages', 'text')
    .addColumn('stage', 'text')
    .addColumn('holder_place', 'text')
    .addColumn('holder_role', 'text')
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
    .addColumn('case_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('label', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('case_labels_key', ['kind', 'label', 'case_id'])
    .execute();
  await schema.createIndex('case_labels_of_case').on('case_labels').column('case_id').execute();

  await schema
    .createTable('tasks')
    .addColumn('case_id', 'text', (c) => c.notNull())
    .addColumn('slot_id', 'text', (c) => c.notNull())
    .addColumn('ordinal', 'integer', (c) => c.notNull())
    .addColumn('event', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('due', 'bigint')
    .addColumn('slot', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('tasks_key', ['case_id', 'slot_id'])
    .execute();
  await schema.createIndex('tasks_due').on('tasks').columns(['status', 'due', 'case_id']).execute();

  await schema
    .createTable('timeline')
    .addColumn('case_id', 'text', (c) => c.notNull())
    .addColumn('seq', 'integer', (c) => c.notNull())
    .addColumn('line', 'integer', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('effect', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('timeline_key', ['case_id', 'seq', 'line'])
    .execute();

  await schema
    .createTable('messages')
    .addColumn('message_key', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('case_id', 'text', (c) => c.notNull())
    .addColumn('unit', 'text')
    .addColumn('place', 'text', (c) => c.notNull())
    .addColumn('about', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('messages_key', ['message_key', 'role'])
    .execute();
  await schema.createIndex('messages_of_case').on('messages').columns(['case_id', 'at']).execute();
  await schema.createIndex('messages_to_unit').on('messages').columns(['unit', 'at']).execute();

  await schema
    .createTable('protocols')
    .addColumn('hash', 'text', (c) => c.primaryKey())
    .addColumn('protocol', 'text', (c) => c.notNull())
    .addColumn('edition', 'text', (c) => c.notNull())
    .addColumn('compiled', 'text', (c) => c.notNull())
    .addColumn('published_at', 'bigint', (c) => c.notNull())
    .execute();
  await schema.createIndex('protocols_by_name').on('protocols').column('protocol').execute();
  await schema
    .createTable('protocols_in_force')
    .addColumn('protocol', 'text', (c) => c.primaryKey())
    .addColumn('hash', 'text', (c) => c.notNull().references('protocols.hash'))
    .execute();
  await schema
    .createTable('settings')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('value', 'text', (c) => c.notNull())
    .execute();

  await schema
    .createTable('imports')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('file_hash', 'text', (c) => c.notNull())
    .addColumn('mapping_hash', 'text', (c) => c.notNull())
    .addColumn('protocol', 'text', (c) => c.notNull())
    .addColumn('source', 'text', (c) => c.notNull())
    .addColumn('totals', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .execute();
  await schema
    .createTable('import_rows')
    .addColumn('import_id', 'text', (c) => c.notNull().references('imports.id'))
    .addColumn('line', 'integer', (c) => c.notNull())
    .addColumn('fate', 'text', (c) => c.notNull())
    .addColumn('case_id', 'text')
    .addColumn('problems', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('import_rows_key', ['import_id', 'line'])
    .execute();
}

/** Counts of a protocol, and of what is overdue, read from an index alone. */
async function countsByIndex({ schema }: Kysely<unknown>): Promise<void> {
  const counted = ['life', 'stage', 'outcome', 'status'];
  await schema
    .createIndex('cases_counted_by_protocol')
    .on('cases')
    .columns(['protocol', ...counted])
    .execute();
  await schema.dropIndex('cases_by_due').execute();
  await schema
    .createIndex('cases_by_due')
    .on('cases')
    .columns(['earliest_due', 'id', ...counted])
    .execute();
}
