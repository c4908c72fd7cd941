import type { Kysely, Migration } from 'kysely';

const counted = ['life', 'stage', 'outcome', 'status'];

/** Counts of a protocol, and of what is overdue, read from an index alone. */
async function up({ schema }: Kysely<unknown>): Promise<void> {
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

async function down({ schema }: Kysely<unknown>): Promise<void> {
  await schema.dropIndex('cases_counted_by_protocol').execute();
  await schema.dropIndex('cases_by_due').execute();
  await schema.createIndex('cases_by_due').on('cases').columns(['earliest_due', 'id']).execute();
}

export const countsByIndex: Migration = { up, down };
