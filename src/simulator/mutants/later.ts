import type { Moment, Series, Span, TimeOfDay, ValueRef } from '../../kernel/index.ts';

/** The least that matters in elapsed time. */
export const minute = 60_000;
const aDay = { calendar: 1, unit: 'day' } as const;

/** A span longer by its unit: a minute, a day, a working day, a month. What is named under `values` is moved there. */
export function longer<T extends Span | ValueRef>(span: T): T {
  if ('value' in span) return span;
  return 'elapsed' in span
    ? { ...span, elapsed: span.elapsed + minute }
    : { ...span, calendar: (span as { calendar: number }).calendar + 1 };
}

/** A minute later on the clock. */
export function later(time: TimeOfDay | ValueRef): TimeOfDay | ValueRef {
  if (typeof time !== 'string') return time;
  const minutes = (Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) + 1) % 1440;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

export function laterMoment(moment: Moment): Moment {
  switch (moment.kind) {
    case 'span':
      return { ...moment, span: longer(moment.span) };
    case 'anchor':
      return { ...moment, kind: 'span', span: aDay, from: moment.anchor };
    case 'next':
      return { ...moment, at: moment.at.map(later) };
    case 'date':
      return { ...moment, date: moment.date.replace(/^\d+/, (year) => String(Number(year) + 1)) };
    default:
      return moment satisfies never;
  }
}

export function laterSeries(series: Series): Series {
  switch (series.kind) {
    case 'daily':
    case 'workdays':
      return { ...series, at: series.at.map(later) };
    case 'days':
      return { ...series, days: series.days.map((day) => day + 1) };
    case 'every':
      return { ...series, span: longer(series.span) };
    default:
      return series satisfies never;
  }
}

/** Whether a phrase takes its time from `values` alone, where it is moved instead. */
export const isNamed = (due: { moment: Moment } | { series: Series }): boolean =>
  'moment' in due
    ? due.moment.kind === 'span' && 'value' in due.moment.span
    : due.series.kind === 'every'
      ? 'value' in due.series.span
      : due.series.kind !== 'days' && due.series.at.every((time) => typeof time !== 'string');
