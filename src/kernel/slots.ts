import type { Draft } from './draft.ts';
import { endOf, ladderAt, momentAt, nextOccurrence, occurrence } from './due.ts';
import { heldTo } from './migration/held.ts';
import type { HandOffRule, Instant, LadderStep, Series, TaskRule, Whose } from './protocol.ts';
import type { Entry } from './record.ts';
import type { Slot } from './slot.ts';
import { isBefore } from './time.ts';

/** The ladder a slot climbs; after `becomes` it is the former protocol's. */
export function ladderOf(draft: Draft, slot: Slot): readonly LadderStep[] {
  if (slot.carried) return slot.carried.ladder;
  const rule = draft.machine.tasks.get(slot.rule)?.rule ?? draft.machine.handOffs.get(slot.rule)?.rule;
  return rule ? draft.machine.protocol.ladders[rule.ladder]! : [];
}

/** Asks for a task on entering its state; of a repeating one, for its first slot; where it is asked for each of a list, for each. */
export function ask(draft: Draft, rule: TaskRule): void {
  if (rule.each) askEach(draft, rule);
  else if (draft.holds(rule.when, undefined, rule.id, draft.case.now)) askOne(draft, rule);
}

/** Asks for those of the list that were not asked for since the state was entered, and withdraws what left the list. */
export function askEach(draft: Draft, rule: TaskRule): void {
  const listed = (draft.fact(rule.each!.list) as string[] | undefined) ?? [];
  const asked = draft.case.each?.[rule.id] ?? [];
  for (const slot of draft.case.slots.slice()) if (slot.rule === rule.id && !listed.includes(slot.key!)) withdraw(draft, slot);
  const now = asked.filter((key) => listed.includes(key));
  for (const key of listed) {
    if (now.includes(key)) continue;
    draft.element = key;
    const holds = draft.holds(rule.when, undefined, rule.id, draft.case.now);
    draft.element = undefined;
    if (!holds) continue;
    now.push(key);
    askOne(draft, rule, key);
  }
  draft.case.each = { ...draft.case.each, [rule.id]: now };
}

function askOne(draft: Draft, rule: TaskRule, key?: string): void {
  if ('series' in rule.due) {
    askNext(draft, rule, undefined, key);
    return;
  }
  const { now, seq } = draft.case;
  const due = momentAt(draft, rule.due.moment, now, 'end');
  addSlot(draft, slotOf(draft, rule, { id: `${rule.id}#${seq}`, asked: now, opens: now, due }, key));
}

/** Asks for the next slot of a repeating task, if its series goes on. */
export function askNext(draft: Draft, rule: TaskRule, last?: Slot, key = last?.key): void {
  const { now, seq, slots, closed } = draft.case;
  // What was late and then put off has been followed already.
  const follows = (slot: Slot) => slot.rule === rule.id && slot.key === key && slot.status !== 'withdrawn' && slot.on! > last!.on!;
  if (last && (slots.some(follows) || closed.some(follows))) return;
  const next = nextOccurrence(draft, rule, now, last);
  if (!next) return;
  const { n, on, opens, due } = next;
  const id = `${rule.id}@${on === null ? `#${seq}.${n}` : on}`;
  const slot = slotOf(draft, rule, { id, asked: Math.max(now, opens), opens, due }, key);
  slot.n = n;
  if (on !== null) slot.on = on;
  addSlot(draft, slot);
}

function slotOf(draft: Draft, rule: TaskRule, { id, asked, opens, due }: Pick<Slot, 'id' | 'asked' | 'opens' | 'due'>, key?: string): Slot {
  const { event, by } = rule;
  const slot: Slot = { id, kind: 'task', rule: rule.id, event, by, asked, opens, due, status: 'open', step: 0 };
  const given = givenTo(draft, rule.id, key);
  const place = given?.place ?? placeOf(draft, rule.of, key);
  if (given?.by) slot.by = given.by;
  if (place !== undefined) slot.place = place;
  if (key !== undefined) {
    slot.id = `${id}/${key}`;
    slot.key = key;
  }
  if (rule.owed) slot.owed = true;
  return slot;
}

/** The unit from which a role is seen where that is not the place of the case. */
export function placeOf(draft: Draft, of: Whose | undefined, element?: string): string | undefined {
  if (of === undefined) return undefined;
  return of === 'each' ? element : (draft.fact(of) as string | undefined);
}

/** To whom a supervisor has given what a rule asks for. */
export const givenTo = (draft: Draft, rule: string, key?: string) => draft.case.reassigned?.[key === undefined ? rule : `${rule}/${key}`];

/** Gives a slot, and what its rule asks for later, to whoever holds the role as seen from another place; both sides are told. */
export function giveTo(draft: Draft, slot: Slot, to: { place: string; by?: string[] }): void {
  const { case: current } = draft;
  current.reassigned = { ...current.reassigned, [slot.key === undefined ? slot.rule : `${slot.rule}/${slot.key}`]: to };
  for (const open of current.slots.slice()) {
    if (open.rule !== slot.rule || open.key !== slot.key) continue;
    draft.emit({ kind: 'tell', roles: open.by, place: open.place ?? current.place, about: { reason: 'withdrawn', of: open.id } });
    const given = draft.change(open, 'reassigned', to);
    draft.emit({ kind: 'tell', roles: given.by, place: to.place, about: { reason: 'changed', of: given.id } });
  }
}

/** Offers the case to another line; responsibility moves only when it accepts. */
export function offer(draft: Draft, rule: HandOffRule): void {
  const { now, seq } = draft.case;
  const place = givenTo(draft, rule.id)?.place ?? placeOf(draft, rule.of);
  addSlot(draft, {
    id: `${rule.id}#${seq}`,
    kind: 'hand_off',
    rule: rule.id,
    event: 'accepted',
    by: [rule.to],
    ...(place !== undefined && { place }),
    asked: now,
    opens: now,
    due: momentAt(draft, rule.due, now, 'end'),
    status: 'open',
    step: 0,
  });
}

function addSlot(draft: Draft, slot: Slot): void {
  const ready = skipPassedReminders(draft, slot);
  draft.case.slots.push(ready);
  draft.unfold('$slots');
  draft.emit({ kind: 'task', change: 'asked', slot: ready });
}

/** A reminder before the due instant whose time was already past when the task was asked is not sent: the asking was the reminder. */
export function skipPassedReminders(draft: Draft, slot: Slot): Slot {
  const ladder = ladderOf(draft, slot);
  let { step } = slot;
  while (step < ladder.length && ladder[step]!.offset < 0 && slot.due !== null && ladderAt(slot, ladder[step]!)! < slot.asked) step++;
  return step === slot.step ? slot : { ...slot, step };
}

/** Withdraws what leaving a state makes void; a receiver of an offer is told. */
export function withdraw(draft: Draft, slot: Slot): void {
  const closed = draft.change(slot, 'withdrawn', { status: 'withdrawn' });
  if (slot.kind === 'hand_off') {
    draft.emit({ kind: 'tell', roles: slot.by, place: slot.place ?? draft.case.place, about: { reason: 'withdrawn', of: closed.id } });
  }
}

/**
 * Lets a fact fill the slot it belongs to: the one in whose window it occurred, else the earliest that was open when it occurred
 * (language.md §3). What happened before anybody was asked was about another time, as for the arms of the state.
 */
export function fill(draft: Draft, entry: Entry): void {
  if (entry.event === 'accepted' || entry.event === 'declined') return;
  const open = draft.case.slots.filter((slot) => slot.kind === 'task' && isAbout(draft, slot, entry) && !isBefore(entry.at, slot.opens));
  const inWindow = open.filter((slot) => slot.on === undefined || slot.due === null || entry.at <= slot.due);
  const best = earliest(inWindow) ?? earliest(open);
  if (!best) {
    noteMissed(draft, entry);
    return;
  }
  const rule = draft.machine.tasks.get(best.rule)?.rule;
  draft.change(best, 'done', { status: 'done', filled: fillingOf(best, entry) });
  if (best.on === undefined && best.n === undefined) return;
  // Somebody has been there again: what was missed before stays missed, and its ladder ends.
  for (const slot of draft.case.slots.slice()) {
    if (slot.rule === best.rule && slot.key === best.key && slot.late !== undefined && slot.opens < best.opens)
      draft.change(slot, 'missed', { status: 'missed' });
  }
  if (rule && best.late === undefined) askNext(draft, rule, best);
}

/** Whether a fact is what a slot waits for: its event and, of a list, its element. */
function isAbout(draft: Draft, slot: Slot, entry: Entry): boolean {
  if (slot.event !== entry.event) return false;
  if (slot.key === undefined) return true;
  const rule = slot.carried?.task ?? draft.machine.tasks.get(slot.rule)?.rule;
  return rule?.each !== undefined && entry.data[rule.each.field] === slot.key;
}

const fillingOf = (slot: Slot, entry: Entry) => ({
  entry: entry.id,
  at: entry.at,
  late: slot.due !== null && entry.at > slot.due,
  recordedLate: slot.due !== null && entry.at <= slot.due && entry.recorded > slot.due,
});

const earliest = (slots: Slot[]): Slot | undefined =>
  slots.reduce<Slot | undefined>(
    (best, slot) => (best === undefined || (slot.due ?? Infinity) < (best.due ?? Infinity) ? slot : best),
    undefined,
  );

/** A paper form that comes after its slot was given up: done in time, recorded late; nothing is undone. */
function noteMissed(draft: Draft, entry: Entry): void {
  const { closed } = draft.case;
  const index = closed.findLastIndex(
    (slot) => isAbout(draft, slot, entry) && slot.status === 'missed' && slot.opens <= entry.at && entry.at <= (slot.due ?? 0),
  );
  if (index < 0) return;
  const slot: Slot = { ...closed[index]!, status: 'done', filled: fillingOf(closed[index]!, entry) };
  closed[index] = slot;
  draft.unfold('$slots');
  draft.emit({ kind: 'task', change: 'noted', slot });
}

/** Gives back a slot whose fact was withdrawn, if it can still be owed. */
export function reopen(draft: Draft, entry: Entry): void {
  const { closed, slots } = draft.case;
  const index = closed.findIndex((slot) => slot.filled?.entry === entry.id);
  if (index < 0) return;
  const { filled: _, closed: __, ...slot } = closed[index]!;
  const state = draft.machine.tasks.get(slot.rule)?.state;
  const stateActive = state !== undefined && draft.machine.protocol.states[state]!.id in draft.case.entered;
  if (!stateActive && !slot.owed) return;
  closed.splice(index, 1);
  const reopened: Slot = { ...slot, status: 'open' };
  slots.push(reopened);
  draft.unfold('$slots');
  draft.emit({ kind: 'task', change: 'reopened', slot: reopened });
}

/** Moves the deadlines whose anchors moved. What fired stays fired. */
export function retime(draft: Draft): void {
  for (const slot of draft.case.slots.slice()) {
    if (slot.carried || slot.extended) continue;
    const task = draft.machine.tasks.get(slot.rule)?.rule;
    const handOff = draft.machine.handOffs.get(slot.rule)?.rule;
    let due = slot.due;
    let to: Partial<Slot> = {};
    if (handOff) due = heldTo(slot.held, momentAt(draft, handOff.due, slot.asked, 'end'));
    else if (task && 'moment' in task.due) due = heldTo(slot.held, momentAt(draft, task.due.moment, slot.asked, 'end'));
    else if (
      task &&
      'series' in task.due &&
      slot.n !== undefined &&
      (task.due.series.kind === 'days' || task.due.series.kind === 'every')
    ) {
      const now = occurrence(draft, task, slot.n, slot.asked, slot);
      if (now) {
        due = heldTo(slot.held, now.due);
        to = {
          ...(now.on !== null && { on: now.on }),
          opens: now.on === null || slot.on === undefined ? slot.opens : slot.opens + (now.on - slot.on),
        };
      }
    }
    if (due === slot.due) continue;
    const { late, ...timely } = slot;
    const base: Slot = late !== undefined && (due === null || due > draft.case.now) ? timely : slot;
    draft.case.slots[draft.case.slots.indexOf(slot)] = base;
    draft.change(base, 'retimed', { ...to, due });
  }
  resize(draft);
}

/** Follows the lists for each of which something is asked; ends the series whose end has moved before their next slot, and goes on with those whose end has moved away. */
function resize(draft: Draft): void {
  for (const { rule, state } of draft.machine.listed)
    if (draft.machine.protocol.states[state]!.id in draft.case.entered) askEach(draft, rule);
  for (const { rule, state } of draft.machine.ending) {
    if (!(draft.machine.protocol.states[state]!.id in draft.case.entered)) continue;
    const end = endOf(draft, (rule.due as { series: Series }).series);
    for (const key of rule.each ? (draft.case.each?.[rule.id] ?? []) : [undefined]) goOn(draft, rule, end, key);
  }
}

function goOn(draft: Draft, rule: TaskRule, end: Instant, key: string | undefined): void {
  const isOne = (slot: Slot) => slot.rule === rule.id && slot.key === key;
  const open = draft.case.slots.filter((slot) => isOne(slot) && slot.late === undefined);
  for (const slot of open) if (slot.on !== undefined && slot.on > end) withdraw(draft, slot);
  if (open.length > 0 || (!rule.each && !draft.holds(rule.when, undefined, rule.id, draft.case.now))) return;
  askNext(
    draft,
    rule,
    draft.case.closed.findLast((slot) => isOne(slot) && slot.status !== 'withdrawn'),
    key,
  );
}

/** When the next step of a slot's ladder runs; null when none is left or nothing is due. */
export function nextStepAt(draft: Draft, slot: Slot): Instant | null {
  const step = ladderOf(draft, slot)[slot.step];
  return step ? ladderAt(slot, step) : null;
}
