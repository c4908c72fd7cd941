import { setTimeout as sleep } from 'node:timers/promises';
import { virtualAt } from '../../src/kernel/index.ts';
import { draw } from '../../src/simulator/index.ts';
import { type Evidence, gather, invariants } from './check/index.ts';
import { Crowd } from './crowd.ts';
import { type FaultKind, kinds } from './kinds/index.ts';
import { Poisoned } from './poisoned.ts';
import { comeToRest, reconciled } from './settle.ts';
import { Stage } from './stage/stage.ts';

export interface Options {
  seed: string;
  seconds: number;
  cases: number;
  /** Milliseconds for which a case has nothing to do, on average, before the next action. */
  pause: number;
  /** How many times as fast as the world's the cases' time runs. */
  rate: number;
  workers: number;
  persons: number;
  store: 'sqlite' | 'postgres';
  /** Only faults whose name holds one of these words. */
  only: string[];
  say(line: string): void;
}

export interface Result {
  seed: string;
  /** `hit`: an Update or a workflow task was in flight. */
  faults: { name: string; hit: boolean }[];
  skipped: string[];
  cases: number;
  runs: number;
  actions: { acknowledged: number; refused: number; tries: number; repeated: number };
  fired: { late: number; ladder: number };
  /** Rows that reconciliation had to repair, and workers that ended without being killed. */
  repaired: number;
  fell: string[];
  /** By invariant, in words. */
  violations: Record<string, string[]>;
}

/** Before this instant no winter ends: the cases live through the night of the summer-time change of Berlin, where some workers think they are. */
const begins = Date.parse('2020-03-28T12:00:00+08:00');
/** A fault that takes longer (ms) is one that does not end. */
const LONGEST = 90_000;

/** A load of real cases under the faults that the seed draws, and what held at the end. */
export async function runFaults(options: Options): Promise<Result> {
  const { seed, seconds, cases, pause, rate, workers, persons, store, say } = options;
  const clock = { virtual: begins, real: Date.now(), rate };
  const stage = await Stage.opened({ clock, workers, persons, store, say });
  try {
    const crowd = new Crowd(stage, { seed, cases, pause, seconds });
    const poisoned = new Poisoned();
    const working = crowd.work();
    // Said when it is waited for.
    working.catch(() => {});
    const { faults, skipped } = await breakThings(options, { stage, crowd, poisoned });
    crowd.end();
    await working;
    say('everything is whole again; coming to rest');
    const real = Date.now();
    const stopped = { virtual: await stage.stopTime(), real };
    const restless = await comeToRest(stage, stopped.virtual, poisoned);
    const { repaired, left } = await reconciled(stage, poisoned);
    const { client, ledger, dataConverter, home, machines } = stage;
    const workflowBundle = { codePath: home.workflowBundle };
    const seen = await gather({ client, ledger, dataConverter, workflowBundle });
    const evidence: Evidence = {
      ...seen,
      done: crowd.done,
      poisoned,
      machines,
      stopped,
      virtualAt: (at) => virtualAt(clock, at),
      grain: Math.ceil(rate),
    };
    const violations: Result['violations'] = { 'everything comes to rest': restless, 'nothing is left to reconcile': left };
    for (const [name, check] of Object.entries(invariants)) violations[name] = check(evidence);
    const tasks = [...seen.cases.values()].flatMap(({ told }) => told.tasks);
    const hitting = faults.map(({ name, hit, at }) => ({ name, hit: hit || tasks.some(({ from, until }) => from <= at && at < until) }));
    return { seed, faults: hitting, skipped, repaired, fell: stage.fell, violations, ...counted(evidence, crowd) };
  } finally {
    await stage.close();
  }
}

/** A fault, whether somebody waited for an answer, and when it struck (ms). */
interface Struck {
  name: string;
  hit: boolean;
  at: number;
}

async function breakThings(
  { seed, seconds, only, store, say }: Options,
  scene: { stage: Stage; crowd: Crowd; poisoned: Poisoned },
): Promise<{ faults: Struck[]; skipped: string[] }> {
  const here = kinds.filter((kind) => kind.store === undefined || kind.store === store);
  const wanted = here.filter(({ name }) => only.length === 0 || only.some((word) => name.includes(word)));
  const skipped = wanted.flatMap((kind) => {
    const why = kind.missing?.(scene.stage);
    return why === undefined ? [] : [`${kind.name}: ${why}`];
  });
  for (const line of skipped) say(`!!! SKIPPED: ${line}`);
  const there = wanted.filter((kind) => kind.missing?.(scene.stage) === undefined);
  const faults: Struck[] = [];
  const until = performance.now() + seconds * 1000;
  await sleep(2_000);
  for (let n = 0; performance.now() < until; n++) {
    const chance = draw(seed, 'fault', n);
    const kind = inTurn(seed, there, n);
    await sleep(300 + chance.uniform() * 1_200);
    // Most are aimed at a moment when somebody waits for an answer.
    if (chance.uniform() < 0.7) await scene.crowd.waiting(2_000);
    await sleep(chance.uniform() * 15);
    const hit = scene.crowd.outstanding > 0;
    const at = Date.now();
    const started = performance.now();
    await within(LONGEST, kind.name, kind.inject(scene, chance));
    faults.push({ name: kind.name, hit, at });
    say(`${kind.name}${hit ? ', an Update in flight' : ''} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  }
  return { faults, skipped };
}

/** All kinds in an order of chance, then all again in another. */
function inTurn(seed: string, all: readonly FaultKind[], n: number): FaultKind {
  const round = Math.floor(n / all.length);
  const order = all.map((kind, i) => ({ kind, by: draw(seed, 'round', round, i).uniform() })).sort((a, b) => a.by - b.by);
  return order[n % all.length]!.kind;
}

async function within<T>(ms: number, name: string, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(ms, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`${name}: not whole again after ${ms / 1000} s`);
  });
  late.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}

function counted({ cases }: Evidence, { done, repeated }: Crowd): Pick<Result, 'cases' | 'runs' | 'actions' | 'fired'> {
  let [runs, late, ladder] = [0, 0, 0];
  for (const { told } of cases.values()) {
    runs += told.accepted.length;
    for (const line of told.story?.lines ?? []) {
      if (line.kind === 'task' && line.change === 'late') late++;
      if (line.kind === 'tell' && line.about.reason === 'ladder') ladder++;
    }
  }
  const acknowledged = done.filter(({ answers }) => answers.some((answer) => !('refused' in answer))).length;
  const refused = done.filter(({ answers }) => answers.length > 0 && answers.every((answer) => 'refused' in answer)).length;
  const tries = done.reduce((sum, one) => sum + one.tries, 0);
  return { cases: cases.size, runs, actions: { acknowledged, refused, tries, repeated }, fired: { late, ladder } };
}
