import type { Selectable, SelectQueryBuilder } from 'kysely';
import type { Stage } from '../kernel/protocol.ts';
import { type CaseEntry, entryOf } from './cases.ts';
import type { Ledger } from './open.ts';
import type { CaseTable, Tables } from './tables.ts';

/** Which cases: every condition given must hold. */
export interface CaseFilter {
  /** One of the stages the case is in (a case in several is found by each of them). */
  stage?: string;
  /** An active leaf state. */
  state?: string;
  /** Units: the place of the case or its holder is one of them. */
  unit?: string | readonly string[];
  protocol?: string;
  /** What the kernel says of it, or `reserved` for a case whose workflow has not reported yet. */
  status?: 'reserved' | 'running' | 'becoming' | 'ended';
  /** Something that is owed was due before this instant (ms, the cases' time). */
  overdueAt?: number;
  subject?: string;
  attention?: true;
}

export interface Page {
  cases: CaseEntry[];
  /** Give it as `after` for the next page; absent on the last. */
  next?: string;
}

/** Cases in the order of their ids, overdue ones the longest overdue first, `limit` at a time (default 100). */
export async function listCases(ledger: Ledger, filter: CaseFilter = {}, page: { after?: string; limit?: number } = {}): Promise<Page> {
  const limit = Math.max(1, page.limit ?? 100);
  const byDue = filter.overdueAt !== undefined;
  let query = narrowed(ledger.db.selectFrom('cases'), filter)
    .selectAll()
    .limit(limit + 1);
  if (byDue) query = query.orderBy('earliest_due');
  query = query.orderBy('id');
  if (page.after) query = byDue ? afterDue(query, page.after) : query.where('id', '>', page.after);
  const rows = await query.execute();
  const cases = rows.slice(0, limit).map(entryOf);
  const last = cases.at(-1);
  if (rows.length <= limit || !last) return { cases };
  return { cases, next: byDue ? `${last.earliestDue} ${last.id}` : last.id };
}

function afterDue<O>(query: Cases<O>, after: string): Cases<O> {
  const [due, id = ''] = after.split(' ');
  return query.where('earliest_due', '>=', Number(due)).where((e) => e.or([e('earliest_due', '>', Number(due)), e('id', '>', id)]));
}

/** A balance: `total` = the sum of `stages` + `unstaged` + `starting` + the sum of `ended`. */
export interface Balance {
  total: number;
  /** Open cases, each counted once: by the first of its stages in document order. */
  stages: Record<Stage, number>;
  /** Open cases whose states have no stage: an author's mistake that is still counted. */
  unstaged: number;
  /** Reserved or started, no report from the workflow yet. */
  starting: number;
  /** By outcome. */
  ended: Record<string, number>;
}

/** How many cases there are where. A case in several stages at once counts in its first alone, so that the parts add up to the total. */
export async function countCases(ledger: Ledger, filter: CaseFilter = {}): Promise<Balance> {
  const rows = await narrowed(ledger.db.selectFrom('cases'), filter)
    .select((e) => ['life', 'stage', 'outcome', e('status', 'is', null).as('unheard'), e.fn.countAll<number>().as('n')])
    .groupBy(['life', 'stage', 'outcome', 'unheard'])
    .execute();
  const stages = { discover: 0, report: 0, isolate: 0, diagnose: 0, treat: 0, control: 0 };
  const balance: Balance = { total: 0, stages, unstaged: 0, starting: 0, ended: {} };
  for (const row of rows) {
    const n = Number(row.n);
    balance.total += n;
    if (row.life === 'closed') balance.ended[row.outcome ?? ''] = (balance.ended[row.outcome ?? ''] ?? 0) + n;
    else if (row.unheard) balance.starting += n;
    else if (isStage(row.stage)) stages[row.stage] += n;
    else balance.unstaged += n;
  }
  return balance;
}

function isStage(stage: string | null): stage is Stage {
  return ['discover', 'report', 'isolate', 'diagnose', 'treat', 'control'].includes(stage ?? '');
}

type Cases<O> = SelectQueryBuilder<Tables, 'cases', O>;

function narrowed<O extends Partial<Selectable<CaseTable>>>(cases: Cases<O>, filter: CaseFilter): Cases<O> {
  let query = cases;
  for (const kind of ['stage', 'state'] as const) {
    const label = filter[kind];
    if (label === undefined) continue;
    query = query.where('id', 'in', (e) =>
      e.selectFrom('case_labels').select('case_id').where('case_labels.kind', '=', kind).where('case_labels.label', '=', label),
    );
  }
  if (filter.unit !== undefined) {
    const units = typeof filter.unit === 'string' ? [filter.unit] : filter.unit;
    query = query.where((e) => e.or([e('place', 'in', units), e('holder_place', 'in', units)]));
  }
  if (filter.protocol !== undefined) query = query.where('protocol', '=', filter.protocol);
  if (filter.status === 'reserved') query = query.where('status', 'is', null);
  else if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  if (filter.overdueAt !== undefined) query = query.where('earliest_due', '<', filter.overdueAt);
  if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject);
  if (filter.attention) query = query.where('attention', '>', 0);
  return query;
}
