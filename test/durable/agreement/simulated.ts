import { dateOf, type Effect, holderOf, type Refusal, timeOf, type Units, viewCase } from '../../../src/kernel/index.ts';
import type { ScenarioStep } from '../../../src/language/index.ts';
import { inputOf, scenarioInstant, subjectCase, World } from '../../../src/simulator/index.ts';
import { openingIn, type Plan } from './plan.ts';
import { comparable, type Known, namesOf, type Story, type Told, type Trace } from './trace.ts';

export interface Simulated {
  trace: Trace;
  /** When anything happened, in any of its cases. */
  instants: number[];
  /** What the scenario calls a case → what both sides call it. */
  called: Map<string, string>;
}

/** An instant as people write it, to the millisecond where it has any. */
export function civilIn(zone: string): (at: number) => string {
  return (at) => {
    const rest = at % 60_000;
    return `${dateOf(zone, at)} ${timeOf(zone, at)}${rest === 0 ? '' : `:${(rest / 1000).toFixed(3).padStart(6, '0')}`}`;
  };
}

/** Plays a plan in virtual time. */
export function simulate(plan: Plan): Simulated {
  const play = new Simulation(plan);
  for (const stop of plan.stops) {
    if ('act' in stop) play.act(stop.act);
    else play.look(stop.at, stop.look);
  }
  return play.result();
}

class Simulation {
  private readonly world: World;
  private readonly instants = new Set<number>();
  private readonly looks = new Map<string, Story['looks']>();
  private readonly refusals: Trace['refusals'] = [];
  /** What the scenario calls a case → its id. */
  private readonly ids = new Map<string, string>();

  constructor(private readonly plan: Plan) {
    this.world = new World(plan.cast, plan.units);
    this.open(subjectCase);
  }

  act(step: ScenarioStep): void {
    const { plan, world } = this;
    const at = scenarioInstant(plan.zone, step.at);
    this.advance(at - 1);
    if (step.open) {
      this.refusals.push(this.open(`c-${step.open.as}`, step));
      return;
    }
    const current = world.cases.get(this.idOf(step.case ?? subjectCase));
    const input = current && inputOf(step, plan.scenario, current, world.machineOf(current), (name) => this.idOf(name));
    if (input) this.instants.add(at);
    this.refusals.push(input && world.apply(current.id, input));
  }

  look(at: number, when: string): void {
    this.advance(at);
    for (const [id, current] of this.world.cases)
      this.looks.set(id, { ...this.looks.get(id), [when]: viewCase(this.world.machineOf(current), current) });
  }

  result(): Simulated {
    const { world, plan } = this;
    const { zone, district } = plan;
    const known = [...world.cases.values()].map(({ id, subject, openedAt }): Known => {
      return { id, subject, openedAt, protocol: world.familyOf(id) };
    });
    const names = namesOf(subjectCase, known, district, civilIn(zone));
    const stories = known.map(({ id }): [string, Story] => {
      const effects = world.trace.filter((traced) => traced.case === id).map(({ effect }) => effect);
      const story = { effects, looks: this.looks.get(id) ?? {}, told: toldIn(effects, plan.units) };
      return [names.get(id)!, comparable(story, names, district)];
    });
    const called = plan.scenario.steps.flatMap(({ case: name, message }) => [name, message?.from]).filter((name) => name !== undefined);
    return {
      trace: { zone, refusals: this.refusals, cases: Object.fromEntries(stories) },
      instants: [...this.instants].sort((a, b) => a - b),
      called: new Map(called.flatMap((name) => (names.has(this.idOf(name)) ? [[name, names.get(this.idOf(name))!]] : []))),
    };
  }

  private open(id: string, step?: ScenarioStep): Refusal | undefined {
    const { machine, opening } = openingIn(this.plan, id, step);
    if (step?.open) this.ids.set(step.open.as, id);
    this.instants.add(opening.now);
    return this.world.open(machine.protocol.protocol, opening);
  }

  private advance(to: number): void {
    for (let next = this.world.nextWake(); next !== undefined && next <= to; next = this.world.nextWake()) {
      this.world.advance(next);
      this.instants.add(next);
    }
  }

  private idOf(name: string): string {
    const [, protocol, n] = /^([\w-]+)\/(\d+)$/.exec(name) ?? [];
    return this.ids.get(name) ?? (protocol && this.world.openedCase(protocol, Number(n))) ?? name;
  }
}

/** Who is to be told what: each role once, at the unit that holds it. */
function toldIn(effects: readonly Effect[], units: Units): Told[] {
  return effects.flatMap((effect) =>
    effect.kind === 'tell'
      ? [...new Set(effect.roles)].map((role) => {
          const { seq, index, at, place } = effect;
          return { seq, index, at, role, unit: holderOf(units, role, place) ?? null };
        })
      : [],
  );
}
