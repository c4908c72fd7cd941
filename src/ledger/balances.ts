import type { Kysely } from 'kysely';
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

/**
 * Moves a case from the sums it stood in to those it stands in now, in the transaction that changes its row. Sums are kept for everything
 * and for each unit that is, or is above, the place or the holder of the case.
 */
export async function recount(tx: Writing, before: Counted | undefined, after: Counted | undefined): Promise<void> {
  if (counted.every((column) => before?.[column] === after?.[column])) return;
  const places = new Set([before, after].flatMap((one) => (one ? placesOf(one) : [])));
  const rows = await tx
    .selectFrom('unit_above')
    .select(['unit', 'above'])
    .where('unit', 'in', [...places])
    .execute();
  const above = gathered(rows);
  const sums = new Map<string, Sum>();
  if (before) add(sums, before, -1, above);
  if (after) add(sums, after, 1, above);
  await addSums(tx, [...sums].filter(([, { n }]) => n !== 0).sort(byKey));
}

/** One statement in the order of the keys: on PostgreSQL two cases that change places wait for each other and never for ever. */
async function addSums(tx: Writing, sums: readonly (readonly [string, Sum])[]): Promise<void> {
  if (sums.length === 0) return;
  await tx
    .insertInto('balances')
    .values(sums.map(([, sum]) => sum))
    .onConflict((on) => on.columns(key).doUpdateSet((e) => ({ n: e('balances.n', '+', e.ref('excluded.n')) })))
    .execute();
}

/** Counts every case anew and puts the sums right. How many were not: none, unless there is a fault, or the tree has changed. */
export async function countAnew(tx: Kysely<Tables>): Promise<number> {
  const wrong = await differing(tx);
  for (const some of chunks(wrong, PER_INSERT))
    await tx
      .insertInto('balances')
      .values(some)
      .onConflict((on) => on.columns(key).doUpdateSet((e) => ({ n: e.ref('excluded.n') })))
      .execute();
  await tx.deleteFrom('balances').where('n', '=', 0).execute();
  return wrong.length;
}

/** The sums that differ from counting anew, with the right numbers. */
export async function differing(db: Kysely<Tables>): Promise<Sum[]> {
  const groups = await db
    .selectFrom('cases')
    .select((e) => [...counted, e.fn.countAll<number>().as('n')])
    .groupBy([...counted])
    .execute();
  const above = gathered(await db.selectFrom('unit_above').select(['unit', 'above']).execute());
  const right = new Map<string, Sum>();
  for (const group of groups) add(right, group, Number(group.n), above);
  const wrong: Sum[] = [];
  for (const held of await db.selectFrom('balances').selectAll().execute()) {
    const id = keyOf(held);
    const n = right.get(id)?.n ?? 0;
    right.delete(id);
    if (n !== held.n) wrong.push({ ...held, n });
  }
  return [...wrong, ...right.values()];
}

/** Keeps for each unit of the published tree which are above it, itself included, and counts anew. Of several trees in force the first by name. */
export async function keepTree(tx: Kysely<Tables>): Promise<void> {
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
  await countAnew(tx);
}

function add(sums: Map<string, Sum>, one: Counted, n: number, above: ReadonlyMap<string, readonly string[]>): void {
  const places = placesOf(one);
  const units = new Set([EVERYWHERE, ...places, ...places.flatMap((place) => above.get(place) ?? [])]);
  const { protocol, life, status, outcome, stages } = one;
  for (const unit of units) {
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

const placesOf = ({ place, holder_place }: Counted): string[] => (holder_place === null ? [place] : [place, holder_place]);
const keyOf = (sum: Sum): string => key.map((column) => sum[column]).join('\n');
const byKey = ([a]: readonly [string, Sum], [b]: readonly [string, Sum]): number => (a < b ? -1 : 1);

function gathered(rows: readonly Tables['unit_above'][]): Map<string, string[]> {
  const above = new Map<string, string[]>();
  for (const row of rows) {
    const list = above.get(row.unit) ?? [];
    list.push(row.above);
    above.set(row.unit, list);
  }
  return above;
}
