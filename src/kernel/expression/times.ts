import type { Environment } from '@marcbachmann/cel-js';
import { addSpan, dateOf, daysBetween, instantOf, isElapsed, plusCalendar, plusDays } from '../time.ts';
import { registerOrder } from './numbers.ts';
import type { Scope } from './scope.ts';
import { CelDate, CelInstant, type CelSpan } from './types.ts';

const pure = { async: false };

function registerComparison<T>(env: Environment, type: string, key: (value: T) => number | string): void {
  env.registerOperator(`${type} < ${type}`, (a: T, b: T) => key(a) < key(b));
  env.registerOperator(`${type} <= ${type}`, (a: T, b: T) => key(a) <= key(b));
  env.registerOperator(`${type} > ${type}`, (a: T, b: T) => key(a) > key(b));
  env.registerOperator(`${type} >= ${type}`, (a: T, b: T) => key(a) >= key(b));
  env.registerOperator(`${type} == ${type}`, (a: T, b: T) => key(a) === key(b));
}

/** Dates and instants: order, and the functions on them in the scope's zone. */
export function registerTimes(env: Environment, { zone, workdays }: Scope): void {
  registerComparison<CelDate>(env, 'Date', (value) => value.date);
  registerComparison<CelInstant>(env, 'Instant', (value) => value.ms);
  registerComparison<{ time: string }>(env, 'Clock', (value) => value.time);
  registerOrder<CelDate>(env, 'Date', (value) => value.date);
  registerOrder<CelInstant>(env, 'Instant', (value) => value.ms);
  const dayOf = (value: CelDate | CelInstant) => (value instanceof CelDate ? value.date : dateOf(zone, value.ms));
  const days = (a: CelDate | CelInstant, b: CelDate | CelInstant) => BigInt(daysBetween(dayOf(a), dayOf(b)));
  for (const a of ['Date', 'Instant']) for (const b of ['Date', 'Instant']) env.registerFunction(`days(${a}, ${b}): int`, days, pure);
  env.registerFunction('date(Instant): Date', (at: CelInstant) => new CelDate(dateOf(zone, at.ms)), pure);
  const later = ({ date }: CelDate, count: number | bigint) => {
    if (!Number.isSafeInteger(Number(count))) throw new Error(`plus_days() takes whole days, not ${count}`);
    return new CelDate(plusDays(date, Number(count)));
  };
  env.registerFunction('plus_days(Date, int): Date', later, pure);
  env.registerFunction('plus_days(Date, double): Date', later, pure);
  const plus = (from: CelDate | CelInstant, { span }: CelSpan) =>
    new CelInstant(addSpan(zone, from instanceof CelDate ? from.date : from.ms, span, workdays && { workdays }));
  env.registerFunction('plus(Date, Span): Instant', plus, pure);
  env.registerFunction('plus(Instant, Span): Instant', plus, pure);
  env.registerFunction(
    'apart(Instant, Instant, Span): bool',
    (a: CelInstant, b: CelInstant, { span }: CelSpan) => {
      const [first, second] = a.ms <= b.ms ? [a.ms, b.ms] : [b.ms, a.ms];
      if (isElapsed(span)) return second - first >= span.elapsed;
      return plusCalendar(dateOf(zone, first), span, workdays) <= dateOf(zone, second);
    },
    pure,
  );
}

/** `since`: the entries of one event from a moment on, that moment and the whole of that day included. */
export function registerSince(env: Environment, type: string, zone: string): void {
  const since = (list: { at: CelInstant }[], from: CelDate | CelInstant) => {
    const start = from instanceof CelDate ? instantOf(zone, from.date) : from.ms;
    return list.filter((entry) => entry.at.ms >= start);
  };
  for (const from of ['Date', 'Instant'])
    env.registerFunction({
      name: 'since',
      receiverType: `list<${type}>`,
      returnType: `list<${type}>`,
      params: [{ name: 'from', type: from }],
      handler: since,
      async: false,
    });
}
