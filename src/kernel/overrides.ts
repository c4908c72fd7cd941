import { close, move, settle } from './arms.ts';
import { go } from './chart.ts';
import type { Draft } from './draft.ts';
import { plannedDue } from './due.ts';
import { isNamed } from './expression.ts';
import type { Decided, Override } from './input.ts';
import { activeOf } from './machine.ts';
import { hand } from './merging.ts';
import type { HandOffRule, Instant, TaskRule, Text } from './protocol.ts';
import type { Refusal } from './refusal.ts';
import type { Slot } from './slot.ts';
import { giveTo, offer, retime, withdraw } from './slots.ts';
import { addSpan, dateOf, isElapsed, timeOf } from './time.ts';
import { refusal } from './validate.ts';
import { said } from './values.ts';

/** How a case ends that should not have been opened, and one whose record another has taken over: outcomes that no protocol declares. */
const closedInError = 'closed_in_error';
const merged = 'merged';
export const builtinOutcomes: Record<string, Text> = {
  [closedInError]: { zh: '误立', en: 'Opened in error' },
  [merged]: { zh: '已并案', en: 'Merged into another case' },
};

/** Does what a supervisor decided, or says why not; nothing is changed then. */
export function override(draft: Draft, input: Override & Decided, now: Instant): Refusal | undefined {
  const { recorded: _, by, reason, ...what } = input;
  const refused = refuseDecision(draft, input) ?? refuseOverride(draft, what, now);
  if (refused) return refused;
  draft.begin(now);
  draft.note({ note: 'overridden', override: what, by, reason });
  draft.case.overrides = [...(draft.case.overrides ?? []), { ...input, recorded: now, seq: draft.case.seq }];
  perform(draft, { ...input, recorded: now });
  return undefined;
}

/** Only who supervises may decide, and nobody without a reason. */
export function refuseDecision(
  draft: Draft,
  { by, reason, kind }: { by: Decided['by']; reason: string; kind: string },
  supervisors = draft.machine.protocol.supervisors ?? [],
): Refusal | undefined {
  if (!supervisors.includes(by.role)) return refusal('not_supervisor', { role: by.role, roles: supervisors.join(', ') });
  return reason.trim() === '' ? refusal('reason_needed', { event: kind }) : undefined;
}

/** Why it cannot be done to the case as it is. */
export function refuseOverride(draft: Draft, what: Override, now: Instant): Refusal | undefined {
  const { case: current } = draft;
  if (current.mergedInto !== undefined) return refusal('merged', { case: current.mergedInto });
  const ended = current.status === 'ended' ? refusal('ended', { outcome: current.outcome ?? '', case: current.id }) : undefined;
  switch (what.kind) {
    case 'extend':
      return refuseExtension(draft, what, now);
    case 'reassign': {
      const slot = slotOf(draft, what);
      if (!slot) return refusal('no_task', { event: what.task });
      const roles = rolesFor(draft, slot);
      if (what.role === undefined || roles.includes(what.role)) return undefined;
      return refusal('wrong_role', { event: what.task, role: what.role, roles: roles.join(', ') });
    }
    case 'recall':
      return offerOf(draft) ? undefined : refusal('no_offer');
    case 'offer':
      return (
        ended ??
        (ruleOffered(draft)
          ? undefined
          : refusal('not_expected', { event: 'hand_off', in: offeringStates(draft), at: current.at.join(', ') }))
      );
    case 'void':
      return ended;
    case 'reopen':
      if (!ended) return refusal('not_ended');
      return what.to === undefined || stateCalled(draft, what.to) !== undefined
        ? undefined
        : refusal('unknown_state', { state: what.to, in: goable(draft).join(', ') });
    case 'move':
      return (
        ended ??
        (stateCalled(draft, what.to) === undefined ? refusal('unknown_state', { state: what.to, in: goable(draft).join(', ') }) : undefined)
      );
    case 'merge':
      if (current.archive) return ended ?? refusal('not_whole');
      return ended ?? (what.into === current.id ? refusal('merged', { case: current.id }) : undefined);
    default:
      return what satisfies never;
  }
}

/** Does it; also to a case whose record is replayed, where what cannot be done is passed over. */
export function perform(draft: Draft, what: Override & Decided): void {
  const { case: current } = draft;
  switch (what.kind) {
    case 'extend': {
      const slot = slotOf(draft, what)!;
      const { late, ...timely } = slot;
      const base: Slot = late !== undefined && what.due >= current.now ? timely : slot;
      current.slots[current.slots.indexOf(slot)] = base;
      draft.change(base, 'retimed', { due: what.due, extended: { from: plannedDue(slot)! } });
      draft.emit({ kind: 'tell', roles: slot.by, place: slot.place ?? current.place, about: { reason: 'changed', of: slot.id } });
      break;
    }
    case 'reassign': {
      const slot = slotOf(draft, what)!;
      giveTo(draft, slot, { place: what.place, ...(what.role !== undefined && { by: [what.role] }) });
      break;
    }
    case 'recall': {
      withdraw(draft, offerOf(draft)!);
      draft.attend('offer_withdrawn', current.at.join(', '));
      break;
    }
    case 'offer': {
      const rule = ruleOffered(draft)!;
      const open = offerOf(draft);
      if (open) withdraw(draft, open);
      if (what.place !== undefined) current.reassigned = { ...current.reassigned, [rule.id]: { place: what.place } };
      draft.settleAttention('offer_withdrawn', what);
      offer(draft, rule);
      break;
    }
    case 'void':
      for (const slot of current.slots.slice()) withdraw(draft, slot);
      close(draft, closedInError, current.at);
      return;
    case 'reopen':
      reopenCase(draft, what.to);
      return;
    case 'move':
      goTo(draft, [stateCalled(draft, what.to)!]);
      return;
    case 'merge':
      hand(draft, what.into);
      for (const slot of current.slots.slice()) withdraw(draft, slot);
      current.mergedInto = what.into;
      close(draft, merged, current.at);
      return;
    default:
      what satisfies never;
  }
  retime(draft);
  settle(draft);
}

function reopenCase(draft: Draft, to: string | undefined): void {
  const { case: current } = draft;
  const states = to === undefined ? (current.endedFrom ?? []).map((id) => draft.machine.stateOf.get(id)!) : [stateCalled(draft, to)!];
  for (const key of ['outcome', 'endedAt', 'endedFrom'] as const) delete current[key];
  current.status = 'running';
  goTo(draft, states);
}

/** Puts a case into states: what they replace is left, they are entered as by an arm, and what has become so takes effect. */
export function goTo(draft: Draft, states: readonly number[]): void {
  move(draft, go(draft.machine.chart, draft.case, states));
  retime(draft);
  settle(draft);
}

/** The one state of that name, in full or by its last part, in which a case can go on; undefined: none, or several. */
export function stateCalled(draft: Draft, name: string): number | undefined {
  const { stateOf } = draft.machine;
  const ids = goable(draft);
  const found = ids.includes(name) ? [name] : ids.filter((id) => isNamed(id, name));
  return found.length === 1 ? stateOf.get(found[0]!) : undefined;
}

const goable = (draft: Draft): string[] => draft.machine.protocol.states.flatMap(({ id, end }) => (id === '' || end ? [] : [id]));

function slotOf(draft: Draft, { task, key }: { task: string; key?: string }): Slot | undefined {
  const isMeant = (slot: Slot) => (slot.kind === 'hand_off' ? 'hand_off' : slot.event) === task && (key === undefined || slot.key === key);
  return draft.case.slots.filter(isMeant).sort((a, b) => (a.due ?? Infinity) - (b.due ?? Infinity))[0];
}

const offerOf = (draft: Draft): Slot | undefined => draft.case.slots.find(({ kind }) => kind === 'hand_off');

/** The hand-off of the innermost active state that has one. */
function ruleOffered({ machine, case: { at } }: Draft): HandOffRule | undefined {
  return activeOf(machine, at)
    .states.map((index) => machine.protocol.states[index]!.handOff)
    .find((rule) => rule !== undefined);
}

const offeringStates = ({ machine }: Draft): string =>
  machine.protocol.states.flatMap(({ handOff, id }) => (handOff ? [id] : [])).join(', ');

function ruleOf({ machine }: Draft, slot: Slot): TaskRule | HandOffRule | undefined {
  return slot.carried?.task ?? machine.tasks.get(slot.rule)?.rule ?? machine.handOffs.get(slot.rule)?.rule;
}

/** Who may report what a slot waits for; an offer goes to the role that the plan names. */
function rolesFor({ machine }: Draft, slot: Slot): string[] {
  return slot.kind === 'hand_off' ? slot.by : (slot.carried?.event ?? machine.protocol.events[slot.event]!).by;
}

/** Sooner than the plan says always, but not in the past; later as far as the plan says. */
function refuseExtension(draft: Draft, what: Extract<Override, { kind: 'extend' }>, now: Instant): Refusal | undefined {
  const { zone, workdays } = draft.machine.protocol;
  const slot = slotOf(draft, what);
  const planned = plannedDue(slot);
  if (!slot || planned === undefined || planned === null) return refusal('no_task', { event: what.task });
  if (what.due < Math.max(now, slot.opens)) return refusal('in_the_past', { event: what.task });
  if (what.due <= planned) return undefined;
  const { extend } = ruleOf(draft, slot) ?? {};
  if (!extend) return refusal('not_extendable', { event: what.task });
  const span = said(draft.machine, draft.case, extend, slot.asked);
  const latest = isElapsed(span) ? planned + span.elapsed : addSpan(zone, planned, span, workdays ? { workdays } : {});
  return what.due > latest
    ? refusal('beyond_bound', { event: what.task, latest: `${dateOf(zone, latest)} ${timeOf(zone, latest)}` })
    : undefined;
}
