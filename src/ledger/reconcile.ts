import type { Projection } from '../kernel/projection.ts';
import type { Ledger } from './open.ts';
import { digestOf, project } from './projecting.ts';

/** A running case as its workflow tells it. */
export interface LiveCase {
  case: string;
  projection: Projection;
  /** Asks the workflow anew. Without it a ledger that is ahead is not repaired: it may only have heard more since. */
  again?: () => Promise<Projection>;
}

export interface Difference {
  case: string;
  /** `missing_in_ledger`: it runs and the ledger does not know it. `missing_in_temporal`: the ledger holds it open and nothing runs. */
  code: 'missing_in_ledger' | 'missing_in_temporal' | 'digest_differs' | 'not_confirmed';
  seq: { ledger: number | null; live: number | null };
  repaired: boolean;
}

const PAGE = 1_000;

/**
 * Compares every open case of the ledger with the live ones. A difference can be a projection on its way: ask again, or `repair`, which
 * projects the live case over the ledger's. A ledger ahead of the workflow is repaired only when the workflow, asked anew, is still behind
 * (the ledger holds a step that no history has). What only the ledger has is never repaired: a person must look.
 */
export async function reconcile(
  ledger: Ledger,
  live: AsyncIterable<LiveCase>,
  options: { repair?: boolean } = {},
): Promise<{ compared: number; differences: Difference[] }> {
  const seen = new Set<string>();
  const differences: Difference[] = [];
  for await (const { case: id, projection, again } of live) {
    seen.add(id);
    const difference = await compare(ledger, id, projection);
    if (!difference) continue;
    if (options.repair) difference.repaired = await repair(ledger, difference, projection, again);
    differences.push(difference);
  }
  for await (const held of openCases(ledger)) {
    if (seen.has(held.id)) continue;
    const code = held.life === 'reserved' ? 'not_confirmed' : 'missing_in_temporal';
    differences.push({ case: held.id, code, seq: { ledger: held.seq, live: null }, repaired: false });
  }
  return { compared: seen.size, differences };
}

async function repair(ledger: Ledger, { seq }: Difference, told: Projection, again: LiveCase['again']): Promise<boolean> {
  if ((seq.ledger ?? 0) <= told.row.seq) return (await project(ledger, told)) === 'written';
  if (!again) return false;
  const now = await again();
  await project(ledger, now, { force: seq.ledger !== null && now.row.seq < seq.ledger });
  return true;
}

async function compare(ledger: Ledger, id: string, projection: Projection): Promise<Difference | undefined> {
  const held = await ledger.db.selectFrom('cases').select(['digest', 'seq']).where('id', '=', id).executeTakeFirst();
  if (held?.digest === digestOf(projection)) return undefined;
  const code = held?.digest ? 'digest_differs' : 'missing_in_ledger';
  return { case: id, code, seq: { ledger: held?.seq ?? null, live: projection.row.seq }, repaired: false };
}

async function* openCases(ledger: Ledger) {
  for (let after = ''; ; ) {
    const page = await ledger.db
      .selectFrom('cases')
      .select(['id', 'life', 'seq'])
      .where('life', '<>', 'closed')
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = last.id;
  }
}
