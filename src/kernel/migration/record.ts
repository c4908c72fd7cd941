import type { Machine } from '../machine.ts';
import { misfitOf } from '../payload.ts';
import type { Data, Entry } from '../record.ts';
import type { MigrationMap, Unmapped } from './map.ts';

/**
 * The record as another edition reads it. Nothing is lost: an entry keeps what it was written as, and one that the new edition has no
 * word for is hidden as of step `seq`.
 */
export function recordUnder(
  to: Machine,
  record: readonly Entry[],
  map: MigrationMap,
  seq: number,
): { record: Entry[]; unmapped: Unmapped[] } {
  const unmapped: Unmapped[] = [];
  const next = record.map((entry) => {
    if (entry.hidden !== undefined) return entry;
    const named = Object.hasOwn(map.events ?? {}, entry.event) ? map.events![entry.event]! : entry.event;
    const rule = named === null || !Object.hasOwn(to.protocol.events, named) ? undefined : to.protocol.events[named]!;
    if (!rule) return { ...entry, hidden: seq };
    const missing = entry.event === 'opened' ? Object.keys(map.given ?? {}).filter((field) => entry.data[field] === undefined) : [];
    const added = missing.filter((field) => Object.hasOwn(rule.data, field));
    const data = { ...entry.data, ...Object.fromEntries(added.map((field) => [field, map.given![field]!])) };
    const misfit = misfitOf(data, rule.data);
    if (misfit) unmapped.push({ why: 'entry_unread', entry: entry.id, event: entry.event, field: misfit.field });
    if (added.length === 0 && named === entry.event) return entry;
    const was = { event: entry.was?.event ?? entry.event, given: [...(entry.was?.given ?? []), ...added] };
    return { ...entry, event: named!, data, was };
  });
  return { record: next, unmapped };
}

/** An entry as it was written, before any migration. What another protocol wrote stays hidden. */
export function asWritten(entry: Entry): Entry {
  const { hidden, was, ...plain } = entry;
  const own = typeof hidden === 'number' || hidden === undefined ? plain : { ...plain, hidden };
  if (!was) return own;
  const data = Object.fromEntries(Object.entries(entry.data).filter(([field]) => !was.given.includes(field)));
  return { ...own, event: was.event, data };
}

/** A corrected entry: what somebody says of a field is no longer what a migration gave for it. */
export function saidAnew({ was, ...entry }: Entry, data: Data): Entry {
  return was ? { ...entry, was: { ...was, given: was.given.filter((field) => !Object.hasOwn(data, field)) } } : entry;
}
