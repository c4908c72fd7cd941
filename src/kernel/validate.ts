import type { UnitValues } from './case.ts';
import type { Draft } from './draft.ts';
import type { Outcome } from './effect.ts';
import type { Input } from './input.ts';
import { activeOf, eventNamed } from './machine.ts';
import { misfitOf } from './payload.ts';
import type { EventRule, Instant, Protocol, Value, ValueIs } from './protocol.ts';
import type { Actor, Data, Entry } from './record.ts';
import type { Refusal, RefusalCode } from './refusal.ts';
import type { Slot } from './slot.ts';
import { addSpan, dateOf, instantOf, isDate, isElapsed, plusDays } from './time.ts';

export function refusal(refused: RefusalCode, params: Refusal['params'] = {}): Refusal {
  return { refused, params };
}

/** True for the kernel's "no". */
export function isRefusal(answer: Outcome | Refusal): answer is Refusal {
  return 'refused' in answer;
}

type Fact = Extract<Input, { kind: 'event' }>;

/** Why a person's fact is not taken, or undefined. Nothing is written either way. */
export function refuse(draft: Draft, input: Fact): Refusal | undefined {
  const { event, by, at, recorded } = input;
  const owed = draft.case.slots.find((slot) => slot.event === event && slot.carried);
  const rule = eventNamed(draft.machine.protocol, event) ?? owed?.carried?.event;
  if (!rule || event === 'opened' || event === 'lapsed') return refusal('unknown_event', { event });
  if (draft.case.status === 'ended' && !draft.case.slots.some((slot) => slot.event === event)) {
    return refusal('ended', { outcome: draft.case.outcome ?? '', case: draft.case.id });
  }
  if (at > recorded) return refusal('in_the_future', { event });
  if (event === 'accepted' || event === 'declined') return refuseReply(draft, event, by, input.data);
  if (!rule.by.includes(by.role)) return refusal('wrong_role', { event, role: by.role, roles: rule.by.join(', ') });
  if (!isExpected(draft, event)) return refusal('not_expected', { event, in: expectedIn(draft, event), at: draft.case.at.join(', ') });
  if (at < earliestOf(draft, rule, recorded)) return refusal('too_old', { event });
  const misfit = misfitOf(input.data, rule.data);
  if (misfit) return refusal('bad_data', { event, ...misfit });
  return refuseByRule(draft, rule, input);
}

function refuseByRule(draft: Draft, rule: EventRule, input: Fact): Refusal | undefined {
  for (const other of rule.notBy) {
    const done = draft.standing(other).find((entry) => sameHand(entry.by, input.by));
    if (done) return refusal('same_person', { event: rule.name, other });
  }
  const same = saidBefore(draft, rule, input);
  if (same) return refusal('said_before', { event: rule.name, entry: same.id });
  if (rule.must.length === 0) return undefined;
  const { by, at, recorded, data } = input;
  draft.data = draft.view({ id: -1, event: rule.name, at, recorded, by, data });
  for (const must of rule.must) {
    if (draft.evaluate(must.is, rule.name, `${rule.name}.must`) === false)
      return refusal('must', { event: rule.name, zh: must.say.zh, en: must.say.en });
  }
  return undefined;
}

/** The standing entry that says the same, where an event may be said but once for each day or datum; `except` is being corrected. */
export function saidBefore(draft: Draft, rule: EventRule, said: Pick<Entry, 'at' | 'data'>, except?: Entry): Entry | undefined {
  const { oncePer } = rule;
  if (!oncePer) return undefined;
  const { zone } = draft.machine.protocol;
  const keyOf = ({ at, data }: Pick<Entry, 'at' | 'data'>) =>
    JSON.stringify(oncePer.map((part) => (part === 'day' && !Object.hasOwn(rule.data, part) ? dateOf(zone, at) : (data[part] ?? null))));
  const key = keyOf(said);
  return draft.case.record.find(
    (entry) => entry !== except && entry.event === rule.name && !entry.withdrawn && !entry.hidden && keyOf(entry) === key,
  );
}

/** The same person, or where no person is known the same role at the same place. */
function sameHand(a: Actor, b: Actor): boolean {
  return a.person !== undefined && b.person !== undefined ? a.person === b.person : a.role === b.role && a.place === b.place;
}

function refuseReply(draft: Draft, event: string, by: Actor, data: Data): Refusal | undefined {
  const offers = draft.case.slots.filter((slot) => slot.kind === 'hand_off');
  if (offers.length === 0) return refusal('no_offer', { event });
  if (!offerTo(draft, by)) return refusal('wrong_role', { event, role: by.role, roles: offers.flatMap((slot) => slot.by).join(', ') });
  const misfit = misfitOf(data, draft.machine.protocol.events[event]!.data);
  if (misfit)
    return event === 'declined' && misfit.field === 'reason'
      ? refusal('reason_needed', { event })
      : refusal('bad_data', { event, ...misfit });
  return undefined;
}

/** The open offer that a role answers. */
export function offerTo(draft: Draft, by: Actor): Slot | undefined {
  return draft.case.slots.find((slot) => slot.kind === 'hand_off' && slot.by.includes(by.role));
}

/** Refusals in a row: since the case was last accepted, or since it opened. */
export function bouncesOf(draft: Draft): number {
  const accepted = draft.standing('accepted').at(-1);
  return draft.standing('declined').filter((entry) => !accepted || entry.at >= accepted.at).length;
}

/** Whether an active state speaks of the event, or it is owed. */
export function isExpected(draft: Draft, event: string): boolean {
  return (
    (draft.case.status !== 'ended' && activeOf(draft.machine, draft.case.at).on.has(event)) ||
    draft.case.slots.some((slot) => slot.event === event && slot.kind === 'task')
  );
}

function expectedIn(draft: Draft, event: string): string {
  const { states } = draft.machine.protocol;
  const speaking = states.filter((state) => event in state.on || state.tasks.some((task) => task.event === event));
  return speaking.map((state) => state.id || draft.machine.protocol.protocol).join(', ');
}

/** How far back a fact may be dated: by its rule, else to the opening of the case. */
export function earliestOf(draft: Draft, rule: EventRule, recorded: Instant): Instant {
  if (!rule.backTo) return draft.case.openedAt;
  if (isElapsed(rule.backTo)) return recorded - rule.backTo.elapsed;
  const { zone, workdays } = draft.machine.protocol;
  const today = dateOf(zone, recorded);
  if (rule.backTo.unit === 'day') return instantOf(zone, plusDays(today, -rule.backTo.calendar));
  // The span from that day must reach at least today; months and working days are counted forward only.
  for (let back = 0; back < 800; back++) {
    const day = plusDays(today, -back);
    if (addSpan(zone, day, rule.backTo, workdays ? { workdays } : {}) <= instantOf(zone, today)) return instantOf(zone, plusDays(day, 1));
  }
  return draft.case.openedAt;
}

/** A unit may have its own of a value only where the protocol says so, and of the same kind. */
export function refuseValues({ values }: Protocol, given: UnitValues): Refusal | undefined {
  for (const [name, is] of Object.entries(given)) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value?.mayDifferBy === undefined) return refusal('fixed_value', { value: name });
    if (!isLike(value, is)) return refusal('bad_data', { event: 'values', field: name, why: 'type', expected: value.type });
  }
  return undefined;
}

function isLike({ type }: Value, is: ValueIs['is']): boolean {
  switch (type) {
    case 'number':
      return typeof is === 'number' && Number.isFinite(is);
    case 'flag':
      return typeof is === 'boolean';
    case 'text':
      return typeof is === 'string';
    case 'date':
      return typeof is === 'string' && isDate(is);
    case 'clock':
      return typeof is === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(is);
    case 'span':
      return typeof is === 'object' && ('elapsed' in is || 'calendar' in is);
    default:
      return type satisfies never;
  }
}
