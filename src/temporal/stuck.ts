import type { Client } from '@temporalio/client';
import { decodeOptionalFailureToOptionalError } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { cannotRun, caseWorkflowType, taskQueue } from '../workflow/contract.ts';

/** A run whose last workflow task failed: it answers nobody and says nothing of itself. */
export interface Stuck {
  case: string;
  run: string;
  /** How often its workflow task has been tried. */
  attempt: number;
  /** What it failed with. */
  failure: string;
  /** Its start cannot be read, its protocol is not there, or the program fails at it. */
  at: keyof typeof cannotRun | 'program';
}

/** Of a task that never came back. */
export const noAnswer = 'no answer within its time';

const AT_ONCE = 16;
/** A task that is tried again has failed. */
const TRIED_AGAIN = 2;

/** Looks at every running case of a house from outside; with those whose workflow task fails, why, as far as their history says. */
export async function stuckCases(client: Client, queue = taskQueue): Promise<Stuck[]> {
  const stuck: Stuck[] = [];
  const query = `WorkflowType = '${caseWorkflowType}' AND TaskQueue = '${queue}' AND ExecutionStatus = 'Running'`;
  const looking = new Set<Promise<void>>();
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    const look = (async () => {
      const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
      const attempt = raw.pendingWorkflowTask?.attempt ?? 0;
      if (attempt >= TRIED_AGAIN) stuck.push({ case: workflowId, run: runId, attempt, ...(await failureOf(client, workflowId, runId)) });
    })().finally(() => looking.delete(look));
    looking.add(look);
    if (looking.size >= AT_ONCE) await Promise.race(looking);
  }
  await Promise.all(looking);
  return stuck.sort((a, b) => (a.case < b.case ? -1 : 1));
}

async function failureOf(client: Client, workflowId: string, runId: string): Promise<Pick<Stuck, 'failure' | 'at'>> {
  const { namespace, loadedDataConverter } = client.options;
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace,
    execution: { workflowId, runId },
    maximumPageSize: 20,
  });
  const failed = history?.events?.find((event) => event.workflowTaskFailedEventAttributes)?.workflowTaskFailedEventAttributes;
  const error = await decodeOptionalFailureToOptionalError(loadedDataConverter, failed?.failure);
  const failure = error?.message ?? noAnswer;
  const reasons = Object.keys(cannotRun) as (keyof typeof cannotRun)[];
  return { failure, at: reasons.find((reason) => failure.startsWith(cannotRun[reason])) ?? 'program' };
}
