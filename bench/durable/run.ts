import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { connectClient, converter } from '../../src/temporal/index.ts';
import { type Child, startChild } from './child.ts';
import { assertEqual } from './compare.ts';
import { type Figure, figure } from './figures.ts';
import { home, openHouse, type Place, publishLibrary, type Side, sides } from './house.ts';
import { type Pace, type Played, playStory, type Table } from './play.ts';
import { keepHistories, measureHistories, type Replayed } from './replay.ts';
import { opened, story } from './story.ts';

export interface Options {
  /** Address of the one server both sides work on. */
  address: string;
  /** Cases of each side in a round, all at once. */
  cases: number;
  /** Rounds in which both sides play one after the other, with a jumping clock. */
  rounds: number;
  /** Real seconds in which fourteen days pass by themselves, for histories as they are in life; 0: not played. */
  lived: number;
  /** Updates after which a run continues as new. */
  continueAfter?: number;
  /** Folder for CPU profiles of the workers. */
  profile?: string;
  say(line: string): void;
}

export interface Result {
  figures: Figure[];
  /** Rows of cases, tasks, timeline and messages found equal. */
  rowsCompared: number;
  casesCompared: number;
}

interface Bench {
  tables: Record<Side, Table>;
  places: Record<Side, Place>;
  workers: Record<Side, Child>;
  folder: string;
}

/** Plays the same story on both sides of one server, and compares what it cost and what came of it. Throws when what came of it differs. */
export async function runBench(options: Options): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'early-bench-'));
  const ends: (() => Promise<unknown>)[] = [];
  try {
    const bench = await setUp(options, folder, ends);
    return await measure(options, bench);
  } catch (error) {
    options.say(String(error));
    throw error;
  } finally {
    for (const end of ends.reverse()) await end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function setUp({ address, profile }: Options, folder: string, ends: (() => Promise<unknown>)[]): Promise<Bench> {
  const key = randomBytes(32).toString('base64');
  const bundles = { engine: home.workflowBundle, expert: join(folder, 'expert.js') };
  writeFileSync(bundles.expert, await bundleExpert());
  const made = await Promise.all(
    sides.map(async (side) => {
      const queue = `${side}-${randomBytes(4).toString('hex')}`;
      const place: Place = { side, address, ledger: join(folder, `${side}.db`), queue, bundle: bundles[side], key };
      const house = await openHouse(place);
      ends.push(() => house.ledger.close());
      const hash = await publishLibrary(house);
      const { client, close } = await connectClient(address, converter(house.keys, home.failureConverter, house.store));
      ends.push(close);
      const worker = await startChild('durable-worker', place, profile);
      ends.push(() => worker.stop());
      return { place, worker, table: { ...house, side, client, queue, hash } satisfies Table };
    }),
  );
  const [engine, expert] = [made[0]!, made[1]!];
  return {
    tables: { engine: engine.table, expert: expert.table },
    places: { engine: engine.place, expert: expert.place },
    workers: { engine: engine.worker, expert: expert.worker },
    folder,
  };
}

async function bundleExpert(): Promise<string> {
  const quiet = { info() {}, debug() {}, trace() {}, log() {}, warn: console.warn, error: console.error };
  const at = (file: string) => join(home.root, 'bench', 'durable', 'expert', file);
  const preloadModules = ['facts.ts', 'moments.ts', 'projection.ts', 'refuse.ts'].map(at);
  const { code } = await bundleWorkflowCode({ workflowsPath: at('workflow.ts'), preloadModules, logger: quiet });
  return code;
}

let played = 0;

/** N cases of one side at once: seconds they took and ms of their worker's CPU. */
async function play({ tables, workers }: Bench, side: Side, cases: number, pace: Pace, continueAfter?: number) {
  const ids = Array.from({ length: cases }, () => `c-${side}-${Date.now()}-${++played}`);
  const cpu = async () => {
    const { user, system } = await workers[side].ask<NodeJS.CpuUsage>('usage');
    return (user + system) / 1000;
  };
  const before = await cpu();
  const started = performance.now();
  const ended = await Promise.all(ids.map((id) => playStory(tables[side], id, pace, continueAfter)));
  const seconds = (performance.now() - started) / 1000;
  return { played: ended, seconds, cpu: (await cpu()) - before };
}

async function measure(options: Options, bench: Bench): Promise<Result> {
  const { cases, rounds, lived, continueAfter, say } = options;
  const { tables } = bench;
  const all: Record<Side, Played[]> = { engine: [], expert: [] };
  const turn = async (pace: Pace, count: number, order: Side[]) => {
    const one = {} as Record<Side, Awaited<ReturnType<typeof play>>>;
    for (const side of order) {
      one[side] = await play(bench, side, count, pace, continueAfter);
      all[side].push(...one[side].played);
    }
    return one;
  };
  await turn('jumping', Math.min(2, cases), sides);
  say('warmed up');
  const throughput: Record<Side, number>[] = [];
  const cpu: Record<Side, number>[] = [];
  const pair = <T>(from: (side: Side) => T) => ({ engine: from('engine'), expert: from('expert') });
  for (let round = 0; round < rounds; round++) {
    const one = await turn('jumping', cases, round % 2 ? sides.toReversed() : sides);
    throughput.push(pair((side) => cases / one[side].seconds));
    cpu.push(pair((side) => one[side].cpu / cases));
    say(`round ${round + 1} of ${rounds}: ${sides.map((side) => `${side} ${one[side].seconds.toFixed(1)} s`).join(', ')}`);
  }
  const figures: Figure[] = [
    figure('cases a second', '/s', throughput, { aim: 0.95, floor: true }),
    figure('worker CPU a case', 'ms', cpu, { aim: 1.1 }),
  ];
  if (lived > 0) figures.push(...(await live(options, bench, all)));
  const rowsCompared = await assertEqual([tables.engine, all.engine], [tables.expert, all.expert]);
  return { figures, rowsCompared, casesCompared: all.engine.length * 2 };
}

/** Cases whose days pass by themselves: deadlines ring by Temporal's timers, nobody touches the clock. */
async function live({ cases, rounds, lived, say }: Options, bench: Bench, all: Record<Side, Played[]>) {
  const { tables, places, folder } = bench;
  const rate = (story.at(-1)!.at - opened) / (lived * 1000);
  const [engine, expert] = await Promise.all(sides.map((side) => play(bench, side, cases, { rate })));
  const both = { engine: engine!, expert: expert! };
  for (const side of sides) all[side].push(...both[side].played);
  say(`fourteen days in ${lived} s: lived`);
  const of = {
    engine: await measureHistories(tables.engine, both.engine.played),
    expert: await measureHistories(tables.expert, both.expert.played),
  };
  const compared = (name: string, unit: string, key: keyof typeof of.engine, aim?: number) =>
    figure(name, unit, [{ engine: of.engine[key], expert: of.expert[key] }], aim === undefined ? undefined : { aim });
  const figures = [
    compared('history events a case', '', 'events', 1.0),
    compared('history bytes a case', 'B', 'bytes', 1.1),
    compared('workflow tasks a case', '', 'workflowTasks'),
    compared('start payload', 'B', 'startBytes'),
    figure('worker CPU a case, lived', 'ms', [{ engine: both.engine.cpu / cases, expert: both.expert.cpu / cases }]),
  ];
  const children = await Promise.all(sides.map((side) => startChild('durable-replay', places[side])));
  try {
    const files = await Promise.all(sides.map((side) => keepHistories(tables[side], both[side].played, folder)));
    const replay = (n: number, reuseV8Context: boolean) => children[n]!.ask<Replayed>({ files: files[n], reuseV8Context });
    const reused: Record<Side, Replayed>[] = [];
    const fresh: Record<Side, Replayed>[] = [];
    for (let round = 0; round <= rounds; round++) {
      const pair = async (reuse: boolean) => ({ engine: await replay(0, reuse), expert: await replay(1, reuse) });
      const [one, other] = [await pair(true), await pair(false)];
      if (round === 0) continue;
      reused.push(one);
      fresh.push(other);
    }
    const rest = reused.map(({ engine, expert }) => ({ engine: engine.rest, expert: expert.rest }));
    figures.push(figure('replay of 14 days from a cold cache', 'ms', rest, { aim: 1.2 }));
    const figureOf = (key: 'first' | 'rest', from: typeof reused) =>
      from.map(({ engine, expert }) => ({ engine: engine[key], expert: expert[key] }));
    figures.push(figure('the same, first case of a sandbox', 'ms', figureOf('first', reused)));
    figures.push(figure('the same, without reuseV8Context', 'ms', figureOf('rest', fresh)));
    say(`replayed ${files[0]!.length} cases of each side, ${rounds} times`);
    return figures;
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}
