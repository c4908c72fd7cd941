import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import {
  type Actor,
  type Clock,
  type MigrationMap,
  type Protocol,
  type Refusal,
  type Units,
  unitValuesOf,
  virtualAt,
} from '../../kernel/index.ts';
import { sha256 } from '../../ledger/canonical.ts';
import {
  beginMigration,
  canonicalJson,
  casesUnder,
  clock,
  endedCasesOf,
  endMigration,
  forEachBounded,
  type KeyRing,
  type Ledger,
  type MigrationFate,
  movedBy,
  noteFates,
  noteTakenBack,
  takenUp,
  takeUp,
} from '../../ledger/index.ts';
import { actOn } from '../../temporal/index.ts';
import { type Kept, kept } from '../../workflow/contract.ts';

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

export interface MigrationOrder {
  from: Published;
  to: Published;
  map: MigrationMap;
  by: Actor;
  reason: string;
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
  silent: string[];
}

const BATCH = 100;
const AT_ONCE = 24;
const PATIENCE = 30_000;
const TRIES = 3;

type Answered =
  | { case: string; seq: number }
  | { case: string; refusal: Refusal }
  | { case: string; gone: true }
  | { case: string; silent: true };

/**
 * Moves every running case of an edition to another, in batches. What it takes up is in the audit before it is done, and each case knows the
 * key: broken off and begun again, it goes on and moves no case twice.
 */
export async function runMigration(
  work: MigrationWork,
  order: MigrationOrder,
  progress: (done: number, total: number) => void,
): Promise<MigrationTotals> {
  const { ledger } = work;
  const { from, to, map, by } = order;
  const under = await casesUnder(ledger, from.hash);
  const { id, resumed } = await beginMigration(ledger, {
    from: from.hash,
    to: to.hash,
    map: sha256(canonicalJson(map)),
    by,
    cases: under.length,
  });
  const begun = resumed ? await takenUp(ledger, id) : [];
  const cases = [...begun, ...under.filter((one) => !begun.includes(one))];
  const setting = await clock(ledger);
  const totals: MigrationTotals = { id, resumed, total: cases.length, moved: 0, left: [], gone: [], silent: [] };
  for (let from = 0; from < cases.length; from += BATCH) {
    const batch = cases.slice(from, from + BATCH);
    await takeUp(ledger, id, by, batch);
    const answers = await askEach(work.client, batch, (one) => move(work, order, id, one, setting));
    await noteFates(ledger, id, by, answers.flatMap(fateOf));
    count(totals, answers);
    progress(from + batch.length, cases.length);
  }
  const { moved, left, gone, silent } = totals;
  if (silent.length === 0) await endMigration(ledger, id, by, { moved, left: left.length, gone: gone.length });
  return totals;
}

/** Takes back every case of a migration to which nothing has happened since. */
export async function undoMigration(
  work: MigrationWork,
  { id, by, reason }: { id: string; by: Actor; reason: string },
  progress: (done: number, total: number) => void,
): Promise<MigrationTotals> {
  const { client, keys, ledger } = work;
  const cases = await movedBy(ledger, id);
  const setting = await clock(ledger);
  const totals: MigrationTotals = { id, resumed: false, total: cases.length, moved: 0, left: [], gone: [], silent: [] };
  for (let from = 0; from < cases.length; from += BATCH) {
    const answers = await askEach(client, cases.slice(from, from + BATCH), (one) =>
      actOn({ client, keys }, { case: one, by, key: `${id}:undo:${one}`, input: { kind: 'unmigrate', recorded: nowBy(setting), reason } }),
    );
    await noteTakenBack(ledger, id, by, answers.flatMap(fateOf));
    count(totals, answers);
    progress(from + answers.length, cases.length);
  }
  return totals;
}

const nowBy = (setting: Clock) => virtualAt(setting, Date.now());

async function move(
  { client, keys, ledger, units }: MigrationWork,
  { to, map, by, reason }: MigrationOrder,
  id: string,
  one: string,
  setting: Clock,
) {
  const values = to.protocol.values;
  const asks = Object.values(values).some(({ mayDifferBy }) => mayDifferBy !== undefined) || to.protocol.wantsEarlier;
  const { place, subject } = asks ? (await client.workflow.getHandle(one).query<Kept>(kept)).carried.case : { place: '', subject: '' };
  const own = asks ? unitValuesOf(to.protocol, units, place) : {};
  const input = {
    kind: 'migrate' as const,
    to: { $protocol: to.hash },
    map,
    reason,
    recorded: nowBy(setting),
    ...(Object.keys(own).length > 0 && { values: own }),
    ...(to.protocol.wantsEarlier && { earlier: await endedCasesOf(ledger, subject, to.protocol.protocol) }),
  };
  return actOn({ client, keys }, { case: one, by, key: `${id}:${one}`, input });
}

/** Asks several cases at once, each a few times when nobody answers. */
async function askEach(client: Client, cases: readonly string[], ask: (one: string) => ReturnType<typeof actOn>): Promise<Answered[]> {
  const answers: Answered[] = [];
  await forEachBounded(cases, AT_ONCE, async (one) => {
    answers.push(await answerOf(client, one, ask));
  });
  return answers;
}

async function answerOf(client: Client, one: string, ask: (one: string) => ReturnType<typeof actOn>): Promise<Answered> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await client.withDeadline(Date.now() + PATIENCE, () => ask(one));
      return 'refused' in answer ? { case: one, refusal: answer } : { case: one, seq: answer.seq };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return { case: one, gone: true };
      if (attempt >= TRIES) return { case: one, silent: true };
      await sleep(500 * attempt);
    }
  }
}

const fateOf = (answer: Answered): MigrationFate[] => {
  if ('seq' in answer) return [answer];
  return 'silent' in answer
    ? []
    : [{ case: answer.case, left: 'gone' in answer ? 'gone' : String(answer.refusal.params.why ?? answer.refusal.refused) }];
};

function count(totals: MigrationTotals, answers: readonly Answered[]): void {
  for (const answer of answers) {
    if ('seq' in answer) totals.moved++;
    else if ('gone' in answer) totals.gone.push(answer.case);
    else if ('silent' in answer) totals.silent.push(answer.case);
    else totals.left.push(answer);
  }
}
