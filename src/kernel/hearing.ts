import type { Case } from './case.ts';
import type { Draft } from './draft.ts';
import { happen } from './happening.ts';
import type { Input } from './input.ts';
import { eventNamed } from './machine.ts';
import { caseMerged, relink, takeOver } from './merging.ts';
import { misfitOf } from './payload.ts';
import type { Instant } from './protocol.ts';
import { compareWithReplay } from './replaying.ts';
import { isExpected, saidBefore } from './validate.ts';

/** What another case tells: each once, in order; what nobody expects is a matter for somebody to look at. */
export function hear(draft: Draft, input: Extract<Input, { kind: 'message' }>, now: Instant): void {
  const { event, data, from, number, follow } = input;
  const { case: current, machine } = draft;
  if ((current.heard[from] ?? current.heardBefore?.[from] ?? -1) >= number) return;
  remember(current, from, number);
  if (input.aside) {
    setAside(draft, input, now);
    return;
  }
  if (event === caseMerged) {
    if (!input.estate) relink(draft, input, now);
    else if (takeOver(draft, { estate: input.estate, from }, now)) compareWithReplay(draft);
    return;
  }
  if (follow && !current.followers?.includes(from)) current.followers = [...(current.followers ?? []), from];
  const rule = eventNamed(machine.protocol, event);
  // How a case ended that was opened here, where nobody asks any more.
  const isClosing = event === 'case_closed';
  if (isClosing && (!rule || current.status === 'ended')) return;
  const at = Math.min(input.at, now);
  const allowed = rule && (event === 'opened' || rule.by.includes('case'));
  // What another case has told already is told: nothing new, and nothing wrong.
  if (allowed && saidBefore(draft, rule, { at, data })) return;
  const isOutOfPlace = !allowed || misfitOf(data, rule.data) || (!isClosing && !isExpected(draft, event));
  // What it says is kept for whoever looks at it; the same again is nothing new.
  const unplaced = `${event} from ${from} ${JSON.stringify(data)}`;
  if (isOutOfPlace && draft.isAttended('unplaced', unplaced)) return;
  draft.begin(now);
  if (isOutOfPlace) draft.attend('unplaced', unplaced, { said: { event, from, at, data } });
  else happen(draft, { id: current.seq, event, at, recorded: now, by: { role: 'case', place: current.place }, from, data });
}

/** What it says goes to the ledger only, in lines of their own; that there is no room is said once. */
function setAside(draft: Draft, { event, from, at, data }: Extract<Input, { kind: 'message' }>, now: Instant): void {
  draft.begin(now);
  const { seq } = draft.case;
  const said = { event, from, at: Math.min(at, now), data };
  const attention = { code: 'unplaced' as const, at: now, seq, detail: `${event} from ${from}`, said };
  const resolved = { at: now, by: { role: 'case', place: draft.case.place }, reason: 'no_room' };
  draft.note({ note: 'attention', attention });
  draft.note({ note: 'resolved', attention: { ...attention, resolved } });
  draft.attend('no_room', { says: 'aside', event });
}

/** So many senders are looked through for each message. */
const LATELY = 200;

/** Very many cases may speak to one: those who spoke lately stand apart, and whoever has been silent longest stands first. */
function remember(current: Case, from: string, number: number): void {
  current.heard = { ...current.heard, [from]: number };
  if (Object.keys(current.heard).length <= LATELY) return;
  const before = Object.entries(current.heardBefore ?? {}).filter(([sender]) => !Object.hasOwn(current.heard, sender));
  current.heardBefore = Object.fromEntries([...before, ...Object.entries(current.heard)]);
  current.heard = {};
}
