import { setImmediate as pause } from 'node:timers/promises';
import type { Kysely, OnConflictBuilder } from 'kysely';
import {
  type Above,
  aboveAll,
  aboveOf,
  type Counted,
  countAnew,
  counted,
  differing,
  keepUnits,
  type Move,
  moveSums,
  unitsOf,
} from './balances.ts';
import { chunks } from './chunks.ts';
import { type Ledger, reading, type Writing } from './open.ts';
import type { CaseTable, CaseUnitTable, LateUnitTable, Tables } from './tables.ts';

/** What of a case decides in which units, sums and lists it stands. */
export type Standing = Counted & Pick<CaseTable, 'late' | 'earliest_due'>;
export const standing = [...counted, 'late', 'earliest_due'] as const;

/** The list of a unit that holds its cases in any stage. */
export const ANY_STAGE = '';
const PER_INSERT = 500;
const PER_DELETE = 100;
const PAGE = 2_000;

/** What became of a case. */
export interface Restanding extends Move<Standing> {
  id: string;
}

/**
 * Moves cases from the sums and lists they stood in to those they stand in now, in the transaction that changes their rows. A step that changes
 * neither place, holder, stage nor status, and is not late before or after, writes nothing here.
 */
export async function restand(tx: Writing, ...all: readonly Restanding[]): Promise<void> {
  const moved = all.filter(({ before, after }) => counted.some((column) => before?.[column] !== after?.[column]));
  const late = all
    .map(({ id, before, after }) => ({ id, before: before?.late ? before : undefined, after: after?.late ? after : undefined }))

    .filter(({ before, after }) => before || after)
    .filter(({ id, before, after }) => before?.earliest_due !== after?.earliest_due || moved.some((one) => one.id === id));
  if (moved.length + late.length === 0) return;
  const above = await aboveOf(
    tx,
    [...moved, ...late].flatMap(({ before, after }) => [before, after].filter((one) => one !== undefined)),
  );
  await moveSums(tx, 'balances', moved, above);
  await putUnits(tx, changeOf(rowsOf(unitRows, 'before', moved, above), rowsOf(unitRows, 'after', moved, above)));
  await moveSums(tx, 'late_balances', late, above);
  await putLate(tx, changeOf(rowsOf(lateRows, 'before', late, above), rowsOf(lateRows, 'after', late, above)));
}

type RowsOf<T> = (id: string, one: Standing, above: Above) => T[];

const rowsOf = <T>(rows: RowsOf<T>, when: 'before' | 'after', moves: readonly Restanding[], above: Above): T[] =>
  moves.flatMap(({ id, [when]: one }) => (one ? rows(id, one, above) : []));

/** Rows that are not right, and what is to be there in their place. */
interface Change<T> {
  gone: readonly T[];
  fresh: readonly T[];
}

async function putUnits(tx: Kysely<Tables>, { gone, fresh }: Change<CaseUnitTable>): Promise<void> {
  for (const some of chunks(gone, PER_DELETE))
    await tx
      .deleteFrom('case_units')
      .where((e) => e.or(some.map(({ unit, stage, case_id }) => e.and({ unit, stage, case_id }))))
      .execute();
  for (const some of chunks(fresh, PER_INSERT)) await tx.insertInto('case_units').values(some).onConflict(asItIs).execute();
}

async function putLate(tx: Kysely<Tables>, { gone, fresh }: Change<LateUnitTable>): Promise<void> {
  for (const some of chunks(gone, PER_DELETE))
    await tx
      .deleteFrom('late_units')
      .where((e) => e.or(some.map(({ unit, due, case_id }) => e.and({ unit, due, case_id }))))
      .execute();
  for (const some of chunks(fresh, PER_INSERT)) await tx.insertInto('late_units').values(some).onConflict(asItIs).execute();
}

const asItIs = <DB, TB extends keyof DB>(on: OnConflictBuilder<DB, TB>) => on.doNothing();

function changeOf<T extends object>(before: readonly T[], after: readonly T[]): Change<T> {
  const keyOf = (row: T) => Object.values(row).join('\n');
  const [was, is] = [new Set(before.map(keyOf)), new Set(after.map(keyOf))];
  return { gone: before.filter((row) => !is.has(keyOf(row))), fresh: after.filter((row) => !was.has(keyOf(row))) };
}

function unitRows(id: string, one: Standing, above: Above): CaseUnitTable[] {
  const stages = new Set([ANY_STAGE, ...(JSON.parse(one.stages ?? '[]') as string[])]);
  return [...unitsOf(one, above)].flatMap((unit) => [...stages].map((stage) => ({ unit, stage, case_id: id })));
}

function lateRows(id: string, one: Standing, above: Above): LateUnitTable[] {
  const { late, earliest_due: due } = one;
  return !late || due === null ? [] : [...unitsOf(one, above)].map((unit) => ({ unit, due, case_id: id }));
}

/**
 * How many of the kept sums and list entries are not what all cases tell: none, unless there is a fault. Some cases at a time, so that neither
 * the ledger nor who asks stands still for long.
 */
export async function misplaced(ledger: Ledger): Promise<number> {
  let wrong = await reading(
    ledger,
    async (db) => (await differing(db)).length + (await differing(db, 'late_balances')).length + sizeOf(await lateChange(db)),
  );
  for (let after: string | undefined = ''; after !== undefined; ) {
    const from: string = after;
    const page = await reading(ledger, async (db) => unitChange(db, await aboveAll(db), from));
    wrong += sizeOf(page);
    after = page.next;
    await pause();
  }
  return wrong;
}

/** Puts the kept sums and the lists right by all cases. How many were not: none, unless there is a fault, or the tree has changed. */
export async function standAnew(tx: Kysely<Tables>): Promise<number> {
  let wrong = (await countAnew(tx)) + (await countAnew(tx, 'late_balances'));
  const above = await aboveAll(tx);
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: UnitPage = await unitChange(tx, above, after);
    wrong += sizeOf(page);
    await putUnits(tx, page);
    after = page.next;
  }
  const late = await lateChange(tx);
  await putLate(tx, late);
  return wrong + sizeOf(late);
}

/** Another tree is in force: which units are above which, and where every case stands. */
export async function standInTree(tx: Kysely<Tables>): Promise<void> {
  await keepUnits(tx);
  await standAnew(tx);
}

/** What of the lists of units is wrong for some cases; `next`: those after it are still to be looked at. */
interface UnitPage extends Change<CaseUnitTable> {
  next?: string;
}

async function unitChange(db: Kysely<Tables>, above: Above, after: string): Promise<UnitPage> {
  const cases = await db
    .selectFrom('cases')
    .select(['id', ...standing])
    .where('id', '>', after)
    .orderBy('id')
    .limit(PAGE)
    .execute();
  const next = cases.length === PAGE ? cases.at(-1)!.id : undefined;
  let held = db.selectFrom('case_units').select(['unit', 'stage', 'case_id']).where('case_id', '>', after);
  // What is left of cases that are gone stands behind the last, too.
  if (next !== undefined) held = held.where('case_id', '<=', next);
  const rows = cases.flatMap(({ id, ...one }) => unitRows(id, one, above));
  return { ...changeOf(await held.execute(), rows), ...(next !== undefined && { next }) };
}

async function lateChange(db: Kysely<Tables>): Promise<Change<LateUnitTable>> {
  const above = await aboveAll(db);
  const cases = await db
    .selectFrom('cases')
    .select(['id', ...standing])
    .where('late', '=', 1)
    .execute();
  const held = await db.selectFrom('late_units').select(['unit', 'due', 'case_id']).execute();
  return changeOf(
    held,
    cases.flatMap(({ id, ...one }) => lateRows(id, one, above)),
  );
}

const sizeOf = ({ gone, fresh }: Change<unknown>) => gone.length + fresh.length;
