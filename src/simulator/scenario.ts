import {
  type Case,
  dateOf,
  type Effect,
  type Field,
  type Input,
  instantOf,
  type Machine,
  type Refusal,
  timeOf,
  type Units,
  viewCase,
} from '../kernel/index.ts';
import type { Expect, Scenario, ScenarioStep } from '../language/index.ts';
import { World } from './world.ts';

/** One expectation that did not hold. */
export interface Failure {
  line: number;
  at: string;
  key: string;
  expected: unknown;
  actual: unknown;
}

/** Id of the case that a scenario is about. */
export const subjectCase = 'c-subject';

/** Civil time `YYYY-MM-DD HH:MM[:SS]` in a zone as an instant. */
export function scenarioInstant(zone: string, text: string): number {
  return instantOf(zone, text.slice(0, 10), text.slice(11, 16)) + Number(text.slice(17, 19) || 0) * 1000;
}

/** Plays a scenario in virtual time; nothing but the kernel is needed. */
export function playScenario(scenario: Scenario, library: readonly Machine[], units?: Units): { failures: Failure[]; world: World } {
  const world = new World(library, units);
  const machine = library.find((candidate) => candidate.protocol.protocol === scenario.protocol);
  if (!machine) throw new Error(`${scenario.file}: no protocol ${scenario.protocol}`);
  const { zone } = machine.protocol;
  const failures: Failure[] = [];
  let seen = 0;
  const check = (step: { expect: Expect; line: number; at: string }, refused: Refusal | undefined) => {
    const effects = world.trace
      .slice(seen)
      .filter((traced) => traced.case === subjectCase)
      .map(({ effect }) => effect);
    seen = world.trace.length;
    const current = world.cases.get(subjectCase);
    for (const [key, expected] of Object.entries(step.expect)) {
      const actual = observe(key as keyof Expect, expected, zone, current && world.machineOf(current), current, effects, refused);
      if (!same(expected, actual)) failures.push({ line: step.line, at: step.at, key, expected, actual });
    }
    if (refused && step.expect.refused === undefined)
      failures.push({ line: step.line, at: step.at, key: 'refused', expected: undefined, actual: refused });
  };
  world.open(scenario.protocol, openingOf(scenario, machine));
  for (const step of scenario.steps) {
    const input = inputOf(step, scenario, world.cases.get(subjectCase)!, world.machineOf(world.cases.get(subjectCase)!));
    const refused = input ? world.apply(subjectCase, input) : undefined;
    world.advance(scenarioInstant(zone, step.at));
    check(step, refused);
  }
  return { failures, world };
}

/** How the case of a scenario opens. */
export function openingOf(scenario: Scenario, machine: Machine) {
  const { zone } = machine.protocol;
  const { at, with: data, home, by, from } = scenario.open;
  const now = scenarioInstant(zone, at);
  return {
    id: subjectCase,
    subject: 'subject',
    place: home,
    now,
    by: { role: by, place: home },
    data: typed(data, machine.protocol.events.opened!.data, zone),
    ...(from !== undefined && { from }),
  };
}

/** The input of a step, if it has one. */
export function inputOf(step: ScenarioStep, scenario: Scenario, current: Case, machine: Machine): Input | undefined {
  const { zone, events } = machine.protocol;
  const recorded = scenarioInstant(zone, step.at);
  if (step.correct) {
    const { event, nth, because, withdraw, with: data } = step.correct;
    const by = { role: step.correct.by, place: scenario.open.home };
    const entry = current.record.filter((known) => known.event === event)[nth - 1]?.id ?? -1;
    const common = { entry, recorded, by, reason: because };
    return withdraw ? { kind: 'withdraw', ...common } : { kind: 'correct', ...common, data: typed(data, events[event]?.data ?? {}, zone) };
  }
  if (step.message) {
    const { name, from, data } = step.message;
    return {
      kind: 'message',
      event: name,
      from,
      number: recorded,
      at: recorded,
      recorded,
      data: typed(data, events[name]?.data ?? {}, zone),
    };
  }
  if (!step.event) return undefined;
  const { name, data, by, person, place, occurred } = step.event;
  return {
    kind: 'event',
    event: name,
    at: occurred === undefined ? recorded : scenarioInstant(zone, occurred),
    recorded,
    by: { role: by, place: place ?? scenario.open.home, ...(person !== undefined && { person }) },
    data: typed(data, events[name]?.data ?? {}, zone),
  };
}

/** Civil times written in a scenario become instants. */
function typed(data: Record<string, unknown>, shape: Record<string, Field>, zone: string) {
  return Object.fromEntries(
    Object.entries(data).map(([field, value]) => [
      field,
      shape[field]?.type === 'time' && typeof value === 'string' ? scenarioInstant(zone, value) : value,
    ]),
  ) as Record<string, string | number | boolean | null>;
}

function observe(
  key: keyof Expect,
  expected: unknown,
  zone: string,
  machine: Machine | undefined,
  current: Case | undefined,
  effects: Effect[],
  refused: Refusal | undefined,
): unknown {
  const civil = (at: number | null) => (at === null ? null : `${dateOf(zone, at)} ${timeOf(zone, at)}`);
  const tasks = (change: string) =>
    effects.flatMap((effect) =>
      effect.kind === 'task' && effect.change === change && effect.slot.kind === 'task' ? [effect.slot.event] : [],
    );
  if (!current || !machine) return undefined;
  switch (key) {
    case 'state':
      return shorten(current.at, expected);
    case 'stage':
      return viewCase(machine, current).stages;
    case 'due': {
      const view = viewCase(machine, current);
      return Object.fromEntries(
        Object.keys(expected as object).map((name) => [
          name,
          civil(
            view.open.find((slot) => (slot.kind === 'hand_off' ? 'hand_off' : slot.event) === name)?.due ??
              view.moments.find(({ text }) => text === name)?.due ??
              null,
          ),
        ]),
      );
    }
    case 'told':
      return [...new Set(effects.flatMap((effect) => (effect.kind === 'tell' ? effect.roles : [])))];
    case 'late':
    case 'done':
    case 'missed':
      return tasks(key);
    case 'offered':
      return current.slots.find((slot) => slot.kind === 'hand_off')?.by[0];
    case 'lapsed':
      return effects.flatMap((effect) =>
        effect.kind === 'task' && effect.change === 'late' && effect.slot.kind === 'hand_off' ? effect.slot.by : [],
      )[0];
    case 'holder':
      return current.holder.role ?? current.holder.place;
    case 'refused':
      return refused?.refused;
    case 'opened':
      return effects.flatMap((effect) => (effect.kind === 'open' ? [effect.protocol] : []));
    case 'sent':
      return effects.flatMap((effect) => (effect.kind === 'send' ? [effect.event] : []));
    case 'ended':
      return current.outcome;
    case 'became':
      return effects.flatMap((effect) => (effect.kind === 'become' ? [effect.protocol] : []))[0];
    case 'attention':
      return current.attention.filter((attention) => !attention.resolved).map(({ code }) => code);
    case 'owed':
      return current.slots.map((slot) => slot.event);
    case 'facts': {
      const { facts } = viewCase(machine, current);
      return Object.fromEntries(Object.keys(expected as object).map((name) => [name, facts[name]]));
    }
    default:
      return key satisfies never;
  }
}

/** Active leaves in the words of the expectation: a last name where it wrote one, else the dotted path. */
function shorten(at: string[], expected: unknown): string[] {
  const wanted = [expected].flat() as string[];
  return at.map((id) => wanted.find((name) => id === name || id.endsWith(`.${name}`)) ?? id);
}

function same(expected: unknown, actual: unknown): boolean {
  const flat = (value: unknown) => (Array.isArray(value) ? value.toSorted() : value);
  const [a, b] =
    Array.isArray(expected) || Array.isArray(actual)
      ? [[expected].flat().toSorted(), [actual].flat().toSorted()]
      : [flat(expected), flat(actual)];
  return JSON.stringify(a) === JSON.stringify(b);
}
