import { Temporal } from 'temporal-polyfill';
import type { CalendarSpan, CivilDate, Instant, Protocol, Span, TimeOfDay } from './protocol.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** Offset lookups are the slow part of zoned arithmetic: remembered per zone and UTC quarter of an hour, the finest step of any zone's rules. */
const offsets = new Map<string, Map<number, number>>();
const QUARTER = 900_000;

function offsetAt(zone: string, instant: Instant): number {
  let known = offsets.get(zone);
  if (!known) {
    known = new Map();
    offsets.set(zone, known);
  }
  const slot = Math.floor(instant / QUARTER);
  let offset = known.get(slot);
  if (offset === undefined) {
    const nanoseconds = Temporal.Instant.fromEpochMilliseconds(slot * QUARTER).toZonedDateTimeISO(zone).offsetNanoseconds;
    offset = nanoseconds / 1e6;
    if (known.size > 20_000) known.clear();
    known.set(slot, offset);
  }
  return offset;
}

/** Days since 1970-01-01 of a civil date. */
export function dayNumber(date: CivilDate): number {
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7));
  const day = Number(date.slice(8, 10));
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719_468;
}

const pad = (n: number, width = 2) => String(n).padStart(width, '0');

/** The civil date of a day number. */
export function dateOfDay(day: number): CivilDate {
  const z = day + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return `${pad(yoe + era * 400 + (month <= 2 ? 1 : 0), 4)}-${pad(month)}-${pad(doy - Math.floor((153 * mp + 2) / 5) + 1)}`;
}

/** True when the text is a date that exists, `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && dateOfDay(dayNumber(text)) === text;
}

/** The civil date an instant falls on. */
export function dateOf(zone: string, instant: Instant): CivilDate {
  return dateOfDay(Math.floor((instant + offsetAt(zone, instant)) / DAY));
}

/** The civil time of day of an instant, `HH:MM`. */
export function timeOf(zone: string, instant: Instant): TimeOfDay {
  const minutes = Math.floor((((instant + offsetAt(zone, instant)) % DAY) + DAY) / 60_000) % 1440;
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/**
 * The instant of a civil date and time (`HH:MM`, default midnight; `24:00` is the end of the day).
 * A time that summer time skips is moved forward by the gap; one that happens twice is the first.
 */
export function instantOf(zone: string, date: CivilDate, time: TimeOfDay = '00:00'): Instant {
  const local = dayNumber(date) * DAY + (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * 60_000;
  const before = local - offsetAt(zone, local - DAY);
  const after = local - offsetAt(zone, local + DAY);
  if (before === after) return before;
  // Around a change of offset both sides are candidates; the one that reads back as the asked time holds.
  const fits = [before, after].filter((at) => at + offsetAt(zone, at) === local);
  if (fits.length > 0) return Math.min(...fits);
  return Math.max(before, after);
}

export function plusDays(date: CivilDate, days: number): CivilDate {
  return dateOfDay(dayNumber(date) + days);
}

/** Calendar days from `a` to `b`; negative when `b` is earlier. */
export function daysBetween(a: CivilDate, b: CivilDate): number {
  return dayNumber(b) - dayNumber(a);
}

type Workdays = Protocol['workdays'];

/** Whether offices work on that day: Monday to Friday, less holidays, plus the weekends that were swapped in. */
export function isWorkday(date: CivilDate, workdays: Workdays): boolean {
  if (workdays?.working.includes(date)) return true;
  if (workdays?.holidays.includes(date)) return false;
  const weekday = (((dayNumber(date) + 3) % 7) + 7) % 7;
  return weekday < 5;
}

/** The same day when it is a working day, else the next one that is. */
export function nextWorkday(date: CivilDate, workdays: Workdays): CivilDate {
  let day = date;
  for (let i = 0; i < 400 && !isWorkday(day, workdays); i++) day = plusDays(day, 1);
  return day;
}

/** The civil date `span` after `date`; the day itself is day 0. */
export function plusCalendar(date: CivilDate, span: CalendarSpan, workdays?: Workdays): CivilDate {
  if (span.unit === 'day') return plusDays(date, span.calendar);
  if (span.unit === 'workday') {
    let day = date;
    for (let left = span.calendar; left > 0; ) {
      day = plusDays(day, 1);
      if (isWorkday(day, workdays)) left--;
    }
    return day;
  }
  return Temporal.PlainDate.from(date).add({ months: span.calendar }).toString();
}

/** The civil date `span` before `date`. */
export function minusCalendar(date: CivilDate, span: CalendarSpan, workdays?: Workdays): CivilDate {
  if (span.unit === 'day') return plusDays(date, -span.calendar);
  if (span.unit === 'workday') {
    let day = date;
    for (let left = span.calendar; left > 0; ) {
      day = plusDays(day, -1);
      if (isWorkday(day, workdays)) left--;
    }
    return day;
  }
  return Temporal.PlainDate.from(date).subtract({ months: span.calendar }).toString();
}

export function isElapsed(span: Span): span is { elapsed: number } {
  return 'elapsed' in span;
}

/**
 * The instant `span` after `from`. Elapsed spans add milliseconds (a date counts from its start). A calendar span ends with its
 * last day, that is at the next midnight, unless `at` names a time of that day (language.md §1.5).
 */
export function addSpan(
  zone: string,
  from: Instant | CivilDate,
  span: Span,
  options: { at?: TimeOfDay; orNextWorkday?: boolean; workdays?: Workdays } = {},
): Instant {
  if (isElapsed(span)) return (typeof from === 'number' ? from : instantOf(zone, from)) + span.elapsed;
  let day = plusCalendar(typeof from === 'number' ? dateOf(zone, from) : from, span, options.workdays);
  if (options.orNextWorkday) day = nextWorkday(day, options.workdays);
  return options.at ? instantOf(zone, day, options.at) : instantOf(zone, plusDays(day, 1));
}

/** Whether something occurred before an instant, as people tell it: to the minute. */
export const isBefore = (at: Instant, instant: Instant): boolean => at < instant - (instant % MINUTE);

/** Where a bare day begins or ends: a deadline falls at its end, a beginning at its start. */
export function dayEdge(zone: string, date: CivilDate, edge: 'start' | 'end'): Instant {
  return instantOf(zone, edge === 'end' ? plusDays(date, 1) : date);
}

/** The instant `span` before `from`. A calendar span gives a day: its start or its end, as `edge` says, unless `at` names a time of it. */
export function subtractSpan(
  zone: string,
  from: Instant | CivilDate,
  span: Span,
  edge: 'start' | 'end',
  options: { at?: TimeOfDay; workdays?: Workdays } = {},
): Instant {
  if (isElapsed(span)) return (typeof from === 'number' ? from : instantOf(zone, from)) - span.elapsed;
  const day = minusCalendar(typeof from === 'number' ? dateOf(zone, from) : from, span, options.workdays);
  return options.at ? instantOf(zone, day, options.at) : dayEdge(zone, day, edge);
}
