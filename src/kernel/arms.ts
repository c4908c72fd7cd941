import { isWithin, take } from './chart.ts';
import type { Draft } from './draft.ts';
import { momentAt } from './due.ts';
import { type Active, activeOf } from './machine.ts';
import { heldTo } from './migration/held.ts';
import { perform, send } from './performing.ts';
import type { Arm, OnceRule } from './protocol.ts';
import type { Data, Entry } from './record.ts';
import { set } from './setting.ts';
import { ask, offer, withdraw } from './slots.ts';
import { isBefore } from './time.ts';

/**
 * Chooses the arms that a fact takes: in each branch the innermost active state that speaks of it, and there the first arm that holds.
 * `only`: the answer to the offer of one state, under the name by which its arms know it.
 */
export function armsFor(draft: Draft, entry: Entry, only?: { state: number; answer: string }): Arm[] {
  const { states } = draft.machine.protocol;
  const speakers = only === undefined ? (activeOf(draft.machine, draft.case.at).on.get(entry.event) ?? []) : [only.state];
  const heard: number[] = [];
  const arms: Arm[] = [];
  for (const index of speakers) {
    const state = states[index]!;
    if (heard.some((inner) => isWithin(draft.machine.protocol, inner, index))) continue;
    // A fact older than the state's entry was about another time.
    const entered = draft.case.entered[state.id]!;
    if (isBefore(entry.at, entered)) continue;
    heard.push(index);
    const arm = state.on[only?.answer ?? entry.event]?.find(({ id, when }) => draft.holds(when, entry.event, id, entered));
    if (arm) arms.push(arm);
  }
  return arms;
}

/** Takes arms at once: their effects, then exits, then entries. An arm whose target is already active is not taken (its effects are). */
export function follow(draft: Draft, arms: readonly Arm[], event?: string): void {
  const { machine } = draft;
  const { states } = machine.protocol;
  const moving: string[] = [];
  setAll(draft, arms, event);
  for (const arm of arms) {
    draft.took.push(arm.id);
    const asOf = asOfArm(draft, arm.id);
    perform(draft, arm.effects, { reason: 'arm', of: arm.id }, { asOf, ...(event !== undefined && { event }) });
    if (arm.to && (arm.to.how === 'again' || !(states[arm.to.state]!.id in draft.case.entered))) moving.push(arm.id);
  }
  if (moving.length > 0) move(draft, take(machine.chart, draft.case, moving));
}

/** All sets at once: each sees the facts as they were before any. */
function setAll(draft: Draft, arms: readonly Arm[], event: string | undefined): void {
  if (!arms.some((arm) => arm.set)) return;
  const next: Data = {};
  for (const { id, set: sources = {} } of arms) {
    for (const [fact, source] of Object.entries(sources)) {
      const value = draft.evaluate(source, event, `${id}.set.${fact}`, asOfArm(draft, id));
      if (value !== undefined) next[fact] = value as Data[string];
    }
  }
  set(draft, next);
}

/** The entry of the state in which an arm stands. */
const asOfArm = (draft: Draft, id: string): number =>
  draft.case.entered[draft.machine.protocol.states[draft.machine.stateOfArm.get(id)!]!.id]!;

/** Leaves and enters states as the chart says. */
export function move(draft: Draft, step: { at: string[]; history: Record<string, string[]>; left: number[]; entered: number[] }): void {
  const { case: current, machine } = draft;
  const { states } = machine.protocol;
  const ids = (indexes: number[]) => indexes.map((index) => states[index]!.id);
  const before = current.at;
  current.at = step.at;
  current.history = step.history;
  draft.unfold('$states');
  draft.note({ note: 'moved', left: ids(step.left), entered: ids(step.entered), at: step.at });
  for (const index of step.left) {
    const state = states[index]!;
    delete current.entered[state.id];
    for (const { id } of state.once) delete current.fired[id];
    if (current.held)
      current.held = Object.fromEntries(Object.entries(current.held).filter(([rule]) => state.once.every(({ id }) => id !== rule)));
    for (const { id, each } of state.tasks)
      if (each) current.each = Object.fromEntries(Object.entries(current.each ?? {}).filter(([rule]) => rule !== id));
    for (const slot of current.slots.slice()) {
      const own = slot.kind === 'hand_off' ? state.handOff?.id === slot.rule : state.tasks.some((task) => task.id === slot.rule);
      if (own && !slot.owed) withdraw(draft, slot);
    }
  }
  for (const index of step.entered) {
    const state = states[index]!;
    current.entered[state.id] = current.now;
    perform(draft, state.entry, { reason: 'entry', of: state.id }, { asOf: current.now });
    for (const task of state.tasks) ask(draft, task);
    if (state.handOff) offer(draft, state.handOff);
  }
  end(draft, before);
}

/** A case ends when an active leaf says so. */
function end(draft: Draft, before: string[]): void {
  const { case: current, machine } = draft;
  for (const id of current.at) {
    const ending = machine.protocol.states[machine.stateOf.get(id)!]!.end;
    if (!ending || 'track' in ending) continue;
    for (const slot of current.slots.slice()) if (!slot.owed) withdraw(draft, slot);
    if ('outcome' in ending) {
      close(draft, ending.outcome, before);
    } else {
      current.status = 'becoming';
      current.becomes = ending.becomes;
      draft.emit({ kind: 'become', protocol: ending.becomes });
    }
    return;
  }
}

/** The case is over; whoever wanted to be told how it ends is told. `from`: where it was. */
export function close(draft: Draft, outcome: string, from: string[]): void {
  const { case: current } = draft;
  current.status = 'ended';
  current.outcome = outcome;
  current.endedAt = current.now;
  current.endedFrom = from;
  draft.emit({ kind: 'close', outcome });
  for (const follower of current.followers ?? []) send(draft, follower, { event: 'case_closed', data: { outcome } });
}

/** When a `once` rule's moment comes; null: not a moment, or waiting for its anchor. */
export function onceAt(draft: Draft, rule: OnceRule, state: number): number | null {
  if (!('moment' in rule.trigger)) return null;
  const ruled = momentAt(draft, rule.trigger.moment, draft.case.entered[draft.machine.protocol.states[state]!.id]!, 'start');
  return draft.case.held ? heldTo(draft.case.held[rule.id], ruled) : ruled;
}

function allTracksEnded(draft: Draft, state: number): boolean {
  const { machine, case: current } = draft;
  const leaves = current.at.map((id) => machine.stateOf.get(id)!).filter((leaf) => isWithin(machine.protocol, leaf, state));
  return leaves.every((leaf) => {
    const ending = machine.protocol.states[leaf]!.end;
    return ending !== undefined && 'track' in ending;
  });
}

/**
 * Fires a `once` rule. Its arms may hold or not; either way it has had its moment, also where the case may not move of itself any more: so
 * a circle at one instant comes to rest.
 */
export function fire(draft: Draft, rule: OnceRule, state: number): void {
  draft.case.fired[rule.id] = { at: draft.case.now, holds: true };
  if (!draft.movesOn()) return;
  const asOf = draft.case.entered[draft.machine.protocol.states[state]!.id];
  const arm = rule.arms.find(({ id, when }) => draft.holds(when, undefined, id, asOf));
  if (arm) follow(draft, [arm]);
}

/** Lets what has become so take effect: moments already past, flags that hold, tracks that have ended. */
export function settle(draft: Draft): void {
  while (draft.case.status === 'running') {
    const next = ready(draft, activeOf(draft.machine, draft.case.at));
    if (!next) return;
    fire(draft, next.rule, next.state);
  }
}

function ready(draft: Draft, active: Active): Active['once'][number] | undefined {
  const { fired, now } = draft.case;
  for (const held of active.once) {
    const { rule, state } = held;
    const before = fired[rule.id];
    const { trigger } = rule;
    if ('moment' in trigger) {
      const at = before ? null : onceAt(draft, rule, state);
      if (at !== null && at < now) return held;
      continue;
    }
    const holds = 'flag' in trigger ? draft.fact(trigger.flag) === true : allTracksEnded(draft, state);
    if (holds && !before?.holds) return held;
    if (!holds && before?.holds) fired[rule.id] = { ...before, holds: false };
  }
  return undefined;
}
