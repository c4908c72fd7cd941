import type { Archive } from '../case.ts';
import type { Machine } from '../machine.ts';
import { wholeReadsOf } from './whole-reads.ts';

/** Whether another protocol or edition can do with what a case still knows of entries that only the ledger holds: their first and last, their number, and the single ones it picks. */
export function isReadable(from: Machine, to: Machine, event: string): boolean {
  const shapeOf = ({ protocol }: Machine) =>
    JSON.stringify(Object.hasOwn(protocol.events, event) ? protocol.events[event]!.data : undefined);
  const known = new Set(wholeReadsOf(from).picks.map((pick) => JSON.stringify(pick)));
  const reads = wholeReadsOf(to);
  const isKnown = reads.picks.every((pick) => pick.event !== event || known.has(JSON.stringify(pick)));
  return shapeOf(from) === shapeOf(to) && isKnown && !reads.events.has(event);
}

/** What is known of the archived entries once the case goes on under another protocol, and what that one reads and is not there. */
export function archiveUnder(from: Machine, to: Machine, { replayed: _, ...before }: Archive): { archive: Archive; unread: string[] } {
  const shared = Object.keys(before.entries).filter((event) => event !== 'opened' && Object.hasOwn(to.protocol.events, event));
  const readable = shared.filter((event) => isReadable(from, to, event));
  const shapeOf = ({ protocol }: Machine, event: string) => JSON.stringify(protocol.events[event]?.data);
  const unread = shared.filter((event) => !readable.includes(event) && shapeOf(from, event) === shapeOf(to, event));
  return { archive: { ...before, entries: Object.fromEntries(readable.map((event) => [event, before.entries[event]!])) }, unread };
}
