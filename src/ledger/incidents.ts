import type { Selectable } from 'kysely';
import type { Attention } from '../kernel/attention.ts';
import type { Effect } from '../kernel/effect.ts';
import { type CaseEntry, entryOf } from './cases.ts';
import { type Ledger, reading } from './open.ts';
import type { CaseTable } from './tables.ts';

/** What somebody has to look at, in which case. */
export interface CaseIncident {
  case: CaseEntry;
  attention: Attention;
}

/** Incidents of some cases, in the order of the cases' ids. */
export interface IncidentPage {
  incidents: CaseIncident[];
  /** So many cases have something unresolved, in all. */
  cases: number;
  /** Give it as `after` for the next page; absent on the last. */
  next?: string;
}

/** Everything unresolved in any case, also in ended ones, in the order of the cases' ids; `limit` cases at a time (default 100). */
export function listIncidents(ledger: Ledger, page: { after?: string; limit?: number } = {}): Promise<IncidentPage> {
  const limit = Math.max(1, page.limit ?? 100);
  return reading(ledger, async (db) => {
    const unresolved = db.selectFrom('cases').where('attention', '>', 0);
    const { n } = await unresolved.select((e) => e.fn.countAll<number>().as('n')).executeTakeFirstOrThrow();
    let query = unresolved
      .selectAll()
      .orderBy('id')
      .limit(limit + 1);
    if (page.after) query = query.where('id', '>', page.after);
    const found = await query.execute();
    const rows = found.slice(0, limit);
    const last = rows.at(-1);
    return {
      incidents: await incidentsOf(db, rows),
      cases: Number(n),
      ...(found.length > limit && last && { next: last.id }),
    };
  });
}

async function incidentsOf(db: Ledger['db'], rows: readonly Selectable<CaseTable>[]): Promise<CaseIncident[]> {
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
}

/** What the lines of a case say needs attention and do not say is dealt with. */
function unresolvedIn(lines: readonly Effect[]): Attention[] {
  const open = new Map<string, Attention>();
  for (const line of lines) {
    if (line.kind !== 'record' || (line.note.note !== 'attention' && line.note.note !== 'resolved')) continue;
    const { attention } = line.note;
    const key = `${attention.seq} ${attention.code} ${JSON.stringify(attention.detail)}`;
    if (line.note.note === 'attention') open.set(key, attention);
    else open.delete(key);
  }
  return [...open.values()];
}
