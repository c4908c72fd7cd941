import { bytesOf } from '../bounds.ts';
import type { Archive, Case } from '../case.ts';
import { Draft, isStanding } from '../draft.ts';
import type { Editions, Machine } from '../machine.ts';
import type { Entry } from '../record.ts';
import { replayed } from '../replaying.ts';
import { keptSlots } from './slots.ts';
import { type WholeReads, wholeReadsOf } from './whole-reads.ts';

/** So many entries, and closed slots, can still be put right. */
const REACH = 1_000;
/** And no more of the youngest entries than have so many bytes together. */
const REACH_BYTES = 400_000;
/** So many other cases are remembered by the number of their last message; the ones silent longest are forgotten first. */
const MOST_HEARD = 5_000;

/**
 * Leaves to the ledger what nothing in a case needs any more, once it holds more than twice `reach` entries or closed slots, or `reachBytes` of
 * entries, beyond what was left before. What happened up to then can be put right no more; so of each event that is not read as a whole series its first and last
 * entry and their number stand for all of them, and every answer is as before. Pure: the same case gives the same.
 */
export function archive(
  machine: Machine,
  current: Case,
  { editions, reach = REACH, reachBytes = REACH_BYTES }: { editions?: Editions; reach?: number; reachBytes?: number } = {},
): Case {
  if (current.status === 'becoming' || current.undo) return current;
  const until = cutOf(current, reach, reachBytes);
  if (!until) return current;
  const draft = new Draft(machine, current, editions);
  const led = current.since.seq <= until.seq ? replayed(draft, until.seq) : undefined;
  const { entries, gone } = keptEntries(draft, until.seq, led?.machine);
  const closed = keptSlots(draft, until);
  const counts = added(current.archive?.entries, gone);
  const { overrides, heardBefore, ...rest } = current;
  return {
    ...rest,
    record: entries,
    closed,
    archive: {
      ...until,
      entries: counts,
      slots: (current.archive?.slots ?? 0) + current.closed.length - closed.length,
      ...(led && {
        replayed: ledTo(
          led,
          until,
          gone.filter(({ id }) => id >= current.since.seq),
        ),
      }),
    },
    ...(overrides && { overrides: overrides.filter(({ seq }) => seq > until.seq) }),
    attention: current.attention.filter(({ resolved }) => !resolved || resolved.at >= until.at),
    ...(heardBefore && { heardBefore: Object.fromEntries(Object.entries(heardBefore).slice(-MOST_HEARD)) }),
  };
}

type Until = Pick<Archive, 'seq' | 'at'>;

/** The step up to which nothing will be put right any more; undefined: it is not time yet. */
function cutOf({ record, closed, archive: before }: Case, most: number, mostBytes: number): Until | undefined {
  const entries = record.filter(({ id }) => id > (before?.seq ?? 0)).sort((a, b) => a.id - b.id);
  const slots = closed.filter((slot) => slot.closed! >= (before?.at ?? Number.NEGATIVE_INFINITY));
  const sizes = entries.map(bytesOf);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (entries.length <= 2 * most && slots.length <= 2 * most && bytes <= 2 * mostBytes) return undefined;
  const reach = Math.min(most, within(sizes, mostBytes));
  const at = Math.max(entries.at(-1 - reach)?.recorded ?? 0, slots.at(-1 - most)?.closed ?? 0, before?.at ?? 0);
  const isOld = (entry: Entry, n: number) => n < entries.length - reach || (!entry.taken && entry.recorded < at);
  const seq = entries.findLast(isOld)?.id ?? before?.seq ?? 0;
  return { seq, at };
}

/** How many of the last have no more than `most` together. */
function within(sizes: readonly number[], most: number): number {
  let sum = 0;
  const over = sizes.findLastIndex((size) => {
    sum += size;
    return sum > most;
  });
  return sizes.length - 1 - over;
}

/** The entries that stay, and those that stood and do not. `former`: the edition that replaying goes on under. */
function keptEntries(draft: Draft, seq: number, former = draft.machine): { entries: Entry[]; gone: Entry[] } {
  const { record, attention } = draft.case;
  const needed = new Set(attention.flatMap(({ resolved, entry }) => (resolved || entry === undefined ? [] : [entry])));
  const old = record.filter((entry) => entry.id <= seq && isStanding(entry)).sort((a, b) => draft.order(a, b));
  for (const id of neededBy(wholeReadsOf(draft.machine), old, ({ event }) => event)) needed.add(id);
  if (former !== draft.machine) for (const id of neededBy(wholeReadsOf(former), old, nameOf)) needed.add(id);
  const stays = (entry: Entry): boolean => entry.id > seq || typeof entry.hidden === 'number' || needed.has(entry.id);
  return { entries: record.filter(stays), gone: old.filter((entry) => !stays(entry)) };
}

/** Of entries that nobody can put right any more, in their order, those that what is read can still come to. */
function* neededBy({ events, picks }: WholeReads, old: readonly Entry[], named: (entry: Entry) => string): Generator<number> {
  const byEvent = new Map<string, Entry[]>();
  for (const entry of old) {
    const list = byEvent.get(named(entry)) ?? [];
    byEvent.set(named(entry), list);
    list.push(entry);
  }
  for (const [event, entries] of byEvent) {
    if (events.has(event)) for (const { id } of entries) yield id;
    else yield* [entries[0]!.id, entries.at(-1)!.id];
  }
  for (const { event, field, which } of picks) {
    const having = (byEvent.get(event) ?? []).filter(({ data }) => data[field] !== undefined && data[field] !== null);
    const found = which === 'first' ? having[0] : which === 'last' ? having.at(-1) : furthest(having, field, which);
    if (found) yield found.id;
  }
}

function furthest(entries: readonly Entry[], field: string, which: 'max' | 'min'): Entry | undefined {
  const beyond = (a: Entry, b: Entry) => (which === 'max' ? a.data[field]! > b.data[field]! : a.data[field]! < b.data[field]!);
  return entries.reduce<Entry | undefined>((best, entry) => (!best || beyond(entry, best) ? entry : best), undefined);
}

/** Under which name it was written. */
const nameOf = ({ event, was }: Entry): string => was?.event ?? event;

const added = (before: Archive['entries'] = {}, gone: readonly Entry[], named = ({ event }: Entry) => event): Archive['entries'] => {
  const counts = { ...before };
  for (const entry of gone) counts[named(entry)] = (counts[named(entry)] ?? 0) + 1;
  return counts;
};

/** What is kept of where the record leads: the case it would be, without the record, and without what replaying does not look at. */
function ledTo(led: Draft, until: Until, gone: readonly Entry[]): Case {
  const { archive: before, overrides: _, migrations: __, undo: ___, ...rest } = led.commit();
  return {
    ...rest,
    record: [],
    closed: keptSlots(led, { ...until, at: Number.POSITIVE_INFINITY }),
    attention: [],
    archive: { ...until, entries: added(before?.entries, gone, nameOf), slots: 0 },
  };
}
