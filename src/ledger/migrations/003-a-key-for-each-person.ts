import { type Kysely, type Migration, sql } from 'kysely';
import type { KeyRing } from '../keys.ts';
import { newPersonKey, sealPersonKey, unsealPersonKey } from '../persons/fields.ts';
import { marksOf } from '../persons/marks.ts';
import { seal, unseal } from '../sealing.ts';
import type { Words } from './index.ts';

interface Before {
  id: string;
  fingerprint: string;
  name: string | null;
  phone: string | null;
  identity: string | null;
  sex: string | null;
  birth_year: number | null;
  age: number | null;
  created_at: number;
}
type After = Omit<Before, 'fingerprint'> & { address: string | null; job: string | null; home: string | null; erased_at: number | null };
interface Tables {
  persons: Before;
  persons_next: After;
  person_keys: { person_id: string; sealed: string };
  person_marks: { kind: string; mark: string; person_id: string };
  persons_before: Before;
}

const SEALED = ['name', 'phone', 'identity'] as const;
const PAGE = 500;
const context = (id: string, field: string) => `persons:${id}:${field}`;

/**
 * Until here one key sealed every person. Now each has a key of its own, so that erasing a person is destroying a key, and keyed hashes
 * by which he is found. Going back seals with the one key again; addresses, jobs and answering units are lost then.
 */
export function aKeyForEachPerson(words: Words, keys: KeyRing): Migration {
  const one = { id: keys.id, secret: keys.person };

  async function up(db: Kysely<Tables>): Promise<void> {
    const { schema } = db;
    await schema
      .createTable('persons_next')
      .addColumn('id', words, (c) => c.primaryKey())
      .addColumn('name', words)
      .addColumn('phone', words)
      .addColumn('identity', words)
      .addColumn('address', words)
      .addColumn('job', words)
      .addColumn('sex', words)
      .addColumn('birth_year', 'integer')
      .addColumn('age', 'integer')
      .addColumn('home', words)
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('erased_at', 'bigint')
      .execute();
    await schema
      .createTable('person_keys')
      .addColumn('person_id', words, (c) => c.primaryKey())
      .addColumn('sealed', words, (c) => c.notNull())
      .execute();
    await schema
      .createTable('person_marks')
      .addColumn('kind', words, (c) => c.notNull())
      .addColumn('mark', words, (c) => c.notNull())
      .addColumn('person_id', words, (c) => c.notNull())
      .addPrimaryKeyConstraint('person_marks_key', ['kind', 'mark', 'person_id'])
      .execute();
    await schema
      .createIndex('person_marks_identify')
      .on('person_marks')
      .columns(['kind', 'mark'])
      .unique()
      .where(sql.ref('kind'), 'in', [sql.lit('identity'), sql.lit('row')])
      .execute();
    await schema.createIndex('person_marks_of_person').on('person_marks').column('person_id').execute();
    const read = (after: string) => db.selectFrom('persons').selectAll().where('id', '>', after).orderBy('id').limit(PAGE).execute();
    for await (const row of pages(read)) {
      const { fingerprint, ...same } = row;
      const key = newPersonKey();
      const clear = Object.fromEntries(
        SEALED.flatMap((field) => (row[field] === null ? [] : [[field, unseal(one, row[field], context(row.id, field))]])),
      ) as { name?: string; phone?: string; identity?: string };
      const sealed = Object.fromEntries(
        SEALED.map((field) => [field, clear[field] === undefined ? null : seal(key, clear[field], context(row.id, field))]),
      );
      await db
        .insertInto('persons_next')
        .values({ ...same, ...sealed, address: null, job: null, home: null, erased_at: null })
        .execute();
      await db
        .insertInto('person_keys')
        .values({ person_id: row.id, sealed: sealPersonKey(keys, row.id, key) })
        .execute();
      const marks = marksOf(keys, clear);
      // Whoever was known by neither number nor name and phone was known by the row of a register.
      if (!marks.some(({ mark }) => mark === fingerprint)) marks.push({ kind: 'row', mark: fingerprint });
      await db
        .insertInto('person_marks')
        .values(marks.map((mark) => ({ ...mark, person_id: row.id })))
        .execute();
    }
    await schema.dropTable('persons').execute();
    await schema.alterTable('persons_next').renameTo('persons').execute();
  }

  async function down(db: Kysely<Tables>): Promise<void> {
    const { schema } = db;
    await schema
      .createTable('persons_before')
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
    const strongest = ['identity', 'contact', 'row'];
    const held = db as unknown as Kysely<{ persons: After }>;
    const read = (after: string) => held.selectFrom('persons').selectAll().where('id', '>', after).orderBy('id').limit(PAGE).execute();
    for await (const row of pages(read)) {
      const envelope = await db.selectFrom('person_keys').select('sealed').where('person_id', '=', row.id).executeTakeFirst();
      const key = envelope && unsealPersonKey(keys, row.id, envelope.sealed);
      const marks = await db.selectFrom('person_marks').select(['kind', 'mark']).where('person_id', '=', row.id).execute();
      const [telling] = marks
        .filter(({ kind }) => strongest.includes(kind))
        .sort((a, b) => strongest.indexOf(a.kind) - strongest.indexOf(b.kind));
      const sealed = Object.fromEntries(
        SEALED.map((field) => {
          const text = row[field];
          return [field, text === null || !key ? null : seal(one, unseal(key, text, context(row.id, field)), context(row.id, field))];
        }),
      );
      const { id, sex, birth_year, age, created_at } = row;
      await db
        .insertInto('persons_before')
        .values({
          id,
          sex,
          birth_year,
          age,
          created_at,
          name: null,
          phone: null,
          identity: null,
          ...sealed,
          fingerprint: telling?.mark ?? `erased:${id}`,
        })
        .execute();
    }
    for (const table of ['person_marks', 'person_keys', 'persons']) await schema.dropTable(table).execute();
    await schema.alterTable('persons_before').renameTo('persons').execute();
  }

  return { up, down };
}

async function* pages<R extends { id: string }>(read: (after: string) => Promise<R[]>): AsyncGenerator<R> {
  for (let after = ''; ; ) {
    const page = await read(after);
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = last.id;
  }
}
