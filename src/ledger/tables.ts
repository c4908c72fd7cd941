import type { Kysely, Migration } from 'kysely';

export interface Tables {
  persons: { id: string; hash: string; sealed: string; key_id: string; created_at: number };
  protocols: { hash: string; name: string; edition: string; json: string; published_at: number };
  cases: {
    id: string;
    subject: string;
    family: string;
    protocol: string;
    hash: string;
    edition: string;
    place: string;
    /** reserved: no workflow yet; then the status of the case. */
    status: string;
    outcome: string | null;
    at: string;
    stages: string;
    stage: string | null;
    holder_place: string;
    holder_role: string | null;
    opened_at: number;
    ended_at: number | null;
    now: number;
    next_wake: number | null;
    attention: number;
    late: number;
    run: string | null;
    seq: number;
    digest: string | null;
    opening: string | null;
  };
  tasks: {
    case_id: string;
    slot: string;
    kind: string;
    event: string;
    roles: string;
    asked: number;
    opens: number;
    due: number | null;
    status: string;
    late: number | null;
    json: string;
  };
  timeline: { case_id: string; seq: number; index: number; at: number; kind: string; json: string };
  told: { key: string; case_id: string; role: string; unit: string | null; place: string; about: string; at: number };
  settings: { name: string; json: string };
}

/** Migrations by name, in order; each has its way back. */
export const migrations: Record<string, Migration> = {
  '0001-first': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('persons')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('hash', 'text', (column) => column.notNull().unique())
        .addColumn('sealed', 'text', (column) => column.notNull())
        .addColumn('key_id', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('protocols')
        .addColumn('hash', 'text', (column) => column.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('edition', 'text', (column) => column.notNull())
        .addColumn('json', 'text', (column) => column.notNull())
        .addColumn('published_at', 'bigint', (column) => column.notNull())
        .execute();
      let cases = db.schema.createTable('cases').addColumn('id', 'text', (column) => column.primaryKey());
      for (const name of ['subject', 'family', 'protocol', 'hash', 'edition', 'place', 'status', 'at', 'stages', 'holder_place'] as const) {
        cases = cases.addColumn(name, 'text', (column) => column.notNull()) as typeof cases;
      }
      for (const name of ['outcome', 'stage', 'holder_role', 'run', 'digest', 'opening'] as const) cases = cases.addColumn(name, 'text') as typeof cases;
      for (const name of ['opened_at', 'now', 'attention', 'late', 'seq'] as const) {
        cases = cases.addColumn(name, 'bigint', (column) => column.notNull()) as typeof cases;
      }
      for (const name of ['ended_at', 'next_wake'] as const) cases = cases.addColumn(name, 'bigint') as typeof cases;
      await cases.execute();
      // One open case of a family for each subject: whoever comes second meets the first.
      await db.schema.createIndex('cases_one_open').on('cases').columns(['subject', 'family']).unique().where('status', '!=', 'ended').execute();
      await db.schema.createIndex('cases_by_status').on('cases').columns(['status', 'stage']).execute();
      await db.schema
        .createTable('tasks')
        .addColumn('case_id', 'text', (column) => column.notNull())
        .addColumn('slot', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('event', 'text', (column) => column.notNull())
        .addColumn('roles', 'text', (column) => column.notNull())
        .addColumn('asked', 'bigint', (column) => column.notNull())
        .addColumn('opens', 'bigint', (column) => column.notNull())
        .addColumn('due', 'bigint')
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('late', 'bigint')
        .addColumn('json', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('tasks_key', ['case_id', 'slot'])
        .execute();
      await db.schema.createIndex('tasks_by_due').on('tasks').columns(['status', 'due']).execute();
      await db.schema
        .createTable('timeline')
        .addColumn('case_id', 'text', (column) => column.notNull())
        .addColumn('seq', 'bigint', (column) => column.notNull())
        .addColumn('index', 'bigint', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('json', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('timeline_key', ['case_id', 'seq', 'index'])
        .execute();
      await db.schema
        .createTable('told')
        .addColumn('key', 'text', (column) => column.primaryKey())
        .addColumn('case_id', 'text', (column) => column.notNull())
        .addColumn('role', 'text', (column) => column.notNull())
        .addColumn('unit', 'text')
        .addColumn('place', 'text', (column) => column.notNull())
        .addColumn('about', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('told_by_unit').on('told').columns(['unit', 'at']).execute();
      await db.schema
        .createTable('settings')
        .addColumn('name', 'text', (column) => column.primaryKey())
        .addColumn('json', 'text', (column) => column.notNull())
        .execute();
    },
    async down(db: Kysely<unknown>) {
      for (const table of ['settings', 'told', 'timeline', 'tasks', 'cases', 'protocols', 'persons']) await db.schema.dropTable(table).execute();
    },
  },
};
