import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import proto from '@temporalio/proto';
import { startChild } from './child.ts';
import { type Figure, figure } from './figures.ts';
import { sides } from './house.ts';
import type { Played, Table } from './play.ts';
import { type Pair, pairOf } from './rounds.ts';
import type { Bench } from './setup.ts';

/** Asks a replaying process to replay histories one after the other, each from nothing. */
export interface ToReplay {
  files: string[];
  reuseV8Context: boolean;
}

/** Milliseconds: of the first history in a fresh sandbox, of each in the second half, and the CPU each of those took. */
export interface Replayed {
  first: number;
  rest: number;
  cpu: number;
}

const { History } = proto.temporal.api.history.v1;
/** How often each history is replayed in one answer: the first half warms up. */
const TIMES = 4;

/** Replays what both sides lived in processes of their own, in turns, until `seconds` are over. */
export async function replay(
  { tables, places, folder }: Bench,
  played: Pair<Played[]>,
  { seconds, say }: { seconds: number; say(line: string): void },
): Promise<Figure[]> {
  const children = {
    engine: await startChild('durable-replay', places.engine),
    expert: await startChild('durable-replay', places.expert),
  };
  try {
    const kept = {
      engine: await keepHistories(tables.engine, played.engine, folder),
      expert: await keepHistories(tables.expert, played.expert, folder),
    };
    const files = pairOf((side) => Array.from({ length: TIMES }, () => kept[side]).flat());
    const turn = async (reuseV8Context: boolean, n: number) => {
      const one: Partial<Pair<Replayed>> = {};
      for (const side of n % 2 ? sides.toReversed() : sides)
        one[side] = await children[side].ask<Replayed>({ files: files[side], reuseV8Context });
      return one as Pair<Replayed>;
    };
    await turn(true, 0);
    const reused: Pair<Replayed>[] = [];
    for (const began = performance.now(); reused.length < 3 || performance.now() - began < seconds * 1000; )
      reused.push(await turn(true, reused.length));
    const fresh = [await turn(false, 0), await turn(false, 1)];
    say(`replayed ${reused.length + 3} times ${files.engine.length} histories of each side`);
    const of = (key: keyof Replayed, from = reused) => from.map((pair) => pairOf((side) => pair[side][key]));
    return [
      figure('replay of 14 days from a cold cache', 'ms', of('rest'), { aim: 1.2 }),
      figure('the same, CPU', 'ms', of('cpu'), { aim: 1.2 }),
      figure('the same, first case of a sandbox', 'ms', of('first')),
      figure('the same, without reuseV8Context', 'ms', of('rest', fresh)),
    ];
  } finally {
    await Promise.all(sides.map((side) => children[side].stop()));
  }
}

/** Keeps the histories of played cases in `folder`. */
async function keepHistories({ client, side }: Table, cases: Played[], folder: string): Promise<string[]> {
  return Promise.all(
    cases.map(async ({ id }, n) => {
      const file = join(folder, `${side}-${n}.history`);
      writeFileSync(file, History.encode(await client.workflow.getHandle(id).fetchHistory()).finish());
      return file;
    }),
  );
}

export interface Story {
  events: number;
  bytes: number;
  workflowTasks: number;
  startBytes: number;
}

/** What the last run of each case left on the server. */
export async function measureHistories({ client }: Table, cases: Played[]): Promise<Story[]> {
  return Promise.all(
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
}
