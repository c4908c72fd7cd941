import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import type { ApplicationFailure } from '@temporalio/common';
import type { Opening } from '../../src/kernel/index.ts';
import { vouch } from '../../src/temporal/index.ts';
import {
  type Action,
  type Answer,
  act,
  type Clock,
  caseWorkflowType,
  type Ended,
  type Refusal,
  setClock,
} from '../../src/workflow/contract.ts';
import type { House, Side } from './house.ts';
import { type Beat, exposedOn, opened, place, story } from './story.ts';

/** One side as those see it who act on it. */
export interface Table extends House {
  side: Side;
  client: Client;
  queue: string;
  /** Of the protocol; the expert needs none. */
  hash: string;
}

export interface Played {
  id: string;
  /** What each act was answered, in order. */
  answers: (Answer | Refusal)[];
  result: Ended;
}

/** A case whose days passed faster than its facts were taken: what it came to depends on the machine. */
export class TooFast extends Error {}

/** How time passes: the clock is put forward to each beat, or it runs by itself, so many times as fast as the world's. */
export type Pace = 'jumping' | { rate: number };

/** Plays the story on a new case of one side. Throws when an act is answered otherwise than the story says. */
export async function playStory(table: Table, id: string, pace: Pace, continueAfter?: number): Promise<Played> {
  const real = Date.now();
  const clock: Clock = { virtual: opened, real, rate: pace === 'jumping' ? 1 : pace.rate };
  const by = { role: 'county_cdc', place };
  const opening: Opening = { id, subject: `p-${id}`, place, now: opened, by, data: { exposed_on: exposedOn } };
  const more = { clock, opening, ...(continueAfter !== undefined && { continueAfter }) };
  const start = table.side === 'engine' ? { protocol: { $protocol: table.hash }, ...more } : more;
  const workflowType = table.side === 'engine' ? caseWorkflowType : 'contactWorkflow';
  const handle = await table.client.workflow.start(workflowType, { workflowId: id, taskQueue: table.queue, args: [start] });
  const answers: Played['answers'] = [];
  for (const [n, beat] of story.entries()) {
    if (pace !== 'jumping') await sleep(Math.max(0, real + (beat.at - opened) / pace.rate - Date.now()));
    else await handle.signal(setClock, { virtual: beat.at, real: Date.now(), rate: 1 });
    if (beat.act) answers.push(...(await perform(table, handle, beat, `${id}-${n}`)));
    else if (pace === 'jumping') await comesAbout(table, id, beat.at);
  }
  return { id, answers, result: (await handle.result()) as Ended };
}

/** Somebody does what the beat says; twice, if the network made him. */
async function perform(table: Table, handle: WorkflowHandle, { at, act: what }: Beat, key: string): Promise<Played['answers']> {
  const { event, role, data, refused, twice } = what!;
  const by = vouch(table.keys, { $actor: { role, place }, case: handle.workflowId, key });
  const action: Action = { key, by, input: { kind: 'event', event, at, recorded: at, data } };
  const once = async (updateId: string) => {
    const answer = await handle
      .executeUpdate<Answer, [Action]>(act, { args: [action], updateId })
      .catch((error: unknown): Refusal => refusalIn(error));
    if (('refused' in answer ? answer.refused : undefined) !== refused) throw new Error(`${event}: ${JSON.stringify(answer)}`);
    if ('now' in answer && answer.now !== at) throw new TooFast(`${event} was taken ${answer.now - at} ms of the case's time too late`);
    return answer;
  };
  return twice ? [await once(key), await once(`${key}-again`)] : [await once(key)];
}

function refusalIn(error: unknown): Refusal {
  const cause = error instanceof WorkflowUpdateFailedError ? (error.cause as ApplicationFailure) : undefined;
  if (cause?.type !== 'Refused') throw error;
  return cause.details![0] as Refusal;
}

/** Waits until the ledger shows the step of that instant. */
async function comesAbout({ ledger }: Table, id: string, at: number): Promise<void> {
  for (let waited = 0; waited < 6_000; waited++) {
    const row = await ledger.db.selectFrom('cases').select('now').where('id', '=', id).executeTakeFirst();
    if (row?.now != null && row.now >= at) return;
    await sleep(5);
  }
  throw new Error(`${id}: nothing happened at ${at}`);
}
