import { armsFor, follow, settle } from './arms.ts';
import type { Draft } from './draft.ts';
import type { Entry } from './record.ts';
import { forgetSet } from './setting.ts';
import { fill, retime } from './slots.ts';
import { bouncesOf, offerTo } from './validate.ts';

/** A fact: into the record, into its slot, then the arms that speak of it, then whatever has become so. */
export function happen(draft: Draft, entry: Entry): void {
  draft.write(entry);
  if (entry.event === 'opened') forgetSet(draft, entry);
  draft.note({ note: 'event', entry });
  fill(draft, entry);
  draft.present = entry.id;
  draft.data = draft.view(entry);
  if (entry.event === 'accepted' || entry.event === 'declined') reply(draft, entry);
  else if (draft.case.status === 'running') follow(draft, armsFor(draft, entry), entry.event);
  draft.data = undefined;
  draft.present = undefined;
  retime(draft);
  settle(draft);
}

/** An answer to an offer, kept with it: who, when and why. Refused too often, the case was passed around. */
function reply(draft: Draft, entry: Entry): void {
  const offered = offerTo(draft, entry.by);
  if (!offered) return;
  const { rule, state } = draft.machine.handOffs.get(offered.rule)!;
  const filled = { entry: entry.id, at: entry.at, late: offered.due !== null && entry.at > offered.due, recordedLate: false };
  if (entry.event === 'accepted') {
    draft.change(offered, 'done', { status: 'done', filled });
    const from = draft.case.holder;
    draft.case.holder = { place: draft.case.place, role: entry.by.role };
    draft.note({ note: 'holder', from, to: draft.case.holder });
  } else draft.change(offered, 'declined', { status: 'declined', filled });
  const bounced = entry.event === 'declined' && rule.bounces !== undefined && bouncesOf(draft) > rule.bounces;
  follow(draft, armsFor(draft, entry, { state, answer: bounced ? 'bounced' : entry.event }), entry.event);
}
