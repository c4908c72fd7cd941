import type { Kysely, Migration } from 'kysely';
import type { Words } from './index.ts';

/** Whom a person turned out to be, by the merge of which case and at which step. */
export function onePerson(words: Words): Migration {
  return {
    async up({ schema }: Kysely<unknown>) {
      await schema.alterTable('persons').addColumn('same_as', words).execute();
      await schema.alterTable('persons').addColumn('same_case', words).execute();
      await schema.alterTable('persons').addColumn('same_seq', 'integer').execute();
      await schema.createIndex('persons_same').on('persons').column('same_as').execute();
      await schema.createIndex('persons_same_by').on('persons').column('same_case').execute();
    },
    async down({ schema }: Kysely<unknown>) {
      await schema.dropIndex('persons_same_by').execute();
      await schema.dropIndex('persons_same').execute();
      for (const column of ['same_seq', 'same_case', 'same_as']) await schema.alterTable('persons').dropColumn(column).execute();
    },
  };
}
