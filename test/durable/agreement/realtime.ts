import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../src/kernel/index.ts';
import { scenarioInstant } from '../../../src/simulator/index.ts';
import { Enacted } from './enacted.ts';
import type { Stop } from './plan.ts';
import type { Part } from './skipping.ts';

/** Neighbouring instants lie at least this far (ms) apart in real time. */
export const APART = 2_000;
/** Before anything is looked at, this long (ms) is given to what the timers set off. */
const AFTER = 300;
/** A caller's clock may run ahead of the case's by 5 minutes of its time: an input is never given earlier than that. */
const FARTHEST = 150_000;

/**
 * Plays a part while real time passes. Around each instant the case's clock runs at one rate, the same for the whole scenario; the
 * stretches in between, in which nothing is due, are cut out. So every timer of the cases has its two seconds to fire by itself.
 */
export async function inRealTime({ plan, simulated, house }: Part, options: { continueAfter?: number } = {}): Promise<Enacted> {
  const { instants } = simulated;
  const gaps = instants.slice(1).map((at, n) => at - instants[n]!);
  const half = Math.min(FARTHEST, ...gaps) / 2;
  let due = 0;
  /** The clock that comes to `at` in two seconds from now. */
  const towards = (at: number): Clock => {
    const real = Date.now();
    due = real + APART;
    return { virtual: Math.round(at - half), real, rate: half / APART };
  };
  const enacted = new Enacted(plan, simulated.called, house, towards(instants[0]!), options);
  const stops = [...plan.stops];
  const instantOf = (stop: Stop) => ('act' in stop ? scenarioInstant(plan.zone, stop.act.at) : stop.at);
  /** Does what comes next in the scenario as long as it belongs there. */
  const perform = async (belongs: (stop: Stop) => boolean): Promise<void> => {
    for (let stop = stops[0]; stop && belongs(stop); stop = stops[0]) {
      stops.shift();
      await ('act' in stop ? enacted.act(stop.act) : enacted.look(stop.at, stop.look));
    }
  };
  const give = async (at: number): Promise<void> => {
    await perform((stop) => 'act' in stop && instantOf(stop) === at);
    if (Date.now() >= due) enacted.remarks.push(`inputs came ${Date.now() - due} ms too late: the machine is too slow`);
  };
  await enacted.begin();
  await give(instants[0]!);
  for (const [n, at] of instants.entries()) {
    const next = instants[n + 1];
    await sleep(due + AFTER - Date.now());
    await enacted.comeTo(at);
    // At the end the clock stops: what would be due later is no part of the scenario.
    if (next === undefined) await enacted.setClock({ virtual: at, real: Date.now(), rate: 0 });
    await perform((stop) => next === undefined || instantOf(stop) < next);
    if (next === undefined) break;
    await enacted.setClock(towards(next));
    await give(next);
  }
  return enacted;
}
