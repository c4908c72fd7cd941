import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import proto from '@temporalio/proto';
import type { Played, Table } from './play.ts';

/** Asks a replaying process to replay histories one after the other, each from nothing. */
export interface ToReplay {
  files: string[];
  reuseV8Context: boolean;
}

/** Milliseconds: of the first history in a fresh sandbox, and of each after it. */
export interface Replayed {
  first: number;
  rest: number;
}

const { History } = proto.temporal.api.history.v1;

/** Keeps the histories of played cases in `folder`. */
export async function keepHistories({ client, side }: Table, cases: Played[], folder: string): Promise<string[]> {
  return Promise.all(
    cases.map(async ({ id }, n) => {
      const file = join(folder, `${side}-${n}.history`);
      writeFileSync(file, History.encode(await client.workflow.getHandle(id).fetchHistory()).finish());
      return file;
    }),
  );
}

export interface History {
  events: number;
  bytes: number;
  workflowTasks: number;
  startBytes: number;
}

/** What the last run of each case left on the server, on average. */
export async function measureHistories({ client }: Table, cases: Played[]): Promise<History> {
  const each = await Promise.all(
    cases.map(async ({ id }) => {
      const handle = client.workflow.getHandle(id);
      const { raw } = await handle.describe();
      const { events } = await handle.fetchHistory();
      const input = events![0]!.workflowExecutionStartedEventAttributes!.input!.payloads!;
      return {
        events: Number(raw.workflowExecutionInfo!.historyLength),
        bytes: Number(raw.workflowExecutionInfo!.historySizeBytes),
        workflowTasks: events!.filter((event) => event.workflowTaskCompletedEventAttributes).length,
        startBytes: input.reduce((sum, { data }) => sum + (data?.length ?? 0), 0),
      };
    }),
  );
  const mean = (key: keyof History) => each.reduce((sum, one) => sum + one[key], 0) / each.length;
  return { events: mean('events'), bytes: mean('bytes'), workflowTasks: mean('workflowTasks'), startBytes: mean('startBytes') };
}
