import type { Draft } from '../draft.ts';
import { momentAt, occurrence } from '../due.ts';
import type { Machine } from '../machine.ts';
import type { HandOffRule, Instant, LadderStep, TaskRule } from '../protocol.ts';
import type { Slot } from '../slot.ts';
import { askNext, givenTo, ladderOf, placeOf, skipPassedReminders, withdraw } from '../slots.ts';
import { hold } from './held.ts';
import type { DueChoice, MigrationMap } from './map.ts';
import { dueChoice, type Pairing } from './pairing.ts';

/** Open slots go on under the rules that correspond to theirs; what has none is carried where it must be done, else withdrawn. */
export function goOnWithSlots(draft: Draft, from: Machine, former: Draft, pairing: Pairing, map: MigrationMap): void {
  for (const slot of draft.case.slots.slice()) {
    if (slot.carried) continue;
    const next = slot.kind === 'hand_off' ? pairing.handOffs.get(slot.rule) : pairing.tasks.get(slot.rule);
    if (next && draft.machine.protocol.states[next.state]!.id in draft.case.entered)
      goOn(draft, former, slot, next.rule, choiceOf(from, slot, map));
    else leave(draft, from, slot, pairing, map);
  }
}

/** Closed slots are called after the rule that corresponds to theirs, so that a repeating task knows what came before. */
export function closedUnder(from: Machine, closed: readonly Slot[], pairing: Pairing): Slot[] {
  return closed.map((slot) => {
    if (slot.carried) return slot;
    const next = (slot.kind === 'hand_off' ? pairing.handOffs : pairing.tasks).get(slot.rule);
    if (next) return next.rule.id === slot.rule ? slot : { ...slot, ...renamed(slot, next.rule) };
    const task = from.tasks.get(slot.rule)?.rule;
    return task && slot.owed ? carriedOf(from, slot, task) : slot;
  });
}

function choiceOf(from: Machine, slot: Slot, map: MigrationMap): DueChoice {
  const held = (from.tasks.get(slot.rule) ?? from.handOffs.get(slot.rule))!;
  const { id } = from.protocol.states[held.state]!;
  const state = map.states?.[id];
  return dueChoice(map, id, slot.kind === 'hand_off' ? state?.handOff?.due : state?.tasks?.[slot.event]?.due);
}

function goOn(draft: Draft, former: Draft, slot: Slot, rule: TaskRule | HandOffRule, choice: DueChoice): void {
  const { now } = draft.case;
  const isSeries = 'event' in rule && 'series' in rule.due;
  if (choice === 'restarted' && isSeries && slot.late === undefined) {
    withdraw(draft, slot);
    askNext(draft, rule, undefined, slot.key);
    return;
  }
  const restarts = choice === 'restarted' && !isSeries;
  const { late, held: _, step: __, place: ___, owed: ____, extended, ...rest } = slot;
  const given = givenTo(draft, rule.id, slot.key);
  const place = given?.place ?? placeOf(draft, rule.of, slot.key);
  const base = {
    ...rest,
    ...renamed(slot, rule),
    ...(given?.by && { by: given.by }),
    ...(extended && choice === 'kept' && { extended }),
    ...(place !== undefined && { place }),
    ...('owed' in rule && rule.owed && { owed: true as const }),
  };
  const asked = restarts ? { ...base, asked: now, opens: now } : base;
  const ruled = ruledDue(draft, rule, { ...asked, step: 0 });
  // The time of a daily task is not asked of its rule again.
  const held = choice === 'kept' && !isDaily(rule) && !extended ? hold(slot.due, ruled) : undefined;
  const due = choice === 'kept' ? (slot.due ?? ruled) : ruled;
  const isLate = late !== undefined && !restarts && due !== null && due <= now;
  const step = restarts ? 0 : heightOf(ladderOf(former, slot), slot.step, draft.machine.protocol.ladders[rule.ladder]!);
  const moved: Slot = { ...asked, due, step, ...(held && { held }), ...(isLate && { late }) };
  const next = restarts ? skipPassedReminders(draft, moved) : moved;
  draft.case.slots[draft.case.slots.indexOf(slot)] = next;
  if (!sameSlot(slot, next)) draft.change(next, 'migrated', {});
}

const isDaily = (rule: TaskRule | HandOffRule) =>
  'event' in rule && 'series' in rule.due && (rule.due.series.kind === 'daily' || rule.due.series.kind === 'workdays');

/** What people see of both is the same. */
function sameSlot(a: Slot, b: Slot): boolean {
  const seen = ({ id, due, by, step, asked, place, late, owed }: Slot) => JSON.stringify([id, due, by, step, asked, place, late, owed]);
  return seen(a) === seen(b);
}

const renamed = (slot: Slot, rule: TaskRule | HandOffRule) => ({
  id: slot.id.startsWith(slot.rule) ? rule.id + slot.id.slice(slot.rule.length) : slot.id,
  rule: rule.id,
  ...('event' in rule ? { event: rule.event, by: rule.by } : { by: [rule.to] }),
});

/** When a slot would be due by its rule alone; of a daily task its civil instant stands, and the rule's window counts. */
function ruledDue(draft: Draft, rule: TaskRule | HandOffRule, slot: Slot): Instant | null {
  if (!('event' in rule)) return momentAt(draft, rule.due, slot.asked, 'end');
  if ('moment' in rule.due) return momentAt(draft, rule.due.moment, slot.asked, 'end');
  const { series, window } = rule.due;
  if (series.kind === 'days' || series.kind === 'every') {
    const found = slot.n === undefined ? undefined : occurrence(draft, rule, slot.n, slot.asked, slot);
    return found ? found.due : slot.due;
  }
  return slot.on === undefined ? slot.due : slot.on + (window?.after.elapsed ?? 0);
}

/**
 * The next step of another ladder for a slot that has climbed `step` steps of its own: it stays at the height it has reached, so that
 * nothing is said twice, and every step above is still to come.
 */
export function heightOf(ladder: readonly LadderStep[], step: number, next: readonly LadderStep[]): number {
  if (step === 0) return 0;
  const reached = ladder[Math.min(step, ladder.length) - 1]?.offset;
  return reached === undefined ? 0 : next.filter(({ offset }) => offset <= reached).length;
}

/** What no rule of the new edition goes on from: carried where it must be done, unless it is asked for anew there. */
function leave(draft: Draft, from: Machine, slot: Slot, pairing: Pairing, map: MigrationMap): void {
  const held = from.tasks.get(slot.rule);
  const as = held && map.states?.[from.protocol.states[held.state]!.id]?.tasks?.[slot.event]?.as;
  const isAnew = [...draft.machine.tasks.values()].some(
    ({ rule, state }) =>
      rule.event === slot.event && !pairing.continued.has(rule.id) && draft.machine.protocol.states[state]!.id in draft.case.entered,
  );
  if (!held || as === 'withdrawn' || (as === undefined && (!slot.owed || isAnew))) {
    withdraw(draft, slot);
    return;
  }
  const carried = carriedOf(from, slot, held.rule);
  draft.case.slots[draft.case.slots.indexOf(slot)] = carried;
  draft.change(carried, 'migrated', {});
}

/** A duty that stays as the former edition had it; of a repeating one, this once. */
function carriedOf(from: Machine, slot: Slot, task: TaskRule): Slot {
  const { n: _, on: __, ...once } = slot;
  return { ...once, carried: { task, ladder: from.protocol.ladders[task.ladder]!, event: from.protocol.events[slot.event]! } };
}
