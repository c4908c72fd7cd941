import type { CivilDate, Instant, TimeOfDay } from './protocol.ts';
import { dateOf, dateOfDay, dayNumber, instantOf } from './time.ts';

/** Who is on duty at a post, by turns. Persons are opaque ids: a roster says nobody's name. */
export interface Roster {
  name: string;
  edition: string;
  zone: string;
  /** The post: this unit in this role. */
  unit: string;
  role: string;
  /** Civil times of day at which the shift changes, in order. One: shifts of 24 hours. */
  changes: TimeOfDay[];
  /** The first shift begins on this day at the first change. */
  from: CivilDate;
  /** The last day on which a shift begins; absent: goes on. */
  until?: CivilDate;
  /** Shift by shift, round and round; several persons may share a shift. */
  turns: string[][];
  /** How long after a change those who leave stay beside those who come, ms. */
  handOver: number;
  /** Who is away, and who stands in. */
  away: Away[];
}

export interface Away {
  who: string;
  from: Instant;
  until: Instant;
  /** Absent: nobody. */
  standIn?: string;
}

export interface Shift {
  /** Counts from 0. */
  n: number;
  from: Instant;
  until: Instant;
  /** As planned, before anybody is away. */
  turn: string[];
}

/** The shift that runs at an instant; undefined before the first and after the last. */
export function shiftAt(roster: Roster, at: Instant): Shift | undefined {
  const { zone, changes, from, until, turns } = roster;
  const starts = (n: number) => instantOf(zone, dateOfDay(dayNumber(from) + Math.floor(n / changes.length)), changes[n % changes.length]);
  let n = (dayNumber(dateOf(zone, at)) - dayNumber(from)) * changes.length + changes.length - 1;
  while (n >= 0 && starts(n) > at) n--;
  if (n < 0) return undefined;
  const ends = until === undefined ? Number.POSITIVE_INFINITY : (dayNumber(until) - dayNumber(from) + 1) * changes.length;
  if (n >= ends) return undefined;
  return { n, from: starts(n), until: starts(n + 1), turn: turns[n % turns.length]! };
}

/**
 * Who is on duty at an instant: those whose turn it is, or who stands in for them; while one shift hands over to the next, both. Empty: nobody
 * is, though the roster covers the time. Undefined: it does not cover it.
 */
export function onDuty(roster: Roster, at: Instant): string[] | undefined {
  const shift = shiftAt(roster, at);
  if (!shift) return undefined;
  const here = shift.turn.flatMap((who) => present(roster.away, who, at));
  const leaving = at < shift.from + roster.handOver ? shiftAt(roster, shift.from - 1) : undefined;
  const still = leaving ? leaving.turn.flatMap((who) => present(roster.away, who, at)) : [];
  return [...new Set([...here, ...still])];
}

/** The person, or who stands in while he is away, or who stands in for that one. */
function present(away: readonly Away[], who: string, at: Instant, asked: readonly string[] = []): string[] {
  const absence = away.find((each) => each.who === who && each.from <= at && at < each.until);
  if (!absence) return [who];
  const { standIn } = absence;
  return standIn === undefined || asked.includes(standIn) ? [] : present(away, standIn, at, [...asked, who]);
}
