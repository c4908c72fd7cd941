import type { Selectable, SelectQueryBuilder } from 'kysely';
import type { Stage } from '../kernel/protocol.ts';
import { EVERYWHERE } from './balances.ts';
import { type CaseEntry, entryOf } from './cases.ts';
import type { Ledger } from './open.ts';
import type { BalanceTable, CaseTable, Tables } from './tables.ts';

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
  let query = narrowed(ledger.db.selectFrom('cases'), filter, await waysOf(ledger, filter))
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
  const stages = { discover: 0, report: 0, isolate: 0, diagnose: 0, treat: 0, control: 0 };
  const balance: Balance = { total: 0, stages, unstaged: 0, starting: 0, ended: {} };
  for (const { life, status, outcome, stage, n } of await sumsOf(ledger, filter)) {
    balance.total += n;
    if (life === 'closed') balance.ended[outcome ?? ''] = (balance.ended[outcome ?? ''] ?? 0) + n;
    else if (!status) balance.starting += n;
    else if (isStage(stage)) stages[stage] += n;
    else balance.unstaged += n;
  }
  return balance;
}

interface Sum extends Pick<CaseTable, 'status' | 'outcome' | 'stage'> {
  life: BalanceTable['life'] | CaseTable['life'];
  n: number;
}

/** From the kept sums where they tell it; what they do not tell (what is overdue, a state, a subject, attention) is counted. */
async function sumsOf(ledger: Ledger, filter: CaseFilter): Promise<Sum[]> {
  const { under = EVERYWHERE, protocol, stage, status, ...untold } = filter;
  if (Object.values(untold).every((value) => value === undefined)) {
    let query = ledger.db.selectFrom('balances').select(['life', 'status', 'outcome', 'stages', 'n']).where('unit', '=', under);
    if (protocol !== undefined) query = query.where('protocol', '=', protocol);
    if (status !== undefined) query = query.where('status', '=', status === 'reserved' ? '' : status);
    const sums = (await query.execute()).map((sum) => ({ ...sum, stages: JSON.parse(sum.stages || '[]') as string[] }));
    const those = stage === undefined ? sums : sums.filter(({ stages }) => stages.includes(stage));
    return those.map(({ stages: [first = null], ...sum }) => ({ ...sum, stage: first }));
  }
  const rows = await narrowed(ledger.db.selectFrom('cases'), filter, await waysOf(ledger, filter))
    .select((e) => ['life', 'status', 'outcome', 'stage', e.fn.countAll<number>().as('n')])
    .groupBy(['life', 'status', 'outcome', 'stage'])
    .execute();
  return rows.map((row) => ({ ...row, n: Number(row.n) }));
}

function isStage(stage: string | null): stage is Stage {
  return ['discover', 'report', 'isolate', 'diagnose', 'treat', 'control'].includes(stage ?? '');
}

type Cases<O> = SelectQueryBuilder<Tables, 'cases', O>;

/** Of so many and more it is looked up case by case whether they belong; fewer are gathered first. */
const FEW = 5_000;

/** What a filter finds few of, and so is gathered first: units, and cases by label. */
interface Ways {
  units?: readonly string[];
  few: { [kind in 'stage' | 'state']?: boolean };
}

/** SQLite keeps no statistics: without being told it gathers tens of thousands of cases to show the first twenty. */
async function waysOf({ db }: Ledger, filter: CaseFilter): Promise<Ways> {
  const ways: Ways = { few: {} };
  for (const kind of ['stage', 'state'] as const) {
    const label = filter[kind];
    if (label === undefined) continue;
    const some = await db
      .selectFrom((e) =>
        e.selectFrom('case_labels').select('case_id').where('kind', '=', kind).where('label', '=', label).limit(FEW).as('some'),
      )
      .select((e) => e.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    ways.few[kind] = Number(some.n) < FEW;
  }
  if (filter.under === undefined) return ways;
  const { n } = await db
    .selectFrom('balances')
    .select((e) => e.fn.sum<number>('n').as('n'))
    .where('unit', '=', filter.under)
    .executeTakeFirstOrThrow();
  if (Number(n) >= FEW) return ways;
  const below = await db.selectFrom('unit_above').select('unit').where('above', '=', filter.under).execute();
  return { ...ways, units: [filter.under, ...below.map(({ unit }) => unit)] };
}

function narrowed<O extends Partial<Selectable<CaseTable>>>(cases: Cases<O>, filter: CaseFilter, ways: Ways): Cases<O> {
  let query = cases;
  for (const kind of ['stage', 'state'] as const) {
    const label = filter[kind];
    if (label !== undefined) query = labelled(query, kind, label, ways);
  }
  if (filter.under !== undefined) query = placed(query, filter.under, ways);
  if (filter.protocol !== undefined) query = query.where('protocol', '=', filter.protocol);
  if (filter.status === 'reserved') query = query.where('status', 'is', null);
  else if (filter.status !== undefined) query = query.where('status', '=', filter.status);
  if (filter.overdueAt !== undefined) query = query.where('earliest_due', '<', filter.overdueAt);
  if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject);
  if (filter.attention) query = query.where('attention', '>', 0);
  return query;
}

function labelled<O>(query: Cases<O>, kind: 'stage' | 'state', label: string, { few, units }: Ways): Cases<O> {
  return query.where((e) => {
    const having = e.selectFrom('case_labels').select('case_id').where('kind', '=', kind).where('label', '=', label);
    return few[kind] && !units ? e('id', 'in', having) : e.exists(having.whereRef('case_labels.case_id', '=', 'cases.id'));
  });
}

function placed<O>(query: Cases<O>, under: string, { units }: Ways): Cases<O> {
  return query.where((e) => {
    if (units) return e.or([e('place', 'in', units), e('holder_place', 'in', units)]);
    const within = e
      .selectFrom('unit_above')
      .select('unit')
      .where('above', '=', under)
      .where((u) => u.or([u('unit', '=', u.ref('cases.place')), u('unit', '=', u.ref('cases.holder_place'))]));
    return e.or([e('place', '=', under), e('holder_place', '=', under), e.exists(within)]);
  });
}
