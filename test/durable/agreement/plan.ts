import { load, type Machine, type Opening, type Units } from '../../../src/kernel/index.ts';
import type { Scenario, ScenarioStep } from '../../../src/language/index.ts';
import { castOf, furtherOf, openingOf, scenarioInstant, World } from '../../../src/simulator/index.ts';
import { settledIn } from './district.ts';

/** Inputs are given, and cases looked at, this long (ms) before and after their instant, where nothing else is near. */
const MARGIN = 30_000;
/** Steps nearer to each other than this (ms) are given together: no machine can be trusted to stop between them. */
const TOGETHER = 10_000;

/** Something to be done with a scenario at an instant: give the input of a step, or look at every case. */
export type Stop = { at: number } & ({ act: ScenarioStep } | { look: string });

/** A scenario as both sides play it, in a district of its own. */
export interface Plan {
  title: string;
  scenario: Scenario;
  /** Every edition it is played under. */
  cast: readonly Machine[];
  units: Units;
  zone: string;
  district: string;
  opens: number;
  /** In order; the last is a look. */
  stops: Stop[];
}

/**
 * What is done at which instant. An input is given shortly before its instant, so that it is there when the instant comes: a timer for
 * that very instant must not be first. `after` (ms): the last look comes that much later, so that ladders go on climbing. `library` may
 * hold several editions, the present one first.
 */
export function planOf(written: Scenario, library: readonly Machine[], units: Units, district: string, after: number): Plan {
  const cast = castOf(written, library);
  const { zone } = cast.find(({ protocol }) => protocol.protocol === written.protocol)!.protocol;
  const scenario = settledIn(district, written, library);
  const opens = scenarioInstant(zone, scenario.open.at);
  const instants = scenario.steps.map((step) => scenarioInstant(zone, step.at));
  const stops: Stop[] = [];
  let together: ScenarioStep[] = [];
  let free = opens - MARGIN;
  for (const [n, step] of scenario.steps.entries()) {
    together.push(step);
    const next = instants[n + 1] ?? Number.POSITIVE_INFINITY;
    if (next - instants[n]! < TOGETHER) continue;
    const first = scenarioInstant(zone, together[0]!.at);
    for (const each of together) stops.push({ at: Math.max(free, first - MARGIN), act: each });
    free = Math.min(instants[n]! + MARGIN, Math.floor((instants[n]! + next) / 2));
    stops.push({ at: free, look: `after ${step.at}` });
    together = [];
  }
  stops.push({ at: free + after, look: 'at the end' });
  return { title: `${scenario.protocol}: ${scenario.title}`, scenario, cast, units, zone, district, opens, stops };
}

/** How the case of the scenario opens, or the further one that a step opens, under which protocol: what its opener says. */
export function openingIn(plan: Plan, id: string, step?: ScenarioStep): { machine: Machine; opening: Opening } {
  const { scenario, cast, district } = plan;
  const at = scenarioInstant(plan.zone, step?.at ?? scenario.open.at);
  const machine = new World(cast).machine(step?.open?.protocol ?? scenario.protocol, at);
  const plain = step?.open ? furtherOf({ ...step, open: step.open }, id, machine) : openingOf(scenario, machine);
  // Of two persons that no scenario names, each is somebody else.
  const subject = plain.subject === 'subject' ? `${district}/${step?.open?.as ?? 'subject'}` : plain.subject;
  return { machine, opening: { ...plain, id, subject } };
}

/** The same with every protocol changed: what a wrong kernel would play. */
export function wronged(plan: Plan, change: (protocol: Machine['protocol']) => void, mark: string): Plan {
  const cast = plan.cast.map((machine) => {
    const protocol = structuredClone(machine.protocol);
    change(protocol);
    return load(protocol, `${machine.hash} ${mark}`);
  });
  return { ...plan, cast };
}
