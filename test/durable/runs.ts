import type { Client } from '@temporalio/client';

/** One run of a case as Temporal keeps it. */
export interface Run {
  runId: string;
  events: number;
  signals: number;
  updates: number;
  /** Bytes of what it started with. */
  start: number;
}

/** All runs of a case, the oldest first. */
export async function runsOf(client: Client, id: string): Promise<Run[]> {
  const runs: Run[] = [];
  const { workflowExecutionInfo } = (await client.workflow.getHandle(id).describe()).raw;
  for (let runId = workflowExecutionInfo?.firstRunId as string | undefined; runId; ) {
    const { events } = await client.workflow.getHandle(id, runId).fetchHistory();
    const all = events ?? [];
    const payloads = all[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    runs.push({
      runId,
      events: all.length,
      signals: all.filter((event) => event.workflowExecutionSignaledEventAttributes).length,
      updates: all.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes).length,
      start: payloads.reduce((sum, { data }) => sum + (data?.length ?? 0), 0),
    });
    runId = all.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  return runs;
}
