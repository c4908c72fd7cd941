import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Clock } from '../../../src/kernel/index.ts';
import type { ScenarioStep } from '../../../src/language/index.ts';
import { scenarioInstant } from '../../../src/simulator/index.ts';
import type { House } from '../house.ts';
import { Enacted } from './enacted.ts';
import type { Plan, Stop } from './plan.ts';
import type { Simulated } from './simulated.ts';
import type { Trace } from './trace.ts';

/** A case is started this long (ms) before it opens. */
const AHEAD = 30_000;

/** A plan that has been simulated, and the house in which it is played. */
export interface Part {
  plan: Plan;
  simulated: Simulated;
  house: House;
}

export interface Pass {
  traces: Map<Plan, Trace>;
  /** Instants at which time stood still. */
  stops: number;
  timersFired: Map<Plan, number>;
}

/** A time-skipping server of its own, whose time passes as ours does between skips. */
export function skippingServer(path: string): Promise<TestWorkflowEnvironment> {
  return TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } });
}

/**
 * Plays all parts in one pass under one virtual clock: their instants are merged, and time skips from one to the next. What is due in
 * between is done by the timers of the cases themselves. The server's clock starts at its own now and cannot be set, so the clock of each
 * case says how far the scenario's time lies from it, at rate 1.
 */
export async function passThrough(environment: TestWorkflowEnvironment, parts: readonly Part[]): Promise<Pass> {
  const first = Math.min(...parts.map(({ plan }) => plan.opens)) - AHEAD;
  const clock: Clock = { virtual: first, real: await environment.currentTimeMs(), rate: 1 };
  const present = async () => first + (await environment.currentTimeMs()) - clock.real;
  const traces: Pass['traces'] = new Map();
  const timersFired: Pass['timersFired'] = new Map();
  const played = new Map(
    parts.map(({ plan, simulated, house }) => [plan, new Enacted(plan, simulated.called, house, clock)] satisfies [Plan, Enacted]),
  );

  const give = async (enacted: Enacted, { zone }: Plan, step: ScenarioStep): Promise<void> => {
    await enacted.act(step);
    const late = (await present()) - scenarioInstant(zone, step.at);
    if (late >= 0) enacted.remarks.push(`the step of ${step.at} was given ${late} ms too late: the machine is too slow`);
  };
  const conclude = async (enacted: Enacted): Promise<void> => {
    traces.set(enacted.plan, await enacted.trace());
    timersFired.set(enacted.plan, (await enacted.history()).timersFired);
    await enacted.end();
  };
  const perform = async (plan: Plan, stop: Stop | 'begin'): Promise<void> => {
    const enacted = played.get(plan)!;
    if (stop === 'begin') await enacted.begin();
    else if ('act' in stop) await give(enacted, plan, stop.act);
    else await enacted.look(stop.at, stop.look);
    if (stop === plan.stops.at(-1)) await conclude(enacted);
  };

  const agenda = agendaOf(parts.map(({ plan }) => plan));
  for (const [at, todo] of agenda) {
    const ahead = at - (await present());
    if (ahead > 0) await environment.sleep(ahead);
    await Promise.all(
      [...todo].map(async ([plan, stops]) => {
        for (const stop of stops) await perform(plan, stop);
      }),
    );
  }
  return { traces, stops: agenda.length, timersFired };
}

/** What is to be done in which scenario at each instant, in order of time. */
function agendaOf(plans: readonly Plan[]): [number, Map<Plan, (Stop | 'begin')[]>][] {
  const agenda = new Map<number, Map<Plan, (Stop | 'begin')[]>>();
  const note = (at: number, plan: Plan, stop: Stop | 'begin') => {
    const then = agenda.get(at) ?? new Map<Plan, (Stop | 'begin')[]>();
    agenda.set(at, then.set(plan, [...(then.get(plan) ?? []), stop]));
  };
  for (const plan of plans) {
    note(plan.opens - AHEAD, plan, 'begin');
    for (const stop of plan.stops) note(stop.at, plan, stop);
  }
  return [...agenda].sort(([a], [b]) => a - b);
}
