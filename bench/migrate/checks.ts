import { setTimeout as sleep } from 'node:timers/promises';
import type { Effect } from '../../src/kernel/index.ts';
import { caseById, type Ledger, openTasks } from '../../src/ledger/index.ts';

/** Waits until nothing new has come into the ledger for a while. */
export async function settled(ledger: Ledger): Promise<void> {
  const lines = async () =>
    Number(
      (
        await ledger.db
          .selectFrom('timeline')
          .select((e) => e.fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow()
      ).n,
    );
  for (let [before, still] = [-1, 0]; still < 4; ) {
    const now = await lines();
    still = now === before ? still + 1 : 0;
    before = now;
    await sleep(500);
  }
}

/** What each case owes, to whom and when, and how high its ladders stand: as text, by case. */
export async function owed(ledger: Ledger): Promise<Map<string, string[]>> {
  const all = new Map<string, string[]>();
  for await (const { caseId, slot } of openTasks(ledger)) {
    const { kind, event, key, due, by, step, late } = slot;
    all.set(caseId, [...(all.get(caseId) ?? []), JSON.stringify([kind, event, key, due, by, step, late])]);
  }
  for (const lines of all.values()) lines.sort();
  return all;
}

/** How many cases there are of an edition and a state; a case in several at once counts in each. */
export async function statesUnder(ledger: Ledger, hash: string): Promise<Map<string, number>> {
  const states = new Map<string, number>();
  for (const { states: at } of await ledger.db.selectFrom('cases').select('states').where('hash', '=', hash).execute())
    for (const state of JSON.parse(at!) as string[]) states.set(state, (states.get(state) ?? 0) + 1);
  return states;
}

/** The steps of every ladder of a case in the order in which they ran, by task or offer. */
export async function laddersOf(ledger: Ledger, id: string): Promise<Map<string, number[]>> {
  const ladders = new Map<string, number[]>();
  const last = new Map<string, number>();
  for (const effect of (await caseById(ledger, id))!.timeline) {
    if (!isStep(effect)) continue;
    const { of, step } = effect.about;
    // What one step says to several is said at once.
    if (last.get(of) !== effect.seq) ladders.set(of, [...(ladders.get(of) ?? []), step!]);
    last.set(of, effect.seq);
  }
  return ladders;
}

const isStep = (effect: Effect): effect is Extract<Effect, { kind: 'tell' | 'open' }> =>
  (effect.kind === 'tell' || effect.kind === 'open') && effect.about.reason === 'ladder';
