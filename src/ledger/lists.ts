import { type Selectable, sql } from 'kysely';
import type { Stage } from '../kernel/protocol.ts';
import { EVERYWHERE, type Sums } from './balances.ts';
import { type CaseEntry, entryOf } from './cases.ts';
import type { Ledger } from './open.ts';
import type { BalanceTable, CaseTable } from './tables.ts';
import { type Cases, casesById, type InOrder, lateCases, notLateCases } from './walking.ts';

/** Which cases: every condition given must hold. */
export interface CaseFilter {
  /** One of the stages the case is in (a case in several is found by each of them). */
  stage?: string;
  /** An active leaf state. */
  state?: string;
  /** The place of the case or its holder is this unit, or one below it in the published tree. */
  under?: string;
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
  const rows = await (byDue ? overdue : inOrder)(ledger, filter, { after: page.after, limit: limit + 1 });
  const cases = rows.slice(0, limit).map(entryOf);
  const last = cases.at(-1);
  if (rows.length <= limit || !last) return { cases };
  return { cases, next: byDue ? `${last.earliestDue} ${last.id}` : last.id };
}

type Part = { after: string | undefined; limit: number };

async function inOrder(ledger: Ledger, filter: CaseFilter, { after, limit }: Part): Promise<Selectable<CaseTable>[]> {
  const { query, id } = await casesById(ledger, filter, after);
  return query.selectAll('cases').orderBy(id).limit(limit).execute();
}

/** Those that know that they are late and those that do not yet, each in the order of its own index, in one statement: of one state of the ledger. */
async function overdue(ledger: Ledger, filter: CaseFilter, { after = '', limit }: Part): Promise<Selectable<CaseTable>[]> {
  const { overdueAt: at = 0 } = filter;
  const [from, of = ''] = after.split(' ');
  const part = ({ query, due, id }: InOrder) => {
    let these = query.where(due, '<', at);
    if (from) these = these.where(due, '>=', Number(from)).where((e) => e.or([e(due, '>', Number(from)), e(id, '>', of)]));
    return these.selectAll('cases').orderBy(due).orderBy(id).limit(limit).as('part');
  };
  return ledger.db
    .selectFrom(part(lateCases(ledger, filter)))
    .selectAll()
    .unionAll(ledger.db.selectFrom(part(notLateCases(ledger, filter))).selectAll())
    .orderBy('earliest_due')
    .orderBy('id')
    .limit(limit)
    .execute();
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
  const stages = { discover: 0, report: 0, isolate: 0, diagnose: 0, treat: 0, control: 0 };
  const balance: Balance = { total: 0, stages, unstaged: 0, starting: 0, ended: {} };
  for (const { life, status, outcome, stages: list, n } of await sumsOf(ledger, filter)) {
    const [stage = ''] = stagesOf(list);
    balance.total += n;
    if (life === 'closed') balance.ended[outcome ?? ''] = (balance.ended[outcome ?? ''] ?? 0) + n;
    else if (!status) balance.starting += n;
    else if (isStage(stage)) stages[stage] += n;
    else balance.unstaged += n;
  }
  return balance;
}

interface Sum extends Pick<CaseTable, 'status' | 'outcome' | 'stages'> {
  life: BalanceTable['life'] | CaseTable['life'];
  n: number;
}
const summed = ['life', 'status', 'outcome', 'stages'] as const;

/** From the kept sums where they tell it; what they do not tell (a state, a subject, attention) is counted. */
async function sumsOf(ledger: Ledger, filter: CaseFilter): Promise<Sum[]> {
  const { under: _under, protocol: _protocol, stage, status: _status, overdueAt, ...untold } = filter;
  if (Object.values(untold).some((value) => value !== undefined)) {
    const { query } = await casesById(ledger, filter);
    return grouped(overdueAt === undefined ? query : query.where('earliest_due', '<', overdueAt), 1).execute();
  }
  const sums = await (overdueAt === undefined ? keptSums(ledger, 'balances', filter) : overdueSums(ledger, filter, overdueAt)).execute();
  return stage === undefined ? sums : sums.filter(({ stages }) => stagesOf(stages).includes(stage));
}

/**
 * The sums of those that are late, with those due by `at` that do not know it yet and without those that are late only after `at`: few, unless
 * `at` is long past or the cases have not been woken for long.
 */
function overdueSums(ledger: Ledger, filter: CaseFilter, at: number) {
  const late = lateCases(ledger, filter);
  return keptSums(ledger, 'late_balances', filter)
    .unionAll(grouped(notLateCases(ledger, filter).query.where('earliest_due', '<', at), 1))
    .unionAll(grouped(late.query.where(late.due, '>=', at), -1));
}

function keptSums({ db }: Ledger, table: Sums, { under = EVERYWHERE, protocol, status }: CaseFilter) {
  let query = db
    .selectFrom(table)
    .select([...summed, 'n'])
    .where('unit', '=', under);
  if (protocol !== undefined) query = query.where('protocol', '=', protocol);
  if (status !== undefined) query = query.where('status', '=', status === 'reserved' ? '' : status);
  return query.$castTo<Sum>();
}

const grouped = (cases: Cases, sign: 1 | -1) =>
  cases
    .select((e) => [...summed, sql<number>`${sql.lit(sign)} * ${e.fn.countAll()}`.as('n')])
    .groupBy([...summed])
    .$castTo<Sum>();

const stagesOf = (stages: string | null): string[] => JSON.parse(stages || '[]');

function isStage(stage: string): stage is Stage {
  return ['discover', 'report', 'isolate', 'diagnose', 'treat', 'control'].includes(stage);
}
