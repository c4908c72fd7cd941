import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Clock, Opening, TimeOfDay } from '../kernel/index.ts';
import {
  type Action,
  type CaseStart,
  caseWorkflowType,
  type Kept,
  operationsId,
  operationsWorkflowType,
  setClock,
  taskQueue,
} from '../workflow/contract.ts';

/** Starts the workflow of a reserved case under its own id; again is no second one. Only the hash of the protocol travels. */
export async function startCase(
  client: Client,
  {
    hash,
    opening,
    clock,
    queue = taskQueue,
    continueAfter,
  }: { hash: string; opening: Opening; clock: Clock; queue?: string; continueAfter?: number },
): Promise<'started' | 'already'> {
  const start: CaseStart = { protocol: { $protocol: hash }, opening, clock, ...(continueAfter !== undefined && { continueAfter }) };
  try {
    await client.workflow.start(caseWorkflowType, {
      workflowId: opening.id,
      taskQueue: queue,
      args: [start],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
    });
    return 'started';
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'already';
    throw error;
  }
}

/** Goes on with a case whose last run has ended, for the sake of one action. Somebody else may have begun to: that run goes on then. */
export async function reviveCase(
  client: Client,
  { protocol, clock, carried }: Kept,
  { revival, queue = taskQueue }: { revival: Action; queue?: string | undefined },
): Promise<void> {
  const start: CaseStart = { protocol: { $protocol: protocol.$protocol }, carried, clock, revival };
  try {
    await client.workflow.start(caseWorkflowType, { workflowId: carried.case.id, taskQueue: queue, args: [start] });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** Makes sure that the nightly operations of the house run, in the cases' time of `clock`. */
export async function startOperations(
  client: Client,
  { clock, zone, at, id = operationsId, queue = taskQueue }: { clock: Clock; zone: string; at: TimeOfDay; id?: string; queue?: string },
): Promise<void> {
  await client.workflow.signalWithStart(operationsWorkflowType, {
    workflowId: id,
    taskQueue: queue,
    args: [{ clock, zone, at }],
    signal: setClock,
    signalArgs: [clock],
  });
}
