import type { Slot } from '../kernel/slot.ts';
import type { Ledger } from './open.ts';

/** Something that is owed, and in which case. */
export interface OpenTask {
  caseId: string;
  /** Where the case is. */
  place: string;
  slot: Slot;
}

const PAGE = 1_000;

/** Everything that is owed in cases that run, in the order of their ids. A task that is given to others meanwhile is passed once at most. */
export async function* openTasks(ledger: Ledger): AsyncGenerator<OpenTask> {
  for (let after: { caseId: string; ordinal: number } | undefined; ; ) {
    let query = ledger.db
      .selectFrom('tasks')
      .innerJoin('cases', 'cases.id', 'tasks.case_id')
      .select(['tasks.case_id as caseId', 'tasks.ordinal', 'tasks.slot', 'cases.place'])
      .where('tasks.status', '=', 'open')
      .orderBy('tasks.case_id')
      .orderBy('tasks.ordinal')
      .limit(PAGE);
    const { caseId, ordinal } = after ?? {};
    if (caseId !== undefined && ordinal !== undefined)
      query = query.where((e) =>
        e.or([e('tasks.case_id', '>', caseId), e.and([e('tasks.case_id', '=', caseId), e('tasks.ordinal', '>', ordinal)])]),
      );
    const rows = await query.execute();
    for (const { slot, ...row } of rows) yield { caseId: row.caseId, place: row.place, slot: JSON.parse(slot) as Slot };
    if (rows.length < PAGE) return;
    after = rows.at(-1)!;
  }
}
