import type { Kysely, OnConflictBuilder } from 'kysely';
import { type Above, aboveAll, aboveOf, type Counted, countAnew, counted, differing, keepUnits, moveSums, unitsOf } from './balances.ts';
import { chunks } from './chunks.ts';
import type { Writing } from './open.ts';
import type { CaseTable, CaseUnitTable, LateUnitTable, Tables } from './tables.ts';

/** What of a case decides in which units, sums and lists it stands. */
export type Standing = Counted & Pick<CaseTable, 'late' | 'earliest_due'>;
export const standing = [...counted, 'late', 'earliest_due'] as const;

/** The list of a unit that holds its cases in any stage. */
export const ANY_STAGE = '';
const PER_INSERT = 500;
const PER_DELETE = 100;
const PAGE = 1_000;

/**
 * Moves a case from the sums and lists it stood in to those it stands in now, in the transaction that changes its row. A step that changes
 * neither place, holder, stage nor status, and is not late before or after, writes nothing here.
 */
export async function restand(tx: Writing, id: string, before: Standing | undefined, after: Standing | undefined): Promise<void> {
  const [wasLate, isLate] = [before?.late ? before : undefined, after?.late ? after : undefined];
  const same = counted.every((column) => before?.[column] === after?.[column]);
  if (same && wasLate?.earliest_due === isLate?.earliest_due) return;
  const above = await aboveOf(
    tx,
    [before, after].filter((one) => one !== undefined),
  );
  if (!same) {
    await moveSums(tx, 'balances', { before, after, above });
    await putUnits(tx, changeOf(before ? unitRows(id, before, above) : [], after ? unitRows(id, after, above) : []));
  }
  await moveSums(tx, 'late_balances', { before: wasLate, after: isLate, above });
  await putLate(tx, changeOf(wasLate ? lateRows(id, wasLate, above) : [], isLate ? lateRows(id, isLate, above) : []));
}

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

/** How many of the kept sums and list entries are not what all cases tell: none, unless there is a fault. */
export async function misplaced(db: Kysely<Tables>): Promise<number> {
  const late = await lateChange(db);
  let wrong = (await differing(db)).length + (await differing(db, 'late_balances')).length + sizeOf(late);
  for await (const change of unitChanges(db)) wrong += sizeOf(change);
  return wrong;
}

/** Puts the kept sums and the lists right by all cases. How many were not: none, unless there is a fault, or the tree has changed. */
export async function standAnew(tx: Kysely<Tables>): Promise<number> {
  let wrong = (await countAnew(tx)) + (await countAnew(tx, 'late_balances'));
  for await (const change of unitChanges(tx)) {
    wrong += sizeOf(change);
    await putUnits(tx, change);
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

/** What of the lists of units is wrong, some cases at a time. */
async function* unitChanges(db: Kysely<Tables>): AsyncGenerator<Change<CaseUnitTable>> {
  const above = await aboveAll(db);
  for (let after = ''; ; ) {
    const cases = await db
      .selectFrom('cases')
      .select(['id', ...standing])
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    const isLast = cases.length < PAGE;
    let held = db.selectFrom('case_units').select(['unit', 'stage', 'case_id']).where('case_id', '>', after);
    after = cases.at(-1)?.id ?? after;
    // What is left of cases that are gone stands behind the last, too.
    if (!isLast) held = held.where('case_id', '<=', after);
    yield changeOf(
      await held.execute(),
      cases.flatMap(({ id, ...one }) => unitRows(id, one, above)),
    );
    if (isLast) return;
  }
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
