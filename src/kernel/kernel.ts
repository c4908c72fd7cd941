import type { Attention } from './attention.ts';
import { blank, start } from './beginning.ts';
import type { Case } from './case.ts';
import { correct } from './correcting.ts';
import { Draft } from './draft.ts';
import type { Outcome } from './effect.ts';
import { happen } from './happening.ts';
import { hear } from './hearing.ts';
import type { Input, Opening } from './input.ts';
import type { Editions, Machine } from './machine.ts';
import { addLink, isLinked } from './merging.ts';
import { type GoingOver, goOver } from './migration/going-over.ts';
import { runUntil } from './moments.ts';
import { override, refuseDecision } from './overrides.ts';
import { misfitOf } from './payload.ts';
import type { Instant } from './protocol.ts';
import type { Entry } from './record.ts';
import type { Refusal } from './refusal.ts';
import { resolve } from './resolving.ts';
import { refusal, refuse, refuseValues } from './validate.ts';

/** Order of inputs of one instant: overrides, corrections, people's facts, what other cases say (language.md §3; docs/decisions/010). */
export function classOf({ kind }: Input): number {
  return classes[kind];
}

const classes: Record<Input['kind'], number> = {
  migrate: 0,
  unmigrate: 0,
  values: 0,
  extend: 0,
  reassign: 0,
  recall: 0,
  offer: 0,
  void: 0,
  reopen: 0,
  move: 0,
  merge: 0,
  correct: 1,
  withdraw: 1,
  event: 2,
  resolve: 2,
  message: 3,
  linked: 3,
  incident: 3,
};

/**
 * Opens a case: its first fact is `opened`, and whatever is due by `now` happens.
 * Refused when the opening data do not fit the protocol's facts.
 */
export function open(machine: Machine, opening: Opening): Outcome | Refusal {
  const rule = machine.protocol.events.opened!;
  const misfit = misfitOf(opening.data, rule.data);
  if (misfit) return refusal('bad_data', { event: 'opened', ...misfit });
  const { now } = opening;
  const at = opening.at ?? now;
  if (at > now) return refusal('in_the_future', { event: 'opened' });
  const draft = new Draft(machine, blank(machine, opening));
  draft.begin(now);
  const { by, data, from } = opening;
  const entry: Entry = { id: draft.case.seq, event: 'opened', at, recorded: now, by, data, ...(from !== undefined && { from }) };
  return draft.finish(start(draft, entry));
}

/** Flags a case that can take nothing just now: it stays as it is, and somebody is to look at it. */
export function flag(machine: Machine, current: Case, { code, detail, at }: Pick<Attention, 'code' | 'detail' | 'at'>): Outcome {
  const draft = new Draft(machine, current);
  if (draft.isAttended(code, detail)) return { case: current, effects: [], took: [] };
  draft.begin(Math.max(at, current.now));
  draft.attend(code, detail);
  return draft.finish(current.nextWake);
}

/** Lets everything happen that is due by `to` (ms), or before it. Without anything due the case is unchanged. */
export function advance(machine: Machine, current: Case, to: Instant, inclusive = true): Outcome {
  const { nextWake: next, status } = current;
  if (next === null || next > to || (!inclusive && next === to) || status === 'becoming') return { case: current, effects: [], took: [] };
  const draft = new Draft(machine, current);
  return draft.finish(runUntil(draft, to, inclusive));
}

/**
 * What happens before an input: every moment before its instant. Those of the very instant come after corrections and people's facts, but
 * before what other cases say: cases that act at one instant do not wait for each other, and so each has done its own first.
 */
export function advanceBefore(machine: Machine, current: Case, input: Input): Outcome {
  return advance(machine, current, Math.max(input.recorded, current.now), isOfCases(input));
}

const isOfCases = (input: Input) => classOf(input) === classes.message;

/**
 * Takes one input at its logical instant: first what happens before it, then the input, then what is due at that very instant. A case that
 * becomes another protocol takes nothing until it has: the input is for that protocol to judge. Throws a fault when what happens before
 * the input makes it so; `advanceBefore` tells. `editions`: those under which the case ran before, by hash.
 */
export function apply(machine: Machine, current: Case, input: Input, editions?: Editions): Outcome | Refusal {
  const draft = new Draft(machine, current, editions);
  const now = Math.max(input.recorded, current.now);
  if (current.nextWake !== null && current.nextWake <= now) runUntil(draft, now, isOfCases(input));
  if (draft.case.status === 'becoming') throw new Error(`${current.id} becomes ${draft.case.becomes} before this input`);
  if (input.kind === 'migrate' || input.kind === 'unmigrate') return goOver(draft, input, now);
  const refused = take(draft, input, now);
  if (refused) return refused;
  return draft.finish(runUntil(draft, now, true));
}

function take(draft: Draft, input: Exclude<Input, GoingOver>, now: Instant): Refusal | undefined {
  draft.hears();
  switch (input.kind) {
    case 'event': {
      const refused = refuse(draft, { ...input, recorded: now });
      if (refused) return refused;
      draft.begin(now);
      const { event, at, by, data } = input;
      happen(draft, { id: draft.case.seq, event, at, recorded: now, by, data });
      return undefined;
    }
    case 'message':
      hear(draft, input, now);
      return undefined;
    case 'correct':
    case 'withdraw':
      return correct(draft, input, now);
    case 'values': {
      const { values, by, reason } = input;
      const refused = refuseDecision(draft, input) ?? refuseValues(draft.machine.protocol, values);
      if (refused) return refused;
      draft.begin(now);
      draft.case.unitValues = [...(draft.case.unitValues ?? []), { from: now, is: values }];
      draft.note({ note: 'values', values, by, reason });
      return undefined;
    }
    case 'linked': {
      const link = { name: input.name, case: input.case };
      if (isLinked(draft, link)) return undefined;
      draft.begin(now);
      addLink(draft, link);
      return undefined;
    }
    case 'extend':
    case 'reassign':
    case 'recall':
    case 'offer':
    case 'void':
    case 'reopen':
    case 'move':
    case 'merge':
      return override(draft, input, now);
    case 'incident':
      // The same again says nothing new, and what says nothing is no step: the ledger would not hear of its number.
      if (draft.isAttended(input.code, input.detail)) {
        if (input.effect) draft.alsoUndone(input.code, input.detail, input.effect);
        return undefined;
      }
      draft.begin(now);
      draft.attend(input.code, input.detail, { undone: input.effect });
      return undefined;
    case 'resolve':
      return resolve(draft, input, now);
    default:
      return input satisfies never;
  }
}
