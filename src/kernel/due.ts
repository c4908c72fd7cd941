import type { Draft } from './draft.ts';
import type { Anchor, CivilDate, Instant, LadderStep, Moment, Series, Span, TaskRule, TimeOfDay, ValueRef, Window } from './protocol.ts';
import type { Slot } from './slot.ts';
import { addSpan, dateOf, dayEdge, instantOf, isElapsed, isWorkday, plusDays, subtractSpan } from './time.ts';
import { said } from './values.ts';

/** The value an anchor has now: a date, an instant, or undefined while it is absent. */
export function anchorValue(draft: Draft, anchor: Anchor): CivilDate | Instant | undefined {
  if (anchor.of === 'fact') return draft.fact(anchor.name) as CivilDate | Instant | undefined;
  return draft.standing(anchor.name).at(-1)?.at;
}

const spanOf = (draft: Draft, span: Span | ValueRef, asOf: Instant): Span => said<Span>(draft.machine, draft.case, span, asOf);
const clockOf = (draft: Draft, at: TimeOfDay | ValueRef, asOf: Instant): TimeOfDay => said<TimeOfDay>(draft.machine, draft.case, at, asOf);

/**
 * When a moment comes; null while its anchor is absent ("waiting for …"). `base` is the asking or the entry.
 * `edge`: a bare date means the end of its day for a deadline, its start for a beginning.
 */
export function momentAt(draft: Draft, moment: Moment, base: Instant, edge: 'start' | 'end'): Instant | null {
  const { zone, workdays } = draft.machine.protocol;
  switch (moment.kind) {
    case 'span': {
      const from = moment.from ? anchorValue(draft, moment.from) : base;
      if (from === undefined) return null;
      const span = spanOf(draft, moment.span, base);
      const options = { ...(moment.at && { at: clockOf(draft, moment.at, base) }), ...(workdays && { workdays }) };
      if (moment.before) return subtractSpan(zone, from, span, edge, options);
      return addSpan(zone, from, span, { ...options, ...(moment.orNextWorkday && { orNextWorkday: true }) });
    }
    case 'anchor': {
      const value = anchorValue(draft, moment.anchor);
      if (value === undefined) return null;
      if (moment.at) return instantOf(zone, dayOf(zone, value), clockOf(draft, moment.at, base));
      return typeof value === 'number' ? value : dayEdge(zone, value, edge);
    }
    case 'next':
      return nextOf(draft, moment.at, base);
    case 'date':
      return moment.at ? instantOf(zone, moment.date, clockOf(draft, moment.at, base)) : dayEdge(zone, moment.date, edge);
    default:
      return moment satisfies never;
  }
}

const dayOf = (zone: string, value: CivilDate | Instant): CivilDate => (typeof value === 'number' ? dateOf(zone, value) : value);

/** The first of these times of day after `base`. */
function nextOf(draft: Draft, at: readonly (TimeOfDay | ValueRef)[], base: Instant): Instant {
  const { zone } = draft.machine.protocol;
  for (let day = dateOf(zone, base); ; day = plusDays(day, 1)) {
    const found = timesOf(draft, at, day)
      .map((time) => instantOf(zone, day, time))
      .find((instant) => instant > base);
    if (found !== undefined) return found;
  }
}

/** The last instant at which a series may have a slot; Infinity while nothing ends it. */
export function endOf(draft: Draft, { until }: Series): Instant {
  if (!until) return Number.POSITIVE_INFINITY;
  const value = 'date' in until ? until.date : anchorValue(draft, until);
  if (value === undefined) return Number.POSITIVE_INFINITY;
  return typeof value === 'number' ? value : dayEdge(draft.machine.protocol.zone, value, 'end');
}

/** One occurrence of a repeating task: its civil instant, when it opens and when it is due; null while its anchor is absent. */
export interface Occurrence {
  n: number;
  on: Instant | null;
  opens: Instant;
  due: Instant | null;
}

const windowed = (n: number, on: Instant, window: Window | undefined, opens: Instant): Occurrence => ({
  n,
  on,
  opens: window ? on - window.before.elapsed : opens,
  due: window ? on + window.after.elapsed : on,
});

/** The occurrence of a series that follows `last`, or the first one whose due lies after `asked`; undefined when the series is over. */
export function nextOccurrence(draft: Draft, rule: TaskRule, asked: Instant, last?: Slot): Occurrence | undefined {
  if (!('series' in rule.due)) return undefined;
  const next = following(draft, rule, asked, last);
  return next && next.on !== null && next.on > endOf(draft, rule.due.series) ? undefined : next;
}

function following(draft: Draft, rule: TaskRule, asked: Instant, last?: Slot): Occurrence | undefined {
  if (!('series' in rule.due)) return undefined;
  const { series, window } = rule.due;
  const { zone, workdays } = draft.machine.protocol;
  const n = (last?.n ?? 0) + 1;
  switch (series.kind) {
    case 'daily':
    case 'workdays': {
      const after = last?.on ?? Number.NEGATIVE_INFINITY;
      for (let day = plusDays(dateOf(zone, last?.on ?? asked), -1), i = 0; i < 400; i++, day = plusDays(day, 1)) {
        if (series.kind === 'workdays' && !isWorkday(day, workdays)) continue;
        for (const time of timesOf(draft, series.at, day)) {
          const on = instantOf(zone, day, time);
          const found = windowed(n, on, window, plannedDue(last) ?? asked);
          if (on > after && (last || found.due! > asked)) return found;
        }
      }
      return undefined;
    }
    case 'days':
    case 'every':
      return occurrence(draft, rule, n, asked, last);
    default:
      return series satisfies never;
  }
}

/** When a slot was due by the protocol, also where a supervisor has set another time. */
export const plannedDue = (slot: Slot | undefined): Instant | null | undefined => slot?.extended?.from ?? slot?.due;

/** The times of a day in order, as the values stand on that day. */
function timesOf(draft: Draft, at: readonly (TimeOfDay | ValueRef)[], day: CivilDate): TimeOfDay[] {
  const start = draft.machine.varying.length === 0 ? 0 : instantOf(draft.machine.protocol.zone, day);
  return at.map((time) => clockOf(draft, time, start)).sort();
}

/** The `n`th occurrence of an anchored series as its anchor stands now. */
export function occurrence(draft: Draft, rule: TaskRule, n: number, asked: Instant, last?: Slot): Occurrence | undefined {
  if (!('series' in rule.due)) return undefined;
  const { series, window } = rule.due;
  const { zone } = draft.machine.protocol;
  const opens = plannedDue(last) ?? asked;
  if (series.kind === 'days') {
    const days = series.days[n - 1];
    if (days === undefined) return undefined;
    const from = anchorValue(draft, series.from);
    if (from === undefined) return { n, on: null, opens: asked, due: null };
    const at = series.at ? { at: clockOf(draft, series.at, asked) } : {};
    return windowed(n, addSpan(zone, from, { calendar: days, unit: 'day' }, at), window, opens);
  }
  if (series.kind === 'every') return everyOccurrence(draft, rule, series, window, n, asked, opens, last === undefined);
  return undefined;
}

function everyOccurrence(
  draft: Draft,
  rule: TaskRule,
  series: Extract<Series, { kind: 'every' }>,
  window: Window | undefined,
  n: number,
  asked: Instant,
  opens: Instant,
  first: boolean,
): Occurrence {
  const { zone, workdays } = draft.machine.protocol;
  // Without an anchor it counts from the entry of its state, for every slot alike.
  const state = draft.machine.protocol.states[draft.machine.tasks.get(rule.id)!.state]!;
  const from = series.from ? anchorValue(draft, series.from) : (draft.case.entered[state.id] ?? asked);
  if (from === undefined) return { n, on: null, opens: asked, due: null };
  const at = { ...(series.at && { at: clockOf(draft, series.at, asked) }), ...(workdays && { workdays }) };
  const span = spanOf(draft, series.span, asked);
  // A unit may say so later than the protocol was checked; there would be no end of slots at one instant.
  if ((isElapsed(span) ? span.elapsed : span.calendar) <= 0) {
    draft.attend('bound', { says: 'no_time_between', of: rule.id, series: series.text });
    return { n, on: null, opens: asked, due: null };
  }
  const onOf = (k: number) =>
    addSpan(zone, from, isElapsed(span) ? { elapsed: span.elapsed * k } : { ...span, calendar: span.calendar * k }, at);
  let k = n;
  if (first) while (windowed(k, onOf(k), window, opens).due! <= asked) k++;
  return windowed(k, onOf(k), window, opens);
}

/** When step `index` of a slot's ladder runs: from the due instant if before it, else from the later of due and asked. */
export function ladderAt(slot: Slot, step: LadderStep): Instant | null {
  if (slot.due === null) return null;
  return step.offset < 0 ? slot.due + step.offset : Math.max(slot.due, slot.asked) + step.offset;
}
