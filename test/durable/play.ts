import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { ApplicationFailure } from '@temporalio/common';
import type { Input, Refusal } from '../../src/kernel/index.ts';
import { actOn as act } from '../../src/temporal/index.ts';
import type { Action, Answer } from '../../src/workflow/contract.ts';
import type { House } from './house.ts';

/** Does an action on a durable case as the API does: vouched for, with a key. The refusal, if any, is a value. */
export function actOn(
  house: House,
  id: string,
  input: Exclude<Input, { kind: 'message' | 'linked' | 'incident' }>,
  key: string,
): Promise<Answer | Refusal> {
  const { by, ...rest } = input;
  return act(house, { case: id, by, key, input: rest as Action['input'] });
}

/** The kernel's "no" behind a failed update or start. */
export function refusalIn(error: unknown): Refusal | undefined {
  const isFailed = error instanceof WorkflowUpdateFailedError || error instanceof WorkflowFailedError;
  const cause = isFailed ? (error.cause as ApplicationFailure | undefined) : undefined;
  return cause?.type === 'Refused' ? (cause.details![0] as Refusal) : undefined;
}
