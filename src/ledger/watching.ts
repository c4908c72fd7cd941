import type { Effect } from '../kernel/effect.ts';
import type { Slot } from '../kernel/slot.ts';
import { type Ledger, reading } from './open.ts';

/** What is looked at again and again to see whether a case has changed, and counted. */
export interface CaseHead {
  id: string;
  subject: string;
  place: string;
  family: string | null;
  protocol: string;
  hash: string | null;
  life: 'reserved' | 'running' | 'closed';
  seq: number | null;
  digest: string | null;
  stage: string | null;
  /** JSON list of stages. */
  stages: string | null;
  outcome: string | null;
  openedAt: number | null;
  earliestDue: number | null;
  nextWake: number | null;
}

/** Every case, by a few of its columns. */
export async function caseHeads(ledger: Ledger): Promise<CaseHead[]> {
  const rows = await ledger.db
    .selectFrom('cases')
    .select(['id', 'subject', 'place', 'family', 'protocol', 'hash', 'life', 'seq', 'digest', 'stage', 'stages', 'outcome'])
    .select(['opened_at as openedAt', 'earliest_due as earliestDue', 'next_wake as nextWake'])
    .execute();
  return rows.map((row) => ({
    ...row,
    openedAt: numeric(row.openedAt),
    earliestDue: numeric(row.earliestDue),
    nextWake: numeric(row.nextWake),
  }));
}

/** A case's slots, closed and open, and what happened in it after step `after`: of one state of the ledger. */
export function caseSince(ledger: Ledger, caseId: string, after: number): Promise<{ slots: Slot[]; lines: Effect[] }> {
  return reading(ledger, async (db) => {
    const tasks = await db.selectFrom('tasks').select('slot').where('case_id', '=', caseId).orderBy('ordinal').execute();
    const lines = await db
      .selectFrom('timeline')
      .select('effect')
      .where('case_id', '=', caseId)
      .where('seq', '>', after)
      .orderBy('seq')
      .orderBy('line')
      .execute();
    return { slots: tasks.map(({ slot }) => JSON.parse(slot)), lines: lines.map(({ effect }) => JSON.parse(effect)) };
  });
}

/** PostgreSQL gives a bigint as text. */
const numeric = (value: number | null) => (value === null ? null : Number(value));
