import type { Anchor, CivilDate, ElapsedSpan, Moment, Series, Span, TimeOfDay, Until, ValueRef, Window } from '../kernel/index.ts';
import { isDate } from '../kernel/index.ts';
import type { ProblemCode } from './codes/index.ts';
import { canonicalPhrase } from './phrase-words.ts';
import type { Params } from './problem.ts';

/** Why a phrase cannot be read: raised while parsing, caught at the one public door. */
class Unreadable extends Error {
  readonly code: ProblemCode;
  readonly params: Params;
  constructor(code: ProblemCode, params: Params) {
    super(code);
    this.code = code;
    this.params = params;
  }
}

/** What the names in a phrase stand for: the thing itself, or a reference where it differs by window or unit. */
export interface PhraseNames {
  span(name: string): Span | ValueRef | undefined;
  clock(name: string): TimeOfDay | ValueRef | undefined;
  anchor(name: string): Anchor | undefined | 'wrong-type';
}

/** A name of the author's choosing. */
const isName = (word: string) => /^[a-z\u4e00-\u9fff][\w\u4e00-\u9fff]*$/.test(word);

export type Read<T> = T | { problem: ProblemCode; params: Params };

const examples = {
  span: '30m, 24h, 14d, 2wd, 1mo',
  moment: '24h, 14d from last_exposure, 1d before wedding_on, next 08:00 and 20:00, 3d at 17:00, 2020-02-08',
  series: 'daily at 08:00 and 17:00, days 14 28 from discharged, every 2d until 2020-02-08',
  window: '3h before to 4h after',
};

const units: Record<string, (n: number) => Span> = {
  m: (n) => ({ elapsed: n * 60_000 }),
  h: (n) => ({ elapsed: n * 3_600_000 }),
  d: (n) => ({ calendar: n, unit: 'day' }),
  wd: (n) => ({ calendar: n, unit: 'workday' }),
  mo: (n) => ({ calendar: n, unit: 'month' }),
};
/** What may stand after a span. */
const connectives = new Set(['from', 'at', 'or', 'before', 'after', 'to']);

/** A span such as `24h` or `14 days`; undefined when the words are none. Refuses mixed and bare ones. */
function spanIn(words: string[]): Span | undefined {
  const word = words[0] ?? '';
  const match = /^(\d+)([a-z]+)$/.exec(word);
  if (match && Object.hasOwn(units, match[2]!)) {
    words.shift();
    return units[match[2]!]!(Number(match[1]));
  }
  if (/^\d+d\d+h/.test(word)) {
    const [days, hours] = word.match(/\d+/g)!.map(Number) as [number, number];
    throw new Unreadable('mixed-span', { text: word, hours: `${days * 24 + hours}h`, days: `${days}d` });
  }
  const bare = /^\d+$/.test(word) && (words[1] === undefined || connectives.has(words[1]));
  if (bare) throw new Unreadable('mixed-span', { text: word, hours: `${word}h`, days: `${word}d` });
  const iso = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(word);
  if (iso && word.length > 2) {
    const [days, hours, minutes] = iso.slice(1).map((part) => Number(part ?? 0)) as [number, number, number];
    const total = days * 24 + hours;
    const elapsed = minutes > 0 ? `${total * 60 + minutes}m` : `${total}h`;
    throw new Unreadable('mixed-span', { text: word, hours: elapsed, days: `${Math.max(1, Math.round(total / 24))}d` });
  }
  return undefined;
}

/** `at 08:00 and 17:00`, each but once; undefined when there is none. */
function timesIn(words: string[], names: PhraseNames): (TimeOfDay | ValueRef)[] | undefined {
  const first = timeIn(words, names);
  if (!first) return undefined;
  const times = [first];
  while (words[0] === 'and') {
    words[0] = 'at';
    times.push(timeIn(words, names)!);
  }
  return new Set(times.map((time) => JSON.stringify(time))).size < times.length ? undefined : times;
}

/** `until 2020-02-08` or `until last_exposure`. */
function untilIn(words: string[], names: PhraseNames): { until?: Until } {
  if (words[0] !== 'until') return {};
  const name = words[1];
  if (name === undefined) throw new Unreadable('phrase', { text: 'until', expected: 'until 2020-02-08' });
  words.splice(0, 2);
  return { until: isDate(name) ? { date: name } : anchorOf(name, names) };
}

function timeIn(words: string[], names: PhraseNames): TimeOfDay | ValueRef | undefined {
  if (words[0] !== 'at') return undefined;
  const time = words[1] ?? '';
  const clock = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(time) ? time : names.clock(time);
  if (!clock) throw new Unreadable('phrase', { text: time, expected: '08:00, 17:00, 24:00' });
  words.splice(0, 2);
  return clock;
}

function anchorIn(words: string[], names: PhraseNames, side: 'from' | 'before' = 'from'): Anchor | undefined {
  if (words[0] !== side) return undefined;
  const name = words[1];
  if (name === undefined) throw new Unreadable('phrase', { text: side, expected: `${side} last_exposure` });
  words.splice(0, 2);
  return anchorOf(name, names);
}

function anchorOf(name: string, names: PhraseNames): Anchor {
  const anchor = names.anchor(name);
  if (anchor === 'wrong-type') throw new Unreadable('anchor-type', { name });
  if (!anchor) throw new Unreadable('anchor-unknown', { name });
  return anchor;
}

/** `read` gets the words and the whole in its one spelling. */
function reading<T>(written: string, expected: string, read: (words: string[], text: string) => T): Read<T> {
  const text = canonicalPhrase(written);
  const words = text.split(' ');
  try {
    const result = read(words, text);
    if (words.length > 0) throw new Unreadable('phrase', { text, expected });
    return result;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { problem: error.code, params: error.params };
  }
}

export function isProblem<T>(read: Read<T>): read is { problem: ProblemCode; params: Params } {
  return typeof read === 'object' && read !== null && 'problem' in read;
}

/** `30m`, `24h`, `14d`, `14 days`, `14天`. */
export function readSpan(written: string): Read<Span> {
  return reading(written, examples.span, (words, text) => {
    const span = spanIn(words);
    if (!span) throw new Unreadable('phrase', { text, expected: examples.span });
    return span;
  });
}

/**
 * `span [from anchor] [at HH:MM] [or next workday] | span before anchor [at HH:MM] | anchor [at HH:MM] | date [at HH:MM] |
 * next HH:MM {and HH:MM}`; a span or a time may be a value's name.
 */
export function readMoment(written: string, names: PhraseNames): Read<Moment> {
  return reading(written, examples.moment, (words, text) => {
    const first = words[0] ?? '';
    if (isDate(first)) {
      words.shift();
      const at = timeIn(words, names);
      return { kind: 'date', date: first as CivilDate, ...(at && { at }), text };
    }
    if (first === 'next') {
      words[0] = 'at';
      const at = timesIn(words, names);
      if (!at) throw new Unreadable('phrase', { text, expected: examples.moment });
      return { kind: 'next', at, text };
    }
    let span: Span | ValueRef | undefined = spanIn(words);
    if (!span) {
      span = names.span(first);
      if (!span && words.length > 1 && words[1] !== 'at') {
        const meant = connectives.has(words[1]!) && isName(first);
        throw meant ? new Unreadable('value-unknown', { name: first }) : new Unreadable('phrase', { text, expected: examples.moment });
      }
      if (!isName(first)) throw new Unreadable('phrase', { text, expected: examples.moment });
      words.shift();
      if (!span) {
        const anchor = anchorOf(first, names);
        const at = timeIn(words, names);
        return { kind: 'anchor', anchor, ...(at && { at }), text };
      }
    }
    const before = anchorIn(words, names, 'before');
    if (before) {
      const at = timeIn(words, names);
      return { kind: 'span', span, before: true, from: before, ...(at && { at }), text };
    }
    const from = anchorIn(words, names);
    const at = timeIn(words, names);
    const orNextWorkday = words.join(' ') === 'or next workday';
    if (orNextWorkday) words.length = 0;
    return { kind: 'span', span, ...(from && { from }), ...(at && { at }), ...(orNextWorkday && { orNextWorkday: true as const }), text };
  });
}

/** Whether a `due` repeats. */
export function isSeries(written: string): boolean {
  return /^(daily|workdays|days|every)\b/.test(canonicalPhrase(written));
}

/** `daily|workdays at HH:MM {and HH:MM} | days n {n} from anchor | every span [from anchor] [at HH:MM]`, each with `[until anchor|date]` */
export function readSeries(written: string, names: PhraseNames): Read<Series> {
  return reading(written, examples.series, (words, text) => {
    const kind = words.shift();
    if (kind === 'daily' || kind === 'workdays') {
      const at = timesIn(words, names);
      if (!at) throw new Unreadable('phrase', { text, expected: examples.series });
      return { kind, at, ...untilIn(words, names), text };
    }
    if (kind === 'days') {
      const days: number[] = [];
      while (/^\d+$/.test(words[0] ?? '')) days.push(Number(words.shift()));
      const from = anchorIn(words, names);
      const at = timeIn(words, names);
      if (days.length === 0 || !from) throw new Unreadable('phrase', { text, expected: examples.series });
      return { kind, days, from, ...(at && { at }), ...untilIn(words, names), text };
    }
    const span = spanIn(words) ?? names.span(words.shift() ?? '');
    if (!span || ('elapsed' in span && span.elapsed === 0) || ('calendar' in span && span.calendar === 0))
      throw new Unreadable('phrase', { text, expected: examples.series });
    const from = anchorIn(words, names);
    const at = timeIn(words, names);
    return { kind: 'every', span, ...(from && { from }), ...(at && { at }), ...untilIn(words, names), text };
  });
}

/** `3h before to 4h after` */
export function readWindow(written: string): Read<Window> {
  return reading(written, examples.window, (words, text) => {
    const before = spanIn(words);
    const [w1, w2] = words.splice(0, 2);
    const after = spanIn(words);
    const w3 = words.shift();
    if (!before || !after || !('elapsed' in before) || !('elapsed' in after) || w1 !== 'before' || w2 !== 'to' || w3 !== 'after') {
      throw new Unreadable('phrase', { text, expected: examples.window });
    }
    return { before: before as ElapsedSpan, after: after as ElapsedSpan };
  });
}
