import { setTimeout as sleep } from 'node:timers/promises';
import type { Projection } from '../kernel/projection.ts';
import { forEachBounded } from './bounded.ts';
import type { Ledger } from './open.ts';
import { digestOf, project } from './projecting.ts';

/** The cases as Temporal has them. */
export interface LiveCases {
  /** A case as its workflow tells it now; undefined: it is neither running nor properly ended; `silent`: it runs and cannot answer. */
  ask(id: string): Promise<{ running: boolean; projection: Projection } | 'silent' | undefined>;
  /** Ids of running cases, a page at a time. */
  running(after?: string): Promise<{ ids: string[]; next?: string }>;
}

export interface Difference {
  case: string;
  /**
   * `missing_in_ledger`: it runs and the ledger does not know it. `missing_in_temporal`: the ledger holds it open and nothing runs.
   * `not_confirmed`: reserved, and nothing was ever started. `no_answer`: it runs, but its last step failed.
   */
  code: 'missing_in_ledger' | 'missing_in_temporal' | 'digest_differs' | 'not_confirmed' | 'no_answer';
  seq: { ledger: number | null; live: number | null };
  repaired: boolean;
}

/** Where a walk stands: first through the ledger's open cases, then through Temporal's running ones. */
export interface Cursor {
  side: 'ledger' | 'temporal';
  after?: string;
}

export interface Compared {
  compared: number;
  differences: Difference[];
}

const PAGE = 200;
const AT_ONCE = 8;
/** Milliseconds a projection on its way is given to arrive. */
const SETTLE = 200;

/**
 * Compares one page: every open case of the ledger with the live one by digest, and whether the ledger knows every running case. A
 * difference can be a projection on its way: such a case is asked once more. `repair` projects the live case over the ledger's. A ledger
 * ahead of the workflow is repaired only when the workflow, asked anew, is still behind (the ledger holds a step that no history has). What
 * only the ledger has is never repaired: a person must look.
 */
export async function reconcilePage(
  ledger: Ledger,
  live: LiveCases,
  cursor: Cursor = { side: 'ledger' },
  { repair = false, page = PAGE }: { repair?: boolean; page?: number } = {},
): Promise<Compared & { next?: Cursor }> {
  if (cursor.side === 'temporal') return temporalPage(ledger, live, cursor.after, repair);
  let query = ledger.db.selectFrom('cases').select(['id', 'life', 'seq', 'digest']).where('life', '<>', 'closed').orderBy('id').limit(page);
  if (cursor.after !== undefined) query = query.where('id', '>', cursor.after);
  const held = await query.execute();
  const differences = await bounded(held, (row) => differenceOf(ledger, live, row, repair));
  const next: Cursor = held.length === page ? { side: 'ledger', after: held.at(-1)!.id } : { side: 'temporal' };
  return { compared: held.filter(({ life }) => life !== 'reserved').length, differences, next };
}

/** The whole walk, page by page. */
export async function reconcile(ledger: Ledger, live: LiveCases, options: { repair?: boolean; page?: number } = {}): Promise<Compared> {
  const all: Compared = { compared: 0, differences: [] };
  for (let cursor: Cursor | undefined = { side: 'ledger' }; cursor; ) {
    const { compared, differences, next }: Compared & { next?: Cursor } = await reconcilePage(ledger, live, cursor, options);
    all.compared += compared;
    all.differences.push(...differences);
    cursor = next;
  }
  return all;
}

type Held = { id: string; life: string; seq: number | null; digest: string | null };

async function differenceOf(ledger: Ledger, live: LiveCases, held: Held, repair: boolean): Promise<Difference | undefined> {
  const told = await live.ask(held.id);
  if (!told) {
    const code = held.life === 'reserved' ? 'not_confirmed' : 'missing_in_temporal';
    return { case: held.id, code, seq: { ledger: held.seq, live: null }, repaired: false };
  }
  if (told !== 'silent' && held.digest === digestOf(told.projection)) return undefined;
  return settled(ledger, live, held.id, repair);
}

/** Looks again at both sides of a case that differed, the ledger's before and after the live one; what differs still is a difference. */
async function settled(ledger: Ledger, live: LiveCases, id: string, repair: boolean): Promise<Difference | undefined> {
  await sleep(SETTLE);
  const read = () => ledger.db.selectFrom('cases').select(['digest', 'seq']).where('id', '=', id).executeTakeFirst();
  const before = await read();
  const told = await live.ask(id);
  const held = await read();
  if (!told) return undefined;
  if (told === 'silent') return { case: id, code: 'no_answer', seq: { ledger: held?.seq ?? null, live: null }, repaired: false };
  if (held?.digest === digestOf(told.projection)) return undefined;
  const { projection } = told;
  const seq = { ledger: held?.seq ?? null, live: projection.row.seq };
  const code = held?.digest ? 'digest_differs' : 'missing_in_ledger';
  // Ahead before the workflow was asked, and ahead of its answer: that step is in no history.
  if (repair) await project(ledger, projection, { force: (before?.seq ?? 0) > seq.live });
  return { case: id, code, seq, repaired: repair };
}

async function temporalPage(
  ledger: Ledger,
  live: LiveCases,
  after: string | undefined,
  repair: boolean,
): Promise<Compared & { next?: Cursor }> {
  const { ids, next } = await live.running(after);
  const known =
    ids.length === 0 ? [] : await ledger.db.selectFrom('cases').select('id').where('id', 'in', ids).where('life', '<>', 'closed').execute();
  const there = new Set(known.map(({ id }) => id));
  const unknown = ids.filter((id) => !there.has(id));
  const differences = await bounded(unknown, (id) => settled(ledger, live, id, repair));
  return { compared: unknown.length, differences, ...(next !== undefined && { next: { side: 'temporal' as const, after: next } }) };
}

async function bounded<T>(all: readonly T[], look: (one: T) => Promise<Difference | undefined>): Promise<Difference[]> {
  const found: (Difference | undefined)[] = [];
  await forEachBounded([...all.entries()], AT_ONCE, async ([n, one]) => {
    found[n] = await look(one);
  });
  return found.filter((difference) => difference !== undefined);
}
