import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { ApplicationFailure } from '@temporalio/common';
import type { Case, Effect, Input, Refusal } from '../../src/kernel/index.ts';
import type { Scenario } from '../../src/language/index.ts';
import { caseById } from '../../src/ledger/index.ts';
import { inputOf, openingOf, scenarioInstant } from '../../src/simulator/index.ts';
import { startCase, vouch } from '../../src/temporal/index.ts';
import { type Action, type Answer, act, message, setClock, type View, view } from '../../src/workflow/contract.ts';
import type { House } from './house.ts';

export interface Played {
  effects: Effect[];
  refusals: (string | undefined)[];
  view: View;
}

/** Does an action on a durable case as the API does: vouched for, with a key. The refusal, if any, is a value. */
export async function actOn(
  house: House,
  id: string,
  input: Exclude<Input, { kind: 'message' | 'linked' | 'incident' }>,
  key: string,
): Promise<Answer | Refusal> {
  const { by, ...rest } = input;
  const action = { key, by: vouch(house.keys, { $actor: by, case: id, key }), input: rest } as Action;
  try {
    return await house.client.workflow.getHandle(id).executeUpdate<Answer, [Action]>(act, { args: [action], updateId: key });
  } catch (error) {
    const cause = error instanceof WorkflowUpdateFailedError ? (error.cause as ApplicationFailure) : undefined;
    if (cause?.type === 'Refused') return cause.details![0] as Refusal;
    throw error;
  }
}

/** Plays a scenario on a durable case whose clock is paused and jumps from step to step. */
export async function playDurably(house: House, scenario: Scenario, options: { continueAfter?: number } = {}): Promise<Played> {
  const machine = house.library.get(scenario.protocol)!;
  const { zone } = machine.protocol;
  const id = `c-${scenario.title.replace(/\W+/g, '-')}-${Math.random().toString(36).slice(2, 8)}`;
  const opening = { ...openingOf(scenario, machine), id, subject: `p-${id}` };
  const clockAt = (virtual: number) => ({ virtual, real: Date.now(), rate: 0 });
  await startCase(house.client, { hash: machine.hash, opening, clock: clockAt(opening.now), queue: house.queue, ...options });
  const handle = house.client.workflow.getHandle(id);
  const refusals: Played['refusals'] = [];
  for (const [n, step] of scenario.steps.entries()) {
    const at = scenarioInstant(zone, step.at);
    await signal(() => handle.signal(setClock, clockAt(at - 1)));
    const current = await look(handle, true);
    const input = inputOf(step, scenario, { record: await recordOf(house, id) } as Case, house.library.get(current.protocol)!);
    let refused: string | undefined;
    if (input?.kind === 'message') {
      const { kind: _, ...rest } = input;
      await signal(() => handle.signal(message, rest));
    } else if (input && input.kind !== 'linked' && input.kind !== 'incident') {
      const answer = await actOn(house, id, input, `step-${n}`).catch((error) =>
        /completed|not found|closing/i.test(String(error)) ? { refused: 'ended' } : Promise.reject(error),
      );
      refused = 'refused' in answer ? answer.refused : undefined;
    }
    refusals.push(refused);
    await signal(() => handle.signal(setClock, clockAt(at)));
  }
  const last = await look(handle, true);
  return { effects: await recordedEffects(house, id), refusals, view: last };
}

/** A closed case takes no signal: in a scenario that is right. */
async function signal(send: () => Promise<void>): Promise<void> {
  await send().catch((error: unknown) => (/completed|not found|closing/i.test(String(error)) ? undefined : Promise.reject(error)));
}

async function look(handle: { query<T>(name: string): Promise<T> }, projected = false): Promise<View> {
  for (let attempt = 0; ; attempt++) {
    const seen = await handle.query<View>(view);
    if (seen.status !== 'becoming' && (!projected || seen.projected)) return seen;
    if (attempt > 200) throw new Error('the case does not come to rest');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function recordedEffects(house: House, id: string): Promise<Effect[]> {
  const file = await caseById(house.ledger, id);
  return file?.timeline ?? [];
}

async function recordOf(house: House, id: string): Promise<Case['record']> {
  const entries = new Map<number, Case['record'][number]>();
  for (const effect of await recordedEffects(house, id)) {
    if (effect.kind === 'record' && (effect.note.note === 'event' || effect.note.note === 'corrected'))
      entries.set(effect.note.entry.id, effect.note.entry);
  }
  return [...entries.values()];
}
