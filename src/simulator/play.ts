import { type Case, detailText, type Effect, type Machine, type Refusal, refusalText, type Text, type Units } from '../kernel/index.ts';
import type { Expect, Place, Scenario, ScenarioStep } from '../language/index.ts';
import { type Difference, differences } from './agree.ts';
import { scenarioInstant } from './civil.ts';
import { furtherOf, inputOf, openingOf, subjectCase } from './input.ts';
import { observe, type Seen } from './observe.ts';
import { repertoireOf } from './repertoire.ts';
import { type Happened, World } from './world.ts';

/** One expectation that did not hold. */
export interface Failure extends Difference {
  key: keyof Expect;
  /** When, as the step says. */
  at: string;
  line: number;
  /** Where the expectation stands, or the step that should have had it. */
  place: Place;
  /** The words of a refusal that nothing expects. */
  says?: Text;
}

/** One look at a case after a step, with what happened since the last. */
export interface Look {
  step: ScenarioStep;
  case: string;
  /** Under which protocol the case is, and in which states; not when it was not opened. */
  machine?: Machine;
  at: readonly string[];
  since: readonly Happened[];
  refused?: Refusal;
}

export interface Played {
  failures: Failure[];
  world: World;
  looks: Look[];
}

/** The machines of a scenario: every edition of the library, but of its own protocol only the edition it names, when it does. */
export function castOf({ protocol, edition }: Scenario, library: readonly Machine[]): readonly Machine[] {
  if (edition === undefined) return library;
  return library.filter(({ protocol: other }) => other.protocol !== protocol || other.edition === edition);
}

/**
 * Plays a scenario in virtual time; nothing but the kernel is needed. `library` may hold several editions, the present one first.
 * `brief`: only until the first expectation that does not hold.
 */
export function playScenario(scenario: Scenario, library: readonly Machine[], units?: Units, { brief = false } = {}): Played {
  const cast = castOf(scenario, library);
  if (!repertoireOf(cast).has(scenario.protocol))
    throw new Error(`${scenario.file}: no protocol ${scenario.protocol} ${scenario.edition ?? ''}`);
  return new Play(scenario, cast, units).run(brief);
}

class Play {
  private readonly scenario: Scenario;
  private readonly world: World;
  private readonly units: Units | undefined;
  private readonly zone: string;
  private readonly failures: Failure[] = [];
  private readonly looks: Look[] = [];
  /** Name that the scenario gave → id. */
  private readonly named = new Map<string, string>();
  /** How far each case has been looked at. */
  private readonly pending = new Map<string, Happened[]>();
  private taken = 0;

  constructor(scenario: Scenario, cast: readonly Machine[], units: Units | undefined) {
    this.scenario = scenario;
    this.world = new World(cast, units);
    this.units = units;
    this.zone = cast.find(({ protocol }) => protocol.protocol === scenario.protocol)!.protocol.zone;
  }

  run(brief: boolean): Played {
    const { scenario, world } = this;
    const machine = world.machine(scenario.protocol, scenarioInstant(this.zone, scenario.open.at));
    const refused = world.open(scenario.protocol, openingOf(scenario, machine));
    if (refused) {
      const { place, open } = scenario;
      const says = refusalText(refused);
      this.failures.push({ key: 'refused', keys: [], expected: null, actual: refused.refused, at: open.at, line: place.line, place, says });
      return { failures: this.failures, world, looks: this.looks };
    }
    for (const step of scenario.steps) {
      this.step(step);
      if (brief && this.failures.length > 0) break;
    }
    return { failures: this.failures, world, looks: this.looks };
  }

  private step(step: ScenarioStep): void {
    const { world } = this;
    const to = scenarioInstant(this.zone, step.at);
    const refused = this.act(step);
    world.advance(to);
    const id = this.caseOf(step.open?.as ?? step.case ?? subjectCase);
    const current = world.cases.get(id);
    this.look(step, id, current, refused);
  }

  /** Gives the case of a step what happens in it. */
  private act(step: ScenarioStep): Refusal | undefined {
    const { world } = this;
    if (step.open) {
      const { as, protocol } = step.open;
      this.named.set(as, `c-${as}`);
      const machine = world.machine(protocol, scenarioInstant(this.zone, step.at));
      return world.open(protocol, furtherOf(step as ScenarioStep & { open: object }, `c-${as}`, machine));
    }
    // What was due before may open the very case that the step is about.
    world.advance(scenarioInstant(this.zone, step.at), false);
    const current = world.cases.get(this.caseOf(step.case ?? subjectCase));
    const input = current && inputOf(step, this.scenario, current, world.machineOf(current), (name) => this.caseOf(name));
    return input && world.apply(current.id, input);
  }

  private caseOf(name: string): string {
    const [, protocol, n] = /^([\w-]+)\/(\d+)$/.exec(name) ?? [];
    return this.named.get(name) ?? (protocol && this.world.openedCase(protocol, Number(n))) ?? name;
  }

  private look(step: ScenarioStep, id: string, current: Case | undefined, refused: Refusal | undefined): void {
    const since = this.since(id);
    const { expect } = step;
    if (refused && expect.refused === undefined)
      this.fail(step, 'refused', { keys: [], expected: null, actual: refused.refused }, refusalText(refused));
    const machine = current && this.world.machineOf(current);
    // A case that was not opened can only be asked why.
    const seen = {
      at: scenarioInstant(this.zone, step.at),
      refused,
      since,
      effects: since.flatMap(({ effects }) => effects),
      units: this.units,
      ...(current && { current, machine }),
    } as Seen;
    for (const key of Object.keys(expect) as (keyof Expect)[]) {
      if (current || key === 'refused' || key === 'says') this.check(step, key, seen);
      else this.fail(step, key, { keys: [], expected: expect[key], actual: null });
    }
    this.faults(step, seen.effects);
    this.looks.push({ step, case: id, at: current?.at ?? [], since, ...(machine && { machine }), ...(refused && { refused }) });
  }

  /** An expression that fails and a circle without end are mistakes of the protocol, whatever the step is about. */
  private faults(step: ScenarioStep, effects: readonly Effect[]): void {
    if (step.expect.attention !== undefined) return;
    for (const effect of effects) {
      if (effect.kind !== 'record' || effect.note.note !== 'attention') continue;
      const { code, detail } = effect.note.attention;
      if (code === 'bound' || code === 'guard_failed')
        this.fail(step, 'attention', { keys: [], expected: [], actual: [code] }, faultWords(code, detailText(detail)));
    }
  }

  private check<K extends keyof Expect>(step: ScenarioStep, key: K, seen: Seen): void {
    const expected = step.expect[key] as NonNullable<Expect[K]>;
    const actual = observe(key, seen, expected);
    for (const difference of differences(expected, actual)) this.fail(step, key, difference);
  }

  private fail(step: ScenarioStep, key: keyof Expect, difference: Difference, says?: Text): void {
    const place = step.places[key] ?? step.place;
    this.failures.push({ key, ...difference, at: step.at, line: place.line, place, ...(says && { says }) });
  }

  /** What happened to a case since the last step that was about it. */
  private since(id: string): Happened[] {
    const { happened } = this.world;
    for (; this.taken < happened.length; this.taken++) {
      const next = happened[this.taken]!;
      const known = this.pending.get(next.case);
      if (known) known.push(next);
      else this.pending.set(next.case, [next]);
    }
    const since = this.pending.get(id) ?? [];
    this.pending.delete(id);
    return since;
  }
}

const faultWords = (code: 'bound' | 'guard_failed', { zh, en }: Text): Text =>
  code === 'bound'
    ? { zh: `步数过多，已中止（${zh}）`, en: `too many steps, stopped (${en})` }
    : { zh: `条件无法计算（${zh}）`, en: `a condition cannot be worked out (${en})` };
