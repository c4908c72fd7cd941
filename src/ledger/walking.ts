import { type Expression, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import { EVERYWHERE } from './balances.ts';
import type { CaseFilter } from './lists.ts';
import type { Ledger } from './open.ts';
import { idsOf } from './persons/same.ts';
import { ANY_STAGE } from './standing.ts';
import type { Tables } from './tables.ts';

type Db = Ledger['db'];
export type Cases = SelectQueryBuilder<Tables & { walked: { case_id: string; due: number } }, 'cases' | 'walked', object>;
type Labels = 'stage' | 'state';
type Id = 'cases.id' | 'walked.case_id';

/** Cases that are to be ordered by when something was due, then by id. */
export interface InOrder {
  query: Cases;
  due: 'cases.earliest_due' | 'walked.due';
  id: Id;
}

/** Along which of its conditions the cases of a filter are walked in order: the list of a unit, of a label, or the cases themselves. */
type Walk = 'unit' | Labels | 'cases';

/** So many cases in a state are counted at most, to see whether there are few. */
const FEW = 1_000;

/**
 * The cases of a filter (without `overdueAt`) after one, to be ordered by id: walked along whichever condition finds fewest, while the others
 * are looked up case by case. So a page costs what it holds, however many cases lie behind it.
 */
export async function casesById(ledger: Ledger, filter: CaseFilter, after?: string): Promise<{ query: Cases; id: Id }> {
  const { db } = ledger;
  const walk = await walkOf(db, filter);
  const id = walk === 'cases' ? 'cases.id' : 'walked.case_id';
  const query = fulfilling(db, joined(db, walk, filter), filter, walk);
  return { query: after ? query.where(id, '>', after) : query, id };
}

/** Of a filter the cases that are late, by the list of the unit where one is given; `due` is their order. */
export function lateCases({ db }: Ledger, filter: CaseFilter): InOrder {
  const { under } = filter;
  if (under === undefined)
    return { query: fulfilling(db, casesOf(db).where('late', '=', 1), filter, 'cases'), due: 'cases.earliest_due', id: 'cases.id' };
  const late = db.selectFrom('late_units').select(['case_id', 'due']).where('unit', '=', under);
  const query = db.selectFrom(late.as('walked')).innerJoin('cases', 'cases.id', 'walked.case_id') as unknown as Cases;
  return { query: fulfilling(db, query, filter, 'late'), due: 'walked.due', id: 'walked.case_id' };
}

/** Of a filter the cases that do not know yet that they are late: what is due between their last step and the instant asked for. */
export function notLateCases({ db }: Ledger, filter: CaseFilter): InOrder {
  return { query: fulfilling(db, casesOf(db).where('late', '=', 0), filter, 'cases'), due: 'cases.earliest_due', id: 'cases.id' };
}

const casesOf = (db: Db) => db.selectFrom('cases') as unknown as Cases;

function joined(db: Db, walk: Walk, filter: CaseFilter): Cases {
  if (walk === 'cases') return casesOf(db);
  const list = walk === 'unit' ? ofUnit(db, filter) : ofLabel(db, walk, filter[walk]!);
  return db.selectFrom(list.as('walked')).innerJoin('cases', 'cases.id', 'walked.case_id') as unknown as Cases;
}

const ofUnit = (db: Db, { under = EVERYWHERE, stage = ANY_STAGE }: CaseFilter) =>
  db.selectFrom('case_units').select('case_id').where('unit', '=', under).where('stage', '=', stage);
const ofLabel = (db: Db, kind: Labels, label: string) =>
  db.selectFrom('case_labels').select('case_id').where('kind', '=', kind).where('label', '=', label);

/** Not "exists", which PostgreSQL turns into a walk along the other list. */
const isFound = (one: Expression<{ case_id: string }>) => sql<SqlBool>`${one} is not null`;

/** Every condition but the one that is walked along. */
function fulfilling(db: Db, cases: Cases, filter: CaseFilter, walk: Walk | 'late'): Cases {
  const { under, stage, state, protocol, status, subject, attention } = filter;
  let query = cases;
  const here = sql.ref<string>('cases.id');
  if (under !== undefined && walk !== 'unit' && !(walk === 'late' && stage === undefined))
    query = query.where(isFound(ofUnit(db, filter).where('case_id', '=', here)));
  if (stage !== undefined && under === undefined && walk !== 'stage')
    query = query.where(isFound(ofLabel(db, 'stage', stage).where('case_id', '=', here)));
  if (state !== undefined && walk !== 'state') query = query.where(isFound(ofLabel(db, 'state', state).where('case_id', '=', here)));
  if (protocol !== undefined) query = query.where('protocol', '=', protocol);
  if (status === 'reserved') query = query.where('status', 'is', null);
  else if (status !== undefined) query = query.where('status', '=', status);
  if (subject !== undefined) query = query.where('subject', 'in', idsOf(subject));
  if (attention) query = query.where('attention', '>', 0);
  return query;
}

/** SQLite keeps no statistics by which to choose; the kept sums tell how many a condition finds. */
async function walkOf(db: Db, { under, stage, state, protocol, status, subject, attention }: CaseFilter): Promise<Walk> {
  // Of these there are few, and they have an index of their own.
  if (subject !== undefined || attention) return 'cases';
  const ways: Walk[] = [];
  if (under !== undefined) ways.push('unit');
  else if (stage !== undefined) ways.push('stage');
  if (state !== undefined) ways.push('state');
  if (protocol !== undefined || status !== undefined) ways.push('cases');
  if (ways.length < 2) return ways[0] ?? 'cases';
  const sums = await db
    .selectFrom('balances')
    .select(['unit', 'protocol', 'status', 'stages', 'n'])
    .where('unit', 'in', [EVERYWHERE, under ?? EVERYWHERE])
    .execute();
  const has = (stages: string) => stage === undefined || (JSON.parse(stages || '[]') as string[]).includes(stage);
  const found = (those: (sum: (typeof sums)[number]) => boolean) => sums.reduce((n, sum) => n + (those(sum) ? sum.n : 0), 0);
  const size: { [walk in Walk]?: number } = {
    unit: found((sum) => sum.unit === under && has(sum.stages)),
    stage: found((sum) => sum.unit === EVERYWHERE && has(sum.stages)),
    cases: found(
      (sum) =>
        sum.unit === EVERYWHERE &&
        (protocol === undefined || sum.protocol === protocol) &&
        (status === undefined || sum.status === (status === 'reserved' ? '' : status)),
    ),
  };
  if (state !== undefined) size.state = await inState(db, state);
  return ways.reduce((least, way) => (size[way]! < size[least]! ? way : least));
}

/** How many cases are in a state; Infinity from `FEW` on. */
async function inState(db: Db, state: string): Promise<number> {
  const { n } = await db
    .selectFrom(ofLabel(db, 'state', state).limit(FEW).as('some'))
    .select((e) => e.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(n) < FEW ? Number(n) : Number.POSITIVE_INFINITY;
}
