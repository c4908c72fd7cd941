import { settle } from './arms.ts';
import type { Detail } from './detail.ts';
import type { Draft } from './draft.ts';
import type { Estate, Input } from './input.ts';
import { eventNamed } from './machine.ts';
import { misfitOf } from './payload.ts';
import { send } from './performing.ts';
import type { Instant } from './protocol.ts';
import type { Entry } from './record.ts';
import { heldOf, setIn, takeSet } from './setting.ts';
import { fill, retime } from './slots.ts';

/** Sends all that a case knows to the one that takes over, and tells those who may be linked to it. */
export function hand(draft: Draft, into: string): void {
  const { record, links, followers = [], opener, id } = draft.case;
  const others = [...followers, ...(opener === undefined ? [] : [opener]), ...draft.standing('opened').flatMap(({ from }) => from ?? [])];
  const estate: Estate = {
    record: record.map((entry) => ({ ...entry, taken: entry.taken ?? { case: id, entry: entry.id } })),
    links,
    followers: followers.filter((follower) => follower !== into),
    ...(opener !== undefined && opener !== into && { opener }),
    ...(draft.case.set && { set: setIn(draft)! }),
  };
  send(draft, into, { event: caseMerged, data: {}, estate });
  for (const other of new Set(others)) if (other !== into && other !== id) send(draft, other, { event: caseMerged, data: { into } });
  delete draft.case.followers;
}

/** What a merged case tells: to the one that takes over with its estate, to those linked to it who stands in its place. */
export const caseMerged = 'case_merged';

/** How another case ended, or what became of it, is no news to one that has ended itself. */
export const isNews = ({ event, estate }: { event: string; estate?: Estate }): boolean =>
  event !== 'case_closed' && (event !== caseMerged || estate !== undefined);

/**
 * Takes over what a merged case knew: every entry once, each as a step of its own, with the times it had. They fill tasks and facts
 * follow from them; the arms were the other case's to take, so where the record would lead is compared afterwards. False: nothing was new.
 */
export function takeOver(draft: Draft, { estate, from }: { estate: Estate; from: string }, now: Instant): boolean {
  const { case: current, machine } = draft;
  const own = (entry: Entry) => entry.taken ?? { case: current.id, entry: entry.id };
  const keyOf = (entry: Entry) => `${own(entry).case}#${own(entry).entry}`;
  const known = new Set(current.record.map(keyOf));
  const entries = estate.record.filter((entry) => !known.has(keyOf(entry)));
  const links = estate.links.filter((link) => !isLinked(draft, link));
  if (current.opener === undefined && estate.opener !== undefined) current.opener = estate.opener;
  const followers = [...new Set([...(current.followers ?? []), ...estate.followers])];
  if (followers.length > 0) current.followers = followers;
  const before = heldOf(draft, estate);
  // As the other case read it last: what it was called before its own migrations is nothing to this one.
  for (const { hidden, was: _, ...given } of entries) {
    draft.begin(now);
    const rule = eventNamed(machine.protocol, given.event);
    const isStrange = !rule || misfitOf(given.data, rule.data) !== undefined;
    const entry: Entry = { ...given, id: current.seq, ...(isStrange && { hidden: true as const }) };
    draft.write(entry);
    draft.note({ note: 'event', entry });
    // The other case read it, under another edition; here it would be lost in silence.
    const unplaced: Detail = { says: 'taken_over', event: entry.event, case: own(entry).case };
    if (isStrange && hidden === undefined && !entry.withdrawn && !draft.isAttended('unplaced', unplaced))
      draft.attend('unplaced', unplaced);
    if (!entry.withdrawn && !isStrange && entry.event !== 'opened') fill(draft, entry);
  }
  if (entries.length === 0 && links.length === 0) return false;
  if (entries.length === 0) draft.begin(now);
  for (const link of links) addLink(draft, link);
  takeSet(draft, estate, { from, before });
  retime(draft);
  settle(draft);
  return true;
}

/** Whether a case is linked under a name; no case is linked to itself. */
export const isLinked = (draft: Draft, link: { name: string; case: string }): boolean =>
  link.case === draft.case.id || draft.case.links.some((known) => known.name === link.name && known.case === link.case);

/** Links a case under a name, and sends it what all of that name were sent. */
export function addLink(draft: Draft, link: { name: string; case: string }): void {
  const { links, sent } = draft.case;
  draft.case.links = [...links, link];
  draft.unfold('$children');
  draft.note({ note: 'linked', ...link });
  for (const message of sent) if (message.name === link.name) send(draft, link.case, { event: message.event, data: message.data });
}

/** A linked case has been merged into another, which stands in its place from now on. */
export function relink(draft: Draft, { from, data }: Extract<Input, { kind: 'message' }>, now: Instant): void {
  const replaced = draft.case.links.filter((link) => link.case === from);
  draft.case.links = draft.case.links.filter((link) => link.case !== from);
  draft.unfold('$children');
  const added = replaced.map(({ name }) => ({ name, case: String(data.into) })).filter((link) => !isLinked(draft, link));
  if (added.length > 0) draft.begin(now);
  for (const link of added) addLink(draft, link);
}
