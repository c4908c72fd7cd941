import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Clock, Opening } from '../kernel/index.ts';
import { type CaseStart, caseWorkflowType, taskQueue } from '../workflow/contract.ts';

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
