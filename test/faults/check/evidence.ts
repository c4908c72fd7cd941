import type { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import type { Effect, Machine, Projection } from '../../../src/kernel/index.ts';
import { type Balance, type CaseFile, caseById, countCases, type Ledger, type Story, storyOf } from '../../../src/ledger/index.ts';
import { liveCases } from '../../../src/temporal/index.ts';
import { caseWorkflowType, rebuilding, taskQueue } from '../../../src/workflow/contract.ts';
import type { Done } from '../crowd.ts';
import type { Poisoned } from '../poisoned.ts';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** A case as its histories tell it. */
export interface Told {
  /** Everything it projected, as one. */
  story?: Story['projection'];
  /**
   * Each projection, with the instant (ms, the server's clock) at which the workflow task that made it was done: while the ledger is
   * written within it, time goes on, and what falls due then is done in the same task.
   */
  projected: { projection: Projection; at: number }[];
  /** Keys of the Updates that were accepted, one list for each run. */
  accepted: string[][];
  /** From when to when a worker had a workflow task of it, ms. */
  tasks: { from: number; until: number }[];
  /** Why its histories cannot be played again. */
  failed?: string;
}

/** Everything that is known of a case at the end, from three sides. */
export interface CaseEvidence {
  id: string;
  told: Told;
  /** In the ledger. */
  held: CaseFile | undefined;
  /** As its workflow says now. */
  live: Projection | undefined;
}

export interface Evidence {
  cases: Map<string, CaseEvidence>;
  done: readonly Done[];
  poisoned: Poisoned;
  machines: ReadonlyMap<string, Machine>;
  balance: Balance;
  /** The instant at which time was stopped, and when that was said, ms. */
  stopped: { virtual: number; real: number };
  /** The case's instant when the machine's clock shows that. */
  virtualAt(real: number): number;
  /** How exact an instant of a case is, ms: what one millisecond of the machine comes to. */
  grain: number;
}

/** What happened in a case, in order: from its histories. */
export const linesOf = ({ told, held }: CaseEvidence): readonly Effect[] => told.story?.lines ?? held?.timeline ?? [];

export interface Source {
  client: Client;
  ledger: Ledger;
  dataConverter: DataConverter;
  workflowBundle: WorkflowBundleOption;
  queue?: string;
}

/** Looks at every case from every side. */
export async function gather(source: Source, ids?: ReadonlySet<string>): Promise<{ cases: Map<string, CaseEvidence>; balance: Balance }> {
  const { client, ledger, queue = taskQueue } = source;
  const told = await replayed(source, ids);
  const live = liveCases(client, queue);
  const cases = new Map<string, CaseEvidence>();
  for (const [id, one] of told) {
    const answer = await live.ask(id);
    const projection = answer === 'silent' ? undefined : answer?.projection;
    cases.set(id, { id, told: one, held: await caseById(ledger, id), live: projection });
  }
  return { cases, balance: await countCases(ledger) };
}

/** Plays the histories of all runs again with the present code. */
async function replayed(
  { client, dataConverter, workflowBundle, queue = taskQueue }: Source,
  ids?: ReadonlySet<string>,
): Promise<Map<string, Told>> {
  const told = new Map<string, Told>();
  const runs: { id: string; runId: string; startedAt: number }[] = [];
  const query = `WorkflowType = '${caseWorkflowType}' AND TaskQueue = '${queue}'`;
  for await (const { workflowId: id, runId, startTime } of client.workflow.list({ query }))
    if (!ids || ids.has(id)) runs.push({ id, runId, startedAt: startTime.getTime() });
  runs.sort((a, b) => a.startedAt - b.startedAt);
  let current: { times: Map<number, number>; told: Told };
  const projected = ({ historyLength }: { historyLength: number }, text: string) => {
    current.told.projected.push({
      projection: JSON.parse(text),
      at: current.times.get(historyLength + 1) ?? current.times.get(historyLength) ?? Number.NaN,
    });
  };
  const sinks = { story: { projected: { fn: projected, callDuringReplay: true } } };
  async function* histories() {
    for (const { id, runId } of runs) {
      const history = await client.workflow.getHandle(id, runId).fetchHistory();
      const events = history.events ?? [];
      const one = told.get(id) ?? { projected: [], accepted: [], tasks: [] };
      told.set(id, one);
      one.accepted.push(
        events.flatMap((event) => {
          const key = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.meta?.updateId;
          return key ? [key] : [];
        }),
      );
      const times = new Map(
        events.map(({ eventId, eventTime }) => [Number(eventId), Number(eventTime?.seconds) * 1000 + Number(eventTime?.nanos ?? 0) / 1e6]),
      );
      one.tasks.push(...tasksIn(events, times));
      current = { times, told: one };
      yield { workflowId: id, history };
    }
  }
  let n = 0;
  const options = { dataConverter, workflowBundle, sinks, replayName: rebuilding };
  for await (const { error } of Worker.runReplayHistories(options, histories())) {
    const one = told.get(runs[n++]!.id)!;
    if (error) one.failed ??= error.message;
  }
  for (const one of told.values()) {
    const story = storyOf(one.projected.map(({ projection }) => projection));
    if (story) one.story = story;
  }
  return told;
}

/** The workflow tasks of a history: from the worker that took it until it was done, had failed, or was given up. */
function tasksIn(events: readonly HistoryEvent[], times: ReadonlyMap<number, number>): Told['tasks'] {
  const tasks: Told['tasks'] = [];
  let from: number | undefined;
  for (const event of events) {
    const at = times.get(Number(event.eventId))!;
    if (event.workflowTaskStartedEventAttributes) from = at;
    const isOver =
      event.workflowTaskCompletedEventAttributes || event.workflowTaskFailedEventAttributes || event.workflowTaskTimedOutEventAttributes;
    if (!isOver || from === undefined) continue;
    tasks.push({ from, until: at });
    from = undefined;
  }
  return tasks;
}
