import type { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import type { Projection } from '../kernel/index.ts';
import { type Story, storyOf } from '../ledger/index.ts';
import { caseWorkflowType, rebuilding, taskQueue } from '../workflow/contract.ts';

/** What a history told, or why it cannot be told. */
export type Told = { case: string; story: Story } | { case: string; failed: string };

interface Run {
  runId: string;
  startedAt: number;
}

/**
 * Tells the story of every case of a house, known by its task queue, that Temporal has, running or closed (or only of `ids`): replays the
 * histories of all its runs with the present code and listens to what it projected. Nothing is written, and no activity runs.
 */
export async function* storiesOf(
  client: Client,
  { queue = taskQueue, ...replay }: { workflowBundle: WorkflowBundleOption; dataConverter: DataConverter; queue?: string },
  ids?: ReadonlySet<string>,
): AsyncGenerator<Told> {
  const runs = await runsOf(client, queue, ids);
  let projections: Projection[] = [];
  const projected = (_info: unknown, projection: string) => {
    projections.push(JSON.parse(projection));
  };
  const sinks = { story: { projected: { fn: projected, callDuringReplay: true } } };
  const asked: { id: string; run: Run; last: boolean }[] = [];
  async function* histories() {
    for (const [id, chain] of runs) {
      for (const [n, run] of chain.entries()) {
        const history = await client.workflow.getHandle(id, run.runId).fetchHistory();
        asked.push({ id, run, last: n === chain.length - 1 });
        yield { workflowId: id, history };
      }
    }
  }
  let failed: string | undefined;
  let begun: number | undefined;
  for await (const { error } of Worker.runReplayHistories({ ...replay, sinks, replayName: rebuilding }, histories())) {
    const { id, run, last } = asked.shift()!;
    begun ??= run.startedAt;
    if (error) failed ??= error.message;
    if (!last) continue;
    const projection = storyOf(projections);
    if (failed !== undefined || !projection) yield { case: id, failed: failed ?? 'its history holds no projection' };
    else yield { case: id, story: withBeginning(projection, projections[0]!, begun) };
    projections = [];
    failed = undefined;
    begun = undefined;
  }
}

function withBeginning(projection: Projection, first: Projection, at: number | undefined): Story {
  if (at === undefined) return { projection };
  for (const line of first.lines) {
    if (line.kind === 'record' && line.note.note === 'event' && line.note.entry.event === 'opened')
      return { projection, beginning: { protocol: first.row.protocol, opening: line.note.entry.data, at } };
  }
  return { projection };
}

/** Every run of every case that Temporal still has, each case's oldest first. */
async function runsOf(client: Client, queue: string, ids?: ReadonlySet<string>): Promise<Map<string, Run[]>> {
  const runs = new Map<string, Run[]>();
  const query = `WorkflowType = '${caseWorkflowType}' AND TaskQueue = '${queue}'`;
  for await (const { workflowId, runId, startTime } of client.workflow.list({ query })) {
    if (ids && !ids.has(workflowId)) continue;
    const chain = runs.get(workflowId) ?? [];
    chain.push({ runId, startedAt: startTime.getTime() });
    runs.set(workflowId, chain);
  }
  for (const chain of runs.values()) chain.sort((a, b) => a.startedAt - b.startedAt);
  return runs;
}
