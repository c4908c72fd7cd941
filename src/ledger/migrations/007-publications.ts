import type { Kysely, Migration } from 'kysely';
import { compareEditions } from '../../kernel/edition.ts';
import type { Words } from './index.ts';

interface Before {
  protocols: { hash: string; protocol: string; edition: string; compiled: string; published_at: number };
  protocols_in_force: { protocol: string; hash: string };
}
interface After {
  protocols: Before['protocols'] & { zone: string; effective_from: string | null };
}

/**
 * Units and rosters as they are published, changes of duty, and who was on duty when somebody was told. Of the editions of a protocol the
 * one in force follows from their dates; until here it was the highest.
 */
export function publicationsStep(words: Words): Migration {
  return {
    async up(db: Kysely<Before & After>) {
      const { schema } = db;
      await schema
        .createTable('publications')
        .addColumn('kind', words, (c) => c.notNull())
        .addColumn('name', words, (c) => c.notNull())
        .addColumn('hash', words, (c) => c.notNull())
        .addColumn('edition', words, (c) => c.notNull())
        .addColumn('in_force', 'integer', (c) => c.notNull())
        .addColumn('compiled', words, (c) => c.notNull())
        .addColumn('published_at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('publications_key', ['kind', 'name', 'hash'])
        .execute();
      await schema.createIndex('publications_in_force').on('publications').columns(['in_force', 'kind', 'name', 'hash']).execute();
      await schema
        .createTable('duty_changes')
        .addColumn('id', words, (c) => c.primaryKey())
        .addColumn('roster', words, (c) => c.notNull())
        .addColumn('who', words, (c) => c.notNull())
        .addColumn('from_at', 'bigint', (c) => c.notNull())
        .addColumn('until_at', 'bigint', (c) => c.notNull())
        .addColumn('stand_in', words)
        .addColumn('recorded_at', 'bigint', (c) => c.notNull())
        .addColumn('revoked_at', 'bigint')
        .execute();
      await schema.createIndex('duty_changes_valid').on('duty_changes').columns(['revoked_at', 'roster']).execute();
      await schema.alterTable('messages').addColumn('duty', words).execute();
      await schema
        .alterTable('protocols')
        .addColumn('zone', words, (c) => c.notNull().defaultTo(''))
        .execute();
      await schema.alterTable('protocols').addColumn('effective_from', words).execute();
      for (const { hash, compiled } of await db.selectFrom('protocols').select(['hash', 'compiled']).execute()) {
        const { zone, effectiveFrom = null } = JSON.parse(compiled);
        await db.updateTable('protocols').set({ zone, effective_from: effectiveFrom }).where('hash', '=', hash).execute();
      }
      await schema.dropTable('protocols_in_force').execute();
    },
    async down(db: Kysely<Before & After>) {
      const { schema } = db;
      await schema
        .createTable('protocols_in_force')
        .addColumn('protocol', words, (c) => c.primaryKey())
        .addColumn('hash', words, (c) => c.notNull().references('protocols.hash'))
        .execute();
      const texts = await db.selectFrom('protocols').select(['hash', 'protocol', 'edition']).orderBy('published_at').execute();
      const highest = new Map<string, (typeof texts)[number]>();
      for (const text of texts) {
        const known = highest.get(text.protocol);
        if (!known || compareEditions(text.edition, known.edition) >= 0) highest.set(text.protocol, text);
      }
      for (const { protocol, hash } of highest.values()) await db.insertInto('protocols_in_force').values({ protocol, hash }).execute();
      await schema.alterTable('protocols').dropColumn('effective_from').execute();
      await schema.alterTable('protocols').dropColumn('zone').execute();
      await schema.alterTable('messages').dropColumn('duty').execute();
      await schema.dropTable('duty_changes').execute();
      await schema.dropTable('publications').execute();
    },
  };
}
