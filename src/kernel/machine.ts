import { armsOf, type Chart, chartOf } from './chart.ts';
import { type Compiled, compile, type Scope } from './expression.ts';
import type { EventRule, Field, HandOffRule, OnceRule, Protocol, State, TaskRule, Value } from './protocol.ts';
import { type OpenWindow, openWindows, varies } from './values.ts';

/** A protocol made ready to run: its chart, its rules by id, its compiled expressions. Shared by all cases; a pure cache. */
export interface Machine {
  hash: string;
  protocol: Protocol;
  chart: Chart;
  stateOf: Map<string, number>;
  /** The state in which an arm stands. */
  stateOfArm: Map<string, number>;
  tasks: Map<string, { rule: TaskRule; state: number }>;
  handOffs: Map<string, { rule: HandOffRule; state: number }>;
  /** Repeating tasks whose series ends by itself. */
  ending: { rule: TaskRule; state: number }[];
  /** Tasks that are asked for each of a list. */
  listed: { rule: TaskRule; state: number }[];
  /** Facts that read an event, so that only these are folded again when it comes. */
  factsReading: Map<string, Set<string>>;
  /** Compiled CEL in the scope of the facts, or with the `data` of an event; `element`: with `each` of a list. */
  expression(source: string, event?: string, element?: boolean): Compiled;
  memo: Memo;
  /** Names of the values that depend on when and where, the campaign's windows, and what was resolved of them. */
  varying: string[];
  windows: OpenWindow[];
  resolved: Map<string, Record<string, Value>>;
}

/** Finds an edition by its hash. */
export type Editions = (hash: string) => Machine | undefined;

/** What follows from a configuration alone, remembered by it. */
export type Memo = Map<string, Active>;

export interface Active {
  /** Active states, innermost of each branch first, without repetition. */
  states: number[];
  once: { rule: OnceRule; state: number }[];
  /** Event → active states that speak of it, innermost first. */
  on: Map<string, number[]>;
}

const MOST_MACHINES = 64;
const machines = new Map<string, Machine>();

/** The machine of a protocol, built once for each content hash. Throws a fault when the protocol is not one that `language` lets through. */
export function load(protocol: Protocol, hash: string): Machine {
  const known = machines.get(hash);
  if (known) return known;
  const machine = build(protocol, hash);
  if (machines.size >= MOST_MACHINES) machines.delete(machines.keys().next().value!);
  machines.set(hash, machine);
  return machine;
}

/** Forgets all machines: replay tests run cold and warm. */
export function forget(): void {
  machines.clear();
}

/**
 * The machine of a protocol that differs from another's in its rules, not in its states nor in where arms lead: simulators try many such.
 * What does not depend on the difference is shared, and nothing is remembered.
 */
export function variant(base: Machine, protocol: Protocol): Machine {
  const { zone, events, facts, values, workdays } = base.protocol;
  const own = protocol;
  const sameScope = own.zone === zone && own.events === events && own.facts === facts && own.values === values && own.workdays === workdays;
  return build(protocol, base.hash, { chart: base.chart, ...(sameScope && { expression: base.expression }) });
}

function build(protocol: Protocol, hash: string, shared: Partial<Pick<Machine, 'chart' | 'expression'>> = {}): Machine {
  const tasks: Machine['tasks'] = new Map();
  const handOffs: Machine['handOffs'] = new Map();
  protocol.states.forEach((state, index) => {
    for (const rule of state.tasks) tasks.set(rule.id, { rule, state: index });
    if (state.handOff) handOffs.set(state.handOff.id, { rule: state.handOff, state: index });
  });
  const stateOfArm = new Map(protocol.states.flatMap((state, index) => [...armsOf(state)].map(({ id }) => [id, index])));
  const factsReading = new Map<string, Set<string>>();
  for (const fact of protocol.facts)
    for (const event of fact.reads) {
      const facts = factsReading.get(event) ?? new Set();
      factsReading.set(event, facts.add(fact.name));
    }
  return {
    hash,
    protocol,
    chart: shared.chart ?? chartOf(protocol),
    stateOf: new Map(protocol.states.map((state, index) => [state.id, index])),
    stateOfArm,
    tasks,
    handOffs,
    ending: [...tasks.values()].filter(({ rule }) => 'series' in rule.due && rule.due.series.until),
    listed: [...tasks.values()].filter(({ rule }) => rule.each),
    factsReading,
    memo: new Map(),
    varying: Object.keys(protocol.values).filter((name) => varies(protocol.values[name]!)),
    windows: openWindows(protocol),
    resolved: new Map(),
    expression: shared.expression ?? expressionsOf(protocol),
  };
}

/** Compiled CEL in the scopes of a protocol, each compiled when it is first asked for. */
function expressionsOf(protocol: Protocol): Machine['expression'] {
  const scopes = new Map<string, Scope>();
  return (source, event, element = false) => {
    const name = element ? `each ${event ?? ''}` : (event ?? '');
    let scope = scopes.get(name);
    if (!scope) {
      scope = scopeOf(protocol, event, element);
      scopes.set(name, scope);
    }
    return compile(source, scope);
  };
}

/** What expressions of a protocol may name: in `on` and `must` of an event also its `data`, where a list is gone through also `each`. */
export function scopeOf(protocol: Protocol, event?: string, element = false): Scope {
  const base = baseScopes.get(protocol) ?? baseScopeOf(protocol);
  baseScopes.set(protocol, base);
  const data: Record<string, Field> | undefined = event === undefined ? undefined : protocol.events[event]?.data;
  return { ...base, ...(data && { data }), ...(element && { element }) };
}

/** Scopes of one protocol share everything but `data` and `each`, and so all that is prepared for it. */
const baseScopes = new WeakMap<Protocol, Scope>();

function baseScopeOf(protocol: Protocol): Scope {
  const shapes = Object.fromEntries(Object.values(protocol.events).map((rule: EventRule) => [rule.name, rule.data]));
  const facts: Record<string, string> = {};
  for (const fact of protocol.facts) facts[fact.name] = fact.type;
  const { zone, values, workdays, states } = protocol;
  return {
    zone,
    events: shapes,
    facts,
    values,
    owed: [...new Set(states.flatMap(({ tasks }) => tasks.map(({ event }) => event)))],
    links: linksOf(protocol),
    states: states.map(({ id }) => id).filter((id) => id !== ''),
    ...(workdays && { workdays }),
  };
}

/** Names under which a protocol opens cases. */
function linksOf({ states, ladders }: Protocol): string[] {
  const effects = [...states.flatMap((state) => [...state.entry, ...[...armsOf(state)].flatMap((arm) => arm.effects)])];
  const all = [...effects, ...Object.values(ladders).flatMap((steps) => steps.flatMap((step) => step.effects))];
  return [...new Set(all.flatMap((effect) => (effect.kind === 'open' && effect.link !== undefined ? [effect.link] : [])))];
}

/** The active states of a configuration and what they speak of. */
export function activeOf(machine: Machine, at: readonly string[]): Active {
  const key = at.join(',');
  const known = machine.memo.get(key);
  if (known) return known;
  const { states: all } = machine.protocol;
  const states: number[] = [];
  for (const leaf of at) {
    for (let index = machine.stateOf.get(leaf)!; index >= 0; index = all[index]!.parent) if (!states.includes(index)) states.push(index);
  }
  states.sort((a, b) => all[b]!.depth - all[a]!.depth || a - b);
  const once: Active['once'] = [];
  const on: Active['on'] = new Map();
  for (const index of states) {
    const state: State = all[index]!;
    for (const rule of state.once) once.push({ rule, state: index });
    for (const event of Object.keys(state.on)) on.set(event, [...(on.get(event) ?? []), index]);
  }
  const active: Active = { states, once, on };
  if (machine.memo.size > 5_000) machine.memo.clear();
  machine.memo.set(key, active);
  return active;
}

/** The event of that name, whoever sends it: a name that every object has, such as `constructor`, is none. */
export function eventNamed(protocol: Protocol, name: string): EventRule | undefined {
  return Object.hasOwn(protocol.events, name) ? protocol.events[name] : undefined;
}

/** The stages a configuration counts in, in document order, without repetition. */
export function stagesOf(machine: Machine, at: readonly string[]): string[] {
  const { states } = machine.protocol;
  const stages = at.map((id) => states[machine.stateOf.get(id)!]!.stage).filter((stage) => stage !== undefined);
  return [...new Set(stages)];
}
