import type { SetAt } from './case.ts';
import type { Draft } from './draft.ts';
import type { Estate } from './input.ts';
import { misfitOf } from './payload.ts';
import type { Data, Datum, Entry } from './record.ts';

/** Facts of the opening that arms have set hold until something later says otherwise. */
export function set(draft: Draft, next: Data): void {
  if (Object.keys(next).length === 0) return;
  const { now: at, id, seq } = draft.case;
  const when = Object.fromEntries(Object.keys(next).map((fact) => [fact, { at, case: id, seq }]));
  write(draft, { ...draft.case.set, ...next }, { ...draft.case.setAt, ...when });
  draft.note({ note: 'set', facts: next });
}

/** What a later opening says holds before what was set. */
export function forgetSet(draft: Draft, { data }: Entry): void {
  if (!draft.case.set) return;
  const without = <T>(table: Record<string, T>) => Object.fromEntries(Object.entries(table).filter(([fact]) => !Object.hasOwn(data, fact)));
  write(draft, without(draft.case.set), without(draft.case.setAt ?? {}));
}

/** What was set in a case that is merged into another, with when and where it was. */
export function setIn({ case: { set: facts = {}, setAt, id, since } }: Draft): Estate['set'] {
  const known = (fact: string): SetAt => setAt?.[fact] ?? { at: since.at, case: id, seq: since.seq };
  return Object.fromEntries(Object.entries(facts).map(([fact, is]) => [fact, { is, ...known(fact) }]));
}

/** Facts that were set here or in a case that is taken over, with what holds of them here. */
export function heldOf(draft: Draft, { set: theirs = {} }: Estate): Map<string, unknown> {
  const facts = Object.keys({ ...draft.case.set, ...theirs });
  return new Map(facts.map((fact) => [fact, draft.fact(fact)]));
}

/**
 * Of what was set here and in a case that is taken over the later holds, unless an opening after it says otherwise: the same facts, whichever
 * takes over the other. `before`: what held here before anything was taken over; where the two differed somebody is to look.
 */
export function takeSet(
  draft: Draft,
  { set: theirs = {}, record }: Estate,
  { from, before }: { from: string; before: ReadonlyMap<string, unknown> },
): void {
  if (before.size === 0) return;
  const shape = draft.machine.protocol.events.opened!.data;
  const ours = setIn(draft) ?? {};
  const [taken, takenAt, news]: [Data, Record<string, SetAt>, Data] = [{}, {}, {}];
  for (const [fact, here] of before) {
    const told = theirs[fact];
    const fits = told && Object.hasOwn(shape, fact) && !misfitOf({ [fact]: told.is }, { [fact]: shape[fact]! }) ? told : undefined;
    const latest = [ours[fact], fits]
      .filter((each) => each !== undefined)
      .sort(inOrder)
      .at(-1);
    if (latest && !isOverruled(draft, fact, latest)) {
      const { is, ...when } = latest;
      taken[fact] = is;
      takenAt[fact] = when;
      if (latest === fits) news[fact] = is;
    }
    const there = told?.is ?? record.findLast(({ event, data }) => event === 'opened' && data[fact] !== undefined)?.data[fact];
    if (here === undefined || there === undefined || JSON.stringify(here) === JSON.stringify(there)) continue;
    draft.attend('merged_unlike', `${fact} in ${from}`, { unlike: { fact, here: here as Datum, there, from } });
  }
  write(draft, taken, takenAt);
  if (Object.keys(news).length > 0) draft.note({ note: 'set', facts: news });
}

const inOrder = (a: SetAt, b: SetAt): number => a.at - b.at || (a.case === b.case ? a.seq - b.seq : a.case < b.case ? -1 : 1);

/** Whether an opening that says it came after it was set. */
const isOverruled = (draft: Draft, fact: string, when: SetAt): boolean =>
  draft.case.record.some(({ event, data, recorded, id, taken }) => {
    if (event !== 'opened' || data[fact] === undefined) return false;
    const of = taken ?? { case: draft.case.id, entry: id };
    return inOrder(when, { at: recorded, case: of.case, seq: of.entry }) < 0;
  });

function write(draft: Draft, set: Data, setAt: Record<string, SetAt>): void {
  draft.case.set = set;
  draft.case.setAt = setAt;
  draft.unfold('$set');
}
