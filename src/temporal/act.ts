import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { ApplicationFailure } from '@temporalio/common';
import { type Actor, apply, type Input, isRefusal, load, type Refusal, refuseSize } from '../kernel/index.ts';
import { answerTo, claimAgain, clock, endAgain, type KeyRing, type Ledger } from '../ledger/index.ts';
import { type Action, type Answer, act, type Kept, kept } from '../workflow/contract.ts';
import { Editions } from '../workflow/editions.ts';
import { askCase } from './ask.ts';
import { vouch } from './codec.ts';
import { reviveCase } from './start.ts';

/** Something that is to be done on a case, by whom, under which key. */
export interface Deed {
  case: string;
  by: Actor;
  key: string;
  input: Action['input'];
}

/** Where cases are and who may vouch. `ledger`: without it no ended case goes on. `queue`: of the house, when not the usual one. */
export interface Acting {
  client: Client;
  keys: KeyRing;
  ledger?: Ledger;
  queue?: string | undefined;
}

/**
 * Does something on a case as somebody whom this installation vouches for. The same key is done once and gets the same answer. The
 * case's "no" is a value. A case whose workflow has ended is asked what it would say, and goes on where that is not "no". Throws
 * WorkflowNotFoundError when there never was such a case, or it has ended and there is no ledger.
 */
export async function actOn(acting: Acting, deed: Deed): Promise<Answer | Refusal> {
  const { case: id, by, key, input } = deed;
  const action: Action = { key, by: vouch(acting.keys, { $actor: by, case: id, key }), input };
  const { ledger } = acting;
  const answered = ledger && (await answeredBefore(ledger, id, key));
  if (answered) return answered;
  if (ledger && input.kind === 'reopen') {
    const other = await claimAgain(ledger, id);
    if (other !== undefined) return { refused: 'open_elsewhere', params: { case: other } };
  }
  const answer = await told(acting, deed, action);
  if (ledger && input.kind === 'reopen' && 'refused' in answer) await endAgain(ledger, id);
  return answer;
}

async function told(acting: Acting, deed: Deed, action: Action): Promise<Answer | Refusal> {
  const { ledger } = acting;
  try {
    return await update(acting.client, deed.case, action);
  } catch (error) {
    if (!ledger || !(error instanceof WorkflowNotFoundError)) throw error;
    return revived({ ...acting, ledger }, deed, action);
  }
}

/** What the ledger knows to have been answered to that key; one that is down keeps nobody from acting. */
async function answeredBefore(ledger: Ledger, id: string, key: string): Promise<Answer | undefined> {
  try {
    return await answerTo(ledger, id, key);
  } catch {
    return undefined;
  }
}

async function update(client: Client, id: string, action: Action): Promise<Answer | Refusal> {
  try {
    return await client.workflow.getHandle(id).executeUpdate<Answer, [Action]>(act, { args: [action], updateId: action.key });
  } catch (error) {
    const cause = error instanceof WorkflowUpdateFailedError ? (error.cause as ApplicationFailure) : undefined;
    if (cause?.type === 'Refused') return cause.details![0] as Refusal;
    throw error;
  }
}

async function revived(
  { client, ledger, queue }: Acting & { ledger: Ledger },
  { case: id, by, key, input }: Deed,
  action: Action,
): Promise<Answer | Refusal> {
  const left = await askCase<Kept>(client, id, kept);
  const { protocol, carried } = left;
  const known = carried.seen.find((seen) => seen.key === key);
  if (known) return known.answer;
  const machines = [protocol, ...(carried.former ?? [])].map(({ body, $protocol }) => load(body!, $protocol));
  const editions = new Editions(machines);
  const taken = { ...input, by } as Input;
  const outcome = refuseSize(carried.case, taken) ?? apply(machines[0]!, carried.case, taken, editions.find);
  if (isRefusal(outcome)) return outcome;
  // A drill may have stood still since.
  const latest = await clock(ledger);
  await reviveCase(client, latest.real > left.clock.real ? { ...left, clock: latest } : left, { revival: action, queue });
  try {
    return await update(client, id, action);
  } catch (error) {
    // It has ended again at once: a correction changes what is known of it, not that it is over.
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    const { seq, at, now } = outcome.case;
    return { seq, at, now };
  }
}
