import { type Client, WorkflowUpdateFailedError } from '@temporalio/client';
import type { ApplicationFailure } from '@temporalio/common';
import type { Actor, Refusal } from '../kernel/index.ts';
import type { KeyRing } from '../ledger/index.ts';
import { type Action, type Answer, act } from '../workflow/contract.ts';
import { vouch } from './codec.ts';

/**
 * Does something on a case as somebody whom this installation vouches for. The same key is done once and gets the same answer. The
 * case's "no" is a value; throws WorkflowNotFoundError when the case has ended.
 */
export async function actOn(
  client: Client,
  keys: KeyRing,
  { case: id, by, key, input }: { case: string; by: Actor; key: string; input: Action['input'] },
): Promise<Answer | Refusal> {
  const action: Action = { key, by: vouch(keys, { $actor: by, case: id, key }), input };
  try {
    return await client.workflow.getHandle(id).executeUpdate<Answer, [Action]>(act, { args: [action], updateId: key });
  } catch (error) {
    const cause = error instanceof WorkflowUpdateFailedError ? (error.cause as ApplicationFailure) : undefined;
    if (cause?.type === 'Refused') return cause.details![0] as Refusal;
    throw error;
  }
}
