import type { Archive } from '../case.ts';
import type { Draft } from '../draft.ts';
import type { Slot } from '../slot.ts';
import { earliestOf } from '../validate.ts';
import { wholeReadsOf } from './whole-reads.ts';

/** The closed slots that a case still needs: the younger ones, and of the others those that something may still look at. */
export function keptSlots(draft: Draft, until: Pick<Archive, 'seq' | 'at'>): Slot[] {
  const { closed, slots } = draft.case;
  const read = wholeReadsOf(draft.machine).slots;
  const ends = endsOf(closed);
  const isOld = (slot: Slot): boolean => slot.closed! < until.at && (slot.filled?.entry ?? 0) <= until.seq;
  const needed = (slot: Slot): boolean => !isOld(slot) || read.has(slot.event) || ends.has(slot) || canStillBeNoted(draft, slot);
  const kept = closed.filter(needed);
  // What goes by the same name stays together: the ledger tells such apart by their order.
  const named = new Set([...kept, ...slots].map(({ id }) => id));
  return closed.filter((slot) => named.has(slot.id));
}

/** Of each series the one closed last and the one furthest on: from these it is told whether the next is to be asked for. */
function endsOf(closed: readonly Slot[]): Set<Slot> {
  const last = new Map<string, Slot>();
  const furthest = new Map<string, Slot>();
  for (const slot of closed) {
    if (slot.status === 'withdrawn') continue;
    const series = seriesOf(slot);
    last.set(series, slot);
    if ((slot.on ?? Number.NEGATIVE_INFINITY) >= (furthest.get(series)?.on ?? Number.NEGATIVE_INFINITY)) furthest.set(series, slot);
  }
  return new Set([...last.values(), ...furthest.values()]);
}

const seriesOf = ({ rule, key }: Slot) => `${rule}/${key ?? ''}`;

/** Whether a paper form may still come for what was missed: it may be dated back so far. */
function canStillBeNoted(draft: Draft, slot: Slot): boolean {
  if (slot.status !== 'missed') return false;
  const { events } = draft.machine.protocol;
  const rule = slot.carried?.event ?? (Object.hasOwn(events, slot.event) ? events[slot.event] : undefined);
  return rule !== undefined && (rule.by.includes('case') || (slot.due ?? 0) >= earliestOf(draft, rule, draft.case.now));
}
