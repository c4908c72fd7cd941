import type { Answered } from '../kernel/answers.ts';
import type { Effect } from '../kernel/effect.ts';
import type { Projection } from '../kernel/projection.ts';
import type { Data } from '../kernel/record.ts';
import type { Slot } from '../kernel/slot.ts';
import { canonicalJson } from './canonical.ts';
import { type Ledger, writing, writingCase } from './open.ts';
import { digestOf, projectIn } from './projecting.ts';
import { standAnew } from './standing.ts';

/** Everything a case ever projected, as one. */
export interface Story {
  /** Its present rows, and all of its lines. */
  projection: Projection;
  /** How it began; absent when the history of its first run is gone, and `lines` begin later. */
  beginning?: { protocol: string; opening: Data; at: number };
}

/** Adds up what a case projected, in order: a later projection replaces the lines from its first on, as the ledger does. */
export function storyOf(projections: readonly Projection[]): Projection | undefined {
  const last = projections.at(-1);
  if (!last) return undefined;
  const lines: Effect[] = [];
  let answers: Answered[] = [];
  const left: Slot[] = [];
  let before: readonly Slot[] = [];
  for (const { row, lines: told, answers: given = [], slots, archive } of projections) {
    const from = told.reduce((least, line) => Math.min(least, line.seq), row.seq + 1);
    while (lines.length > 0 && lines.at(-1)!.seq >= from) lines.pop();
    for (const line of told) lines.push(line);
    if (given.length > 0) answers = [...answers.filter(({ answer }) => answer.seq < from), ...given];
    if (archive) left.push(...leftBetween(before, slots, archive.at));
    before = slots;
  }
  const { row, slots, archive } = last;
  return { row, slots, lines, ...(answers.length > 0 && { answers }), ...(archive && { archive }), ...(left.length > 0 && { left }) };
}

/** The slots that a case has left to the ledger from one projection to the next. */
function leftBetween(before: readonly Slot[], after: readonly Slot[], at: number): Slot[] {
  const present = new Set(after.map(({ id }) => id));
  return before.filter((slot) => slot.closed !== undefined && slot.closed < at && !present.has(slot.id));
}

export type Rebuilt = 'same' | 'missing' | 'differed' | 'newer';

/**
 * Writes a case anew as its history tells it, with its reservation when that is gone. `same`: the ledger had its rows so; `missing`,
 * `differed`: it did not. `newer`: the ledger knows a later step, so nothing was changed: tell the story again, and `force` it when it is no
 * longer then (the ledger holds a step that no history has).
 */
export function rebuildCase(ledger: Ledger, { projection, beginning }: Story, options: { force?: boolean } = {}): Promise<Rebuilt> {
  const { id, seq } = projection.row;
  return writingCase(ledger, id, async (tx) => {
    const held = await tx.selectFrom('cases').select(['digest', 'seq', 'family']).where('id', '=', id).executeTakeFirst();
    if ((held?.seq ?? 0) > seq && !options.force) return 'newer';
    await projectIn(ledger, tx, projection, { force: true });
    if (beginning && held?.family == null) {
      const { protocol, opening, at } = beginning;
      await tx
        .updateTable('cases')
        .set({ family: protocol, opening: canonicalJson(opening), reserved_at: at })
        .where('id', '=', id)
        .execute();
    }
    if (held?.digest == null) return 'missing';
    return held.digest === digestOf(projection) ? 'same' : 'differed';
  });
}

export { misplaced as wrongSums } from './standing.ts';

/** Goes through all cases and puts the kept sums and lists right. How many were not. */
export function recountCases(ledger: Ledger): Promise<number> {
  return writing(ledger, standAnew);
}
