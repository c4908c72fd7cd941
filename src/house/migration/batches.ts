import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { type Actor, type Clock, holderOf, type Protocol, type Refusal, type Units, virtualAt } from '../../kernel/index.ts';
import { forEachBounded, type KeyRing, type Ledger, type MigrationFate, whereIs } from '../../ledger/index.ts';
import { actOn } from '../../temporal/index.ts';
import type { Action, Answer } from '../../workflow/contract.ts';

/** Where cases are moved, and the district in force. */
export interface MigrationWork {
  client: Client;
  ledger: Ledger;
  keys: KeyRing;
  units: Units;
}

/** An edition that is published. */
export interface Published {
  hash: string;
  protocol: Protocol;
}

/** How many cases went where; they add up to `total`. */
export interface MigrationTotals {
  id: string;
  resumed: boolean;
  total: number;
  moved: number;
  left: { case: string; refusal: Refusal }[];
  /** Ended meanwhile. */
  gone: string[];
  /** Gave no answer: the same command again goes on with them. */
  silent: { case: string; why: string }[];
}

export type Progress = (done: number, total: number) => void;

/** What is to be done to one case, under a key of its own. */
export interface Deed {
  key: string;
  input: Action['input'];
}

/** Cases of one batch: what is lost by a crash is asked again, and each case knows its key. */
export const BATCH = 100;
const AT_ONCE = 24;
const PATIENCE = 30_000;
const TRIES = 3;

type Answered = { case: string } & ({ seq: number } | { refusal: Refusal } | { gone: true } | { silent: string });

/** Does the same to each case of a batch, counts what came of it, and says what became of those that answered. */
export async function doToEach(
  { client, keys, ledger, units }: MigrationWork,
  by: Actor,
  cases: readonly string[],
  deedFor: (id: string, where: { subject: string; place: string }) => Promise<Deed> | Deed,
  totals: MigrationTotals,
): Promise<MigrationFate[]> {
  const fates: MigrationFate[] = [];
  await forEachBounded(cases, AT_ONCE, async (id) => {
    const answer = await patiently(client, id, async () => {
      const where = await whereIs(ledger, id);
      const holder = holderOf(units, by.role, where.place);
      if (holder !== by.place) return { refused: 'other_unit', params: { role: by.role, unit: by.place, holder: holder ?? '' } };
      return actOn({ client, keys }, { case: id, by, ...(await deedFor(id, where)) });
    });
    count(totals, answer);
    fates.push(...fateOf(answer));
  });
  return fates;
}

/** Asks a few times when nobody answers. */
async function patiently(client: Client, id: string, ask: () => Promise<Answer | Refusal>): Promise<Answered> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await client.withDeadline(Date.now() + PATIENCE, ask);
      return 'refused' in answer ? { case: id, refusal: answer } : { case: id, seq: answer.seq };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return { case: id, gone: true };
      if (attempt >= TRIES) return { case: id, silent: error instanceof Error ? error.message : String(error) };
      await sleep(500 * attempt);
    }
  }
}

function fateOf(answer: Answered): MigrationFate[] {
  if ('silent' in answer) return [];
  if ('seq' in answer) return [answer];
  return [{ case: answer.case, left: 'gone' in answer ? 'gone' : String(answer.refusal.params.why ?? answer.refusal.refused) }];
}

function count(totals: MigrationTotals, answer: Answered): void {
  totals.total++;
  if ('seq' in answer) totals.moved++;
  else if ('gone' in answer) totals.gone.push(answer.case);
  else if ('silent' in answer) totals.silent.push({ case: answer.case, why: answer.silent });
  else totals.left.push(answer);
}

export const nothingYet = (id: string, resumed: boolean): MigrationTotals => ({
  id,
  resumed,
  total: 0,
  moved: 0,
  left: [],
  gone: [],
  silent: [],
});

export const nowBy = (setting: Clock) => virtualAt(setting, Date.now());
