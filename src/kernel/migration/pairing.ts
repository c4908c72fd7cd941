import { armsOf, isWithin } from '../chart.ts';

import type { HandOffRule, OnceRule, Protocol, State, TaskRule } from '../protocol.ts';
import type { DueChoice, MigrationMap, StateMap, TaskMap } from './map.ts';

/** What corresponds to what in two editions of a protocol. */
export interface Pairing {
  /** Id of a state in the former edition → index in the new one. */
  states: Map<string, number>;
  /** Tasks and hand-offs that go on, by id. */
  tasks: Map<string, { rule: TaskRule; state: number }>;
  handOffs: Map<string, { rule: HandOffRule; state: number }>;
  once: Map<string, OnceRule>;
  /** New rules that go on from former ones, by id: who had the former is not asked for the new. */
  continued: Set<string>;
  /** Composite states of the new edition to which somebody returns with `last`. */
  remembered: Set<string>;
}

/** Finds what corresponds; what the map names first, then what is called the same. */
export function pair(from: Protocol, to: Protocol, map: MigrationMap): Pairing {
  const pairing: Pairing = {
    states: new Map(),
    tasks: new Map(),
    handOffs: new Map(),
    once: new Map(),
    continued: new Set(),
    remembered: rememberedIn(to),
  };
  const places = new Map(to.states.map(({ id }, index) => [id, index]));
  for (const state of from.states) {
    const target = places.get(targetOf(state.id, map));
    if (target !== undefined) pairing.states.set(state.id, target);
  }
  for (const state of from.states) {
    const target = pairing.states.get(state.id);
    for (const task of state.tasks) {
      const found = taskFor(to, task, target, map.states?.[state.id]?.tasks?.[task.event]);
      if (!found) continue;
      pairing.tasks.set(task.id, found);
      pairing.continued.add(found.rule.id);
    }
    if (target === undefined) continue;
    const { handOff } = to.states[target]!;
    const isGiven = map.states?.[state.id]?.handOff?.as !== 'withdrawn';
    // Offered to somebody else it is another offer.
    if (state.handOff && handOff && isGiven && state.handOff.to === handOff.to) {
      pairing.handOffs.set(state.handOff.id, { rule: handOff, state: target });
      pairing.continued.add(handOff.id);
    }
    pairOnce(pairing.once, to, state, to.states[target]!, map.states?.[state.id]?.once ?? {});
  }
  return pairing;
}

/** What a state is called in the new edition: as the map says, or below what the map says of a state around it. */
export function targetOf(id: string, { states = {} }: MigrationMap): string {
  for (let end = id.length; end > 0; end = id.lastIndexOf('.', end - 1)) {
    const to = states[id.slice(0, end)]?.to;
    if (to !== undefined) return to + id.slice(end);
  }
  return id;
}

function taskFor(to: Protocol, task: TaskRule, target: number | undefined, map: TaskMap | undefined) {
  if (map?.as !== undefined) return undefined;
  const all = to.states.flatMap((state, index) => state.tasks.map((rule) => ({ rule, state: index })));
  const named = map?.to === undefined ? undefined : all.find(({ rule }) => rule.id === map.to);
  const inState = all.filter(({ rule }) => rule.event === task.event);
  const same = inState.filter(({ state }) => state === target);
  const below = inState.filter(({ state }) => target !== undefined && isWithin(to, state, target));
  const [found, ...others] = named ? [named] : same.length > 0 ? same : below;
  if (!found || others.length > 0) return undefined;
  return isAlike(task, found.rule) ? found : undefined;
}

/** A task asked for once and one that repeats, or one for each of a list, are different promises. */
const isAlike = (a: TaskRule, b: TaskRule) => 'series' in a.due === 'series' in b.due && (a.each === undefined) === (b.each === undefined);

/** By what the map says, by the same words, by the same trigger; and the one moment that is left on either side is the same promise. */
function pairOnce(pairs: Pairing['once'], protocol: Protocol, state: State, target: State, map: NonNullable<StateMap['once']>): void {
  const rest = new Set(target.once);
  const take = (rule: OnceRule, found: OnceRule | undefined) => {
    if (!found) return;
    pairs.set(rule.id, found);
    rest.delete(found);
  };
  const all = protocol.states.flatMap(({ once }) => once);
  for (const rule of state.once)
    take(
      rule,
      all.find(({ id }) => id === map[rule.text]?.to),
    );
  const open = () => state.once.filter(({ id }) => !pairs.has(id));
  for (const rule of open())
    take(rule, [...rest].find(({ text }) => text === rule.text) ?? [...rest].find((other) => triggerKey(other) === triggerKey(rule)));
  const left = open().filter(isMoment);
  const free = [...rest].filter(isMoment);
  if (left.length === 1 && free.length === 1) take(left[0]!, free[0]);
}

const isMoment = ({ trigger }: OnceRule) => 'moment' in trigger;

/** What triggers a rule, in whichever words it is written. */
const triggerKey = ({ trigger }: OnceRule) => JSON.stringify(trigger, (key, value: unknown) => (key === 'text' ? undefined : value));

function rememberedIn({ states }: Protocol): Set<string> {
  const remembered = states.flatMap((state) => [...armsOf(state)].flatMap(({ to }) => (to?.how === 'last' ? [states[to.state]!] : [])));
  return new Set(remembered.filter(({ kind }) => kind !== 'leaf').map(({ id }) => id));
}

/** What the map chooses for a deadline of a state, given what is said of the deadline itself. */
export function dueChoice(map: MigrationMap, state: string, own: DueChoice | undefined): DueChoice {
  return own ?? map.states?.[state]?.due ?? map.due ?? 'kept';
}
