import type { Actor } from '../../kernel/record.ts';
import type { Writing } from '../open.ts';

/** Which report: of a form, a day and a unit. */
export interface Which {
  form: string;
  day: string;
  unit: string;
}

export interface Version {
  /** Canonical JSON. */
  figures: string;
  reason: string | null;
  by: Actor;
  recordedAt: number;
  /** The step and the entry of the case that filed it. */
  filed?: { case: string; seq: number; entry: number };
}

/** Adds the next version of a report, which is then the one that counts. Returns its number, from 1. */
export async function addVersion(tx: Writing, which: Which, { figures, reason, by, recordedAt, filed }: Version): Promise<number> {
  const { top } = await tx
    .selectFrom('reports')
    .select((e) => e.fn.max('version').as('top'))
    .where('form', '=', which.form)
    .where('day', '=', which.day)
    .where('unit', '=', which.unit)
    .executeTakeFirstOrThrow();
  const version = Number(top ?? 0) + 1;
  await tx
    .insertInto('reports')
    .values({
      ...which,
      version,
      latest: 0,
      figures,
      reason,
      by_role: by.role,
      by_place: by.place,
      by_person: by.person ?? null,
      recorded_at: recordedAt,
      case_id: filed?.case ?? null,
      seq: filed?.seq ?? null,
      entry: filed?.entry ?? null,
      voided_seq: null,
    })
    .execute();
  await settle(tx, which);
  return version;
}

/** Lets the last version that nothing has taken back be the one that counts: never two, so that no sum counts twice. */
export async function settle(tx: Writing, { form, day, unit }: Which): Promise<void> {
  const all = tx.updateTable('reports').where('form', '=', form).where('day', '=', day).where('unit', '=', unit);
  await all.set({ latest: 0 }).where('latest', '=', 1).execute();
  await all
    .set({ latest: 1 })
    .where('version', '=', (e) =>
      e
        .selectFrom('reports as r')
        .select((q) => q.fn.max('r.version').as('version'))
        .where('r.form', '=', form)
        .where('r.day', '=', day)
        .where('r.unit', '=', unit)
        .where('r.voided_seq', 'is', null),
    )
    .execute();
}
