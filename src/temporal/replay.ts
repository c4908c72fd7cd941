import type { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { taskQueue } from '../workflow/contract.ts';

/**
 * Plays the history of everything that runs for a house, known by its task queue, again with a build of the workflows: whether each would
 * go on under it, and if not, why. Nothing is written, no activity runs, and whoever serves the cases notices nothing.
 */
export async function* replayRunning(
  client: Client,
  { queue = taskQueue, ...build }: { workflowBundle: WorkflowBundleOption; dataConverter: DataConverter; queue?: string },
): AsyncGenerator<{ workflow: string; failed?: string }> {
  const { workflow } = client;
  const query = `TaskQueue = '${queue}' AND ExecutionStatus = 'Running'`;
  async function* histories() {
    for await (const { workflowId, runId } of workflow.list({ query })) {
      const history = await workflow.getHandle(workflowId, runId).fetchHistory();
      yield { workflowId, history };
    }
  }
  for await (const { workflowId, error } of Worker.runReplayHistories(build, histories()))
    yield { workflow: workflowId, ...(error && { failed: reasonOf(error) }) };
}

/** The core tells a failure as Rust shows its values: the message in it is what somebody wants to know. */
function reasonOf({ message }: Error): string {
  const [, quoted] = /message: ("(?:[^"\\]|\\.)*")/.exec(message) ?? [];
  return quoted === undefined ? message : quoted.slice(1, -1).replaceAll(/\\(.)/g, '$1');
}
