import { armsFor, fire, follow, onceAt, settle } from './arms.ts';
import type { Draft } from './draft.ts';
import { activeOf } from './machine.ts';
import { perform } from './performing.ts';
import type { Instant, OnceRule } from './protocol.ts';
import type { Slot } from './slot.ts';
import { askNext, ladderOf, nextStepAt } from './slots.ts';

/** Something that is due at an instant. Ties run in this order, then the deeper state, then document order (language.md §3). */
type Due = { at: Instant; rank: number; depth: number; order: number } & (
  | { what: 'late'; slot: Slot }
  | { what: 'step'; slot: Slot }
  | { what: 'once'; rule: OnceRule; state: number }
);

const rank = { late: 0, step: 1, lapse: 2, once: 3 };

function* dues(draft: Draft): Generator<Due> {
  const { machine, case: current } = draft;
  const { states } = machine.protocol;
  const place = (slot: Slot) => {
    const state = machine.tasks.get(slot.rule)?.state ?? machine.handOffs.get(slot.rule)?.state ?? 0;
    return { depth: states[state]!.depth, order: state };
  };
  for (const slot of current.slots) {
    if (slot.late === undefined && slot.due !== null) {
      const at = Math.max(slot.due, slot.asked);
      yield { what: 'late', at, rank: slot.kind === 'hand_off' ? rank.lapse : rank.late, ...place(slot), slot };
    }
    const at = nextStepAt(draft, slot);
    if (at !== null) yield { what: 'step', at, rank: rank.step, ...place(slot), slot };
  }
  if (current.status !== 'running') return;
  for (const { rule, state } of activeOf(machine, current.at).once) {
    if (rule.id in current.fired) continue;
    const at = onceAt(draft, rule, state);
    if (at !== null) yield { what: 'once', at, rank: rank.once, depth: states[state]!.depth, order: state, rule, state };
  }
}

function first(draft: Draft): Due | undefined {
  let best: Due | undefined;
  for (const due of dues(draft)) {
    if (!best || (due.at - best.at || due.rank - best.rank || best.depth - due.depth || due.order - best.order) < 0) best = due;
  }
  return best;
}

/** Bound on moments run for one input, so that a mistake cannot hang a worker. */
const MOST_MOMENTS = 100_000;

/**
 * Runs every moment due before `until` (or at it too), each with `now` = its own instant: the past is closed before the future is opened.
 * Gives the one alarm: the earliest instant at which something is due then, or null.
 */
export function runUntil(draft: Draft, until: Instant, inclusive: boolean): Instant | null {
  for (let count = 0; ; count++) {
    const due = first(draft);
    const isOver = !due || due.at > until || (!inclusive && due.at === until) || draft.case.status === 'becoming';
    if (isOver) return due?.at ?? null;
    if (count >= MOST_MOMENTS) {
      draft.attend('bound', { says: 'moments', most: MOST_MOMENTS });
      return due.at;
    }
    draft.begin(Math.max(due.at, draft.case.now));
    run(draft, due);
    settle(draft);
  }
}

function run(draft: Draft, due: Due): void {
  const { machine } = draft;
  switch (due.what) {
    case 'late': {
      const slot = draft.change(due.slot, 'late', { late: draft.case.now });
      const rule = machine.tasks.get(slot.rule)?.rule;
      if (
        rule &&
        slot.n !== undefined &&
        !slot.carried &&
        machine.protocol.states[machine.tasks.get(slot.rule)!.state]!.id in draft.case.entered
      )
        askNext(draft, rule, slot);
      const handOff = machine.handOffs.get(slot.rule);
      const arms = handOff && draft.case.status === 'running' ? lapsedArms(draft, handOff.state) : [];
      if (arms.length > 0 && draft.movesOn()) follow(draft, arms, 'lapsed');
      return;
    }
    case 'step': {
      const { slot } = due;
      const step = ladderOf(draft, slot)[slot.step]!;
      const { slots } = draft.case;
      slots[slots.indexOf(slot)] = { ...slot, step: slot.step + 1 };
      perform(
        draft,
        step.effects,
        { reason: 'ladder', of: slot.id, step: slot.step },
        { asked: slot.by, place: slot.place, element: slot.key, asOf: slot.asked },
      );
      return;
    }
    case 'once':
      fire(draft, due.rule, due.state);
      return;
    default:
      due satisfies never;
  }
}

function lapsedArms(draft: Draft, state: number) {
  const { now, place, seq } = draft.case;
  if (!draft.machine.protocol.states[state]!.on.lapsed) return [];
  return armsFor(
    draft,
    { id: seq, event: 'lapsed', at: now, recorded: now, by: { role: 'case', place }, data: {} },
    { state, answer: 'lapsed' },
  );
}
