import type { Kysely, Migration } from 'kysely';
import type { Effect } from '../../kernel/effect.ts';
import type { Entry } from '../../kernel/record.ts';
import { entryOf } from '../cases.ts';
import { digestOf } from '../projecting.ts';
import type { Tables } from '../tables.ts';

const PAGE = 500;

/**
 * Cases that had been refused before 011 said so only with their next step: until then their digest was not that of the living case. The count
 * is in their stories. Only a row whose digest is right without it gets it: what differs otherwise is for reconciliation to find.
 */
export const refusedBefore: Migration = {
  async up(db: Kysely<Tables>) {
    for (let after = ''; ; ) {
      const page = await db
        .selectFrom('cases')
        .select('id')
        .where('bounces', '=', 0)
        .where('digest', 'is not', null)
        .where('id', '>', after)
        .where((e) =>
          e.exists(
            e
              .selectFrom('timeline')
              .select('timeline.seq')
              .whereRef('timeline.case_id', '=', 'cases.id')
              .where('kind', '=', 'record')
              .where('effect', 'like', '%"declined"%'),
          ),
        )
        .orderBy('id')
        .limit(PAGE)
        .execute();
      for (const { id } of page) await count(db, id);
      if (page.length < PAGE) return;
      after = page.at(-1)!.id;
    }
  },
  async down() {},
};

async function count(db: Kysely<Tables>, id: string): Promise<void> {
  const held = await db.selectFrom('cases').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const tasks = await db.selectFrom('tasks').select('slot').where('case_id', '=', id).orderBy('ordinal').execute();
  const lines = await db
    .selectFrom('timeline')
    .select('effect')
    .where('case_id', '=', id)
    .where('kind', '=', 'record')
    .orderBy('seq')
    .orderBy('line')
    .execute();
  const { row } = entryOf(held);
  const bounces = bouncesIn(lines.map(({ effect }) => JSON.parse(effect)));
  const slots = tasks.map(({ slot }) => JSON.parse(slot));
  if (!row || bounces === 0 || digestOf({ row, slots }) !== held.digest) return;
  const digest = digestOf({ row: { ...row, bounces }, slots });
  await db.updateTable('cases').set({ bounces, digest }).where('id', '=', id).execute();
}

/** Refusals since somebody last accepted, of the entries as they stand. */
function bouncesIn(lines: readonly Effect[]): number {
  const entries = new Map<number, Entry>();
  for (const effect of lines) {
    if (effect.kind !== 'record') continue;
    const { note } = effect;
    if (note.note === 'event' || note.note === 'corrected') entries.set(note.entry.id, note.entry);
  }
  const at = (event: string) =>
    [...entries.values()].flatMap((entry) => (entry.event === event && !entry.withdrawn && !entry.hidden ? [entry.at] : []));
  const accepted = Math.max(Number.NEGATIVE_INFINITY, ...at('accepted'));
  return at('declined').filter((when) => when >= accepted).length;
}
