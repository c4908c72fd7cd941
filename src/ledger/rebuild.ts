import type { Data, Effect } from '../kernel/case.ts';
import type { Projection } from '../kernel/projection.ts';
import { countAnew, differing } from './balances.ts';
import { canonicalJson } from './canonical.ts';
import { type Ledger, reading, writing, writingCase } from './open.ts';
import { digestOf, projectIn } from './projecting.ts';

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
  let lines: Effect[] = [];
  for (const { row, lines: told } of projections) {
    const from = told.reduce((least, line) => Math.min(least, line.seq), row.seq + 1);
    lines = [...lines.filter((line) => line.seq < from), ...told];
  }
  return { row: last.row, slots: last.slots, lines };
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
    await projectIn(tx, projection, { force: true });
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

/** How many of the kept sums are not what counting every case anew gives: none, unless there is a fault. */
export function wrongSums(ledger: Ledger): Promise<number> {
  return reading(ledger, async (db) => (await differing(db)).length);
}

/** Counts every case anew and puts the kept sums right. How many were not. */
export function recountCases(ledger: Ledger): Promise<number> {
  return writing(ledger, countAnew);
}
