import type { Attention } from '../kernel/attention.ts';
import type { Effect } from '../kernel/effect.ts';
import { type CaseEntry, entryOf } from './cases.ts';
import { type Ledger, reading } from './open.ts';

/** What somebody has to look at, in which case. */
export interface CaseIncident {
  case: CaseEntry;
  attention: Attention;
}

const PAGE = 200;

/** Everything unresolved in any case, also in ended ones, in the order of the cases' ids; `limit` cases at most. */
export function listIncidents(
  ledger: Ledger,
  { unit, limit = PAGE }: { unit?: readonly string[]; limit?: number } = {},
): Promise<CaseIncident[]> {
  return reading(ledger, async (db) => {
    let query = db.selectFrom('cases').selectAll().where('attention', '>', 0).orderBy('id').limit(limit);
    if (unit) query = query.where('place', 'in', unit);
    const rows = await query.execute();
    if (rows.length === 0) return [];
    const lines = await db
      .selectFrom('timeline')
      .select(['case_id', 'effect'])
      .where(
        'case_id',
        'in',
        rows.map(({ id }) => id),
      )
      .where('kind', '=', 'record')
      .orderBy('case_id')
      .orderBy('seq')
      .orderBy('line')
      .execute();
    const told = new Map(rows.map(({ id }) => [id, [] as Effect[]]));
    for (const { case_id, effect } of lines) told.get(case_id)?.push(JSON.parse(effect));
    return rows.flatMap((row) => {
      const entry = entryOf(row);
      return unresolvedIn(told.get(row.id) ?? []).map((attention) => ({ case: entry, attention }));
    });
  });
}

/** What the lines of a case say needs attention and do not say is dealt with. */
function unresolvedIn(lines: readonly Effect[]): Attention[] {
  const open = new Map<string, Attention>();
  for (const line of lines) {
    if (line.kind !== 'record' || (line.note.note !== 'attention' && line.note.note !== 'resolved')) continue;
    const { attention } = line.note;
    const key = `${attention.seq} ${attention.code} ${attention.detail}`;
    if (line.note.note === 'attention') open.set(key, attention);
    else open.delete(key);
  }
  return [...open.values()];
}
