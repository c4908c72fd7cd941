import { type Kysely, sql } from 'kysely';
import type { Units } from '../kernel/units.ts';
import { chunks } from './chunks.ts';
import type { Writing } from './open.ts';
import type { BalanceTable, CaseTable, Tables } from './tables.ts';

/** What of a case decides where it is counted. */
export type Counted = Pick<CaseTable, 'place' | 'holder_place' | 'life' | 'protocol' | 'status' | 'outcome' | 'stages'>;
export const counted = ['place', 'holder_place', 'life', 'protocol', 'status', 'outcome', 'stages'] as const;

/** The unit under which the sums of everything stand. */
export const EVERYWHERE = '';
const PER_INSERT = 500;
const key = ['unit', 'protocol', 'life', 'status', 'outcome', 'stages'] as const;
type Sum = BalanceTable;
/** Of all cases, and of those that are late. */
export type Sums = 'balances' | 'late_balances';
/** By unit: which are above it, itself included. */
export type Above = ReadonlyMap<string, readonly string[]>;

/** A case as it was counted and as it is now; undefined: it was not there, or is gone. */
export interface Move<T extends Counted = Counted> {
  before: T | undefined;
  after: T | undefined;
}

/**
 * Moves cases from the sums they stood in to those they stand in now. Sums are kept for everything and for each unit that is, or is above,
 * the place or the holder of a case.
 */
export async function moveSums(tx: Writing, table: Sums, moves: readonly Move[], above: Above): Promise<void> {
  const sums = new Map<string, Sum>();
  for (const { before, after } of moves) {
    if (before) add(sums, before, -1, above);
    if (after) add(sums, after, 1, above);
  }
  await addSums(tx, table, [...sums].filter(([, { n }]) => n !== 0).sort(byKey));
}

/** One statement in the order of the keys: on PostgreSQL two cases that change places wait for each other and never for ever. */
async function addSums(tx: Writing, table: Sums, sums: readonly (readonly [string, Sum])[]): Promise<void> {
  if (sums.length === 0) return;
  await tx
    .insertInto(table)
    .values(sums.map(([, sum]) => sum))
    .onConflict((on) => on.columns(key).doUpdateSet({ n: sql`${sql.ref(`${table}.n`)} + excluded.n` }))
    .execute();
}

/** Counts every case anew and puts the sums right. How many were not: none, unless there is a fault, or the tree has changed. */
export async function countAnew(tx: Kysely<Tables>, table: Sums = 'balances'): Promise<number> {
  const wrong = await differing(tx, table);
  for (const some of chunks(wrong, PER_INSERT))
    await tx
      .insertInto(table)
      .values(some)
      .onConflict((on) => on.columns(key).doUpdateSet((e) => ({ n: e.ref('excluded.n') })))
      .execute();
  await tx.deleteFrom(table).where('n', '=', 0).execute();
  return wrong.length;
}

/** The sums that differ from counting anew, with the right numbers. */
export async function differing(db: Kysely<Tables>, table: Sums = 'balances'): Promise<Sum[]> {
  let cases = db
    .selectFrom('cases')
    .select((e) => [...counted, e.fn.countAll<number>().as('n')])
    .groupBy([...counted]);
  if (table === 'late_balances') cases = cases.where('late', '=', 1);
  const above = await aboveAll(db);
  const right = new Map<string, Sum>();
  for (const group of await cases.execute()) add(right, group, Number(group.n), above);
  const wrong: Sum[] = [];
  for (const held of await db.selectFrom(table).selectAll().execute()) {
    const id = keyOf(held);
    const n = right.get(id)?.n ?? 0;
    right.delete(id);
    if (n !== held.n) wrong.push({ ...held, n });
  }
  return [...wrong, ...right.values()];
}

/** Keeps for each unit of the published tree which are above it, itself included. Of several trees in force the first by name. */
export async function keepUnits(tx: Kysely<Tables>): Promise<void> {
  const tree = await tx
    .selectFrom('publications')
    .select('compiled')
    .where('kind', '=', 'units')
    .where('in_force', '=', 1)
    .orderBy('name')
    .executeTakeFirst();
  const units: Units['units'] = tree ? JSON.parse(tree.compiled).units : {};
  const rows: Tables['unit_above'][] = [];
  for (const unit of Object.keys(units)) {
    const way = new Set<string>();
    for (let above: string | undefined = unit; above !== undefined && !way.has(above); above = units[above]?.parent) way.add(above);
    rows.push(...[...way].map((above) => ({ unit, above })));
  }
  await tx.deleteFrom('unit_above').execute();
  for (const some of chunks(rows, PER_INSERT)) await tx.insertInto('unit_above').values(some).execute();
}

function add(sums: Map<string, Sum>, one: Counted, n: number, above: Above): void {
  const { protocol, life, status, outcome, stages } = one;
  for (const unit of [EVERYWHERE, ...unitsOf(one, above)]) {
    const sum: Sum = {
      unit,
      protocol,
      life: life === 'closed' ? 'closed' : 'open',
      status: status ?? '',
      outcome: outcome ?? '',
      stages: stages ?? '',
      n,
    };
    const id = keyOf(sum);
    const held = sums.get(id);
    if (held) held.n += n;
    else sums.set(id, sum);
  }
}

/** The units in which a case stands: where it is and who holds it, and those above. */
export function unitsOf(one: Counted, above: Above): Set<string> {
  const places = placesOf(one);
  return new Set([...places, ...places.flatMap((place) => above.get(place) ?? [])]);
}

/** The units above those where these cases are. */
export async function aboveOf(db: Kysely<Tables>, cases: readonly Counted[]): Promise<Above> {
  const places = new Set(cases.flatMap(placesOf));
  return gathered(
    await db
      .selectFrom('unit_above')
      .select(['unit', 'above'])
      .where('unit', 'in', [...places])
      .execute(),
  );
}

export async function aboveAll(db: Kysely<Tables>): Promise<Above> {
  return gathered(await db.selectFrom('unit_above').select(['unit', 'above']).execute());
}

const placesOf = ({ place, holder_place }: Counted): string[] => (holder_place === null ? [place] : [place, holder_place]);
const keyOf = (sum: Sum): string => key.map((column) => sum[column]).join('\n');
const byKey = ([a]: readonly [string, Sum], [b]: readonly [string, Sum]): number => (a < b ? -1 : 1);

function gathered(rows: readonly Tables['unit_above'][]): Above {
  const above = new Map<string, string[]>();
  for (const row of rows) {
    const list = above.get(row.unit) ?? [];
    list.push(row.above);
    above.set(row.unit, list);
  }
  return above;
}
