import type { Field, Span, Value } from '../protocol.ts';
import { absent } from './absence.ts';
import { spell } from './spelling.ts';

/** CEL's own civil date: it compares with dates only. */
export class CelDate {
  readonly date: string;
  constructor(date: string) {
    this.date = date;
  }
}

/** A point in elapsed time: it compares with instants only. */
export class CelInstant {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}

export class CelSpan {
  readonly span: Span;
  constructor(span: Span) {
    this.span = span;
  }
}

/** A civil time of day. */
export class CelClock {
  readonly time: string;
  constructor(time: string) {
    this.time = time;
  }
}

const fieldTypes: Record<Field['type'], string> = {
  number: 'double',
  integer: 'double',
  text: 'string',
  flag: 'bool',
  date: 'Date',
  time: 'Instant',
  person: 'string',
  case: 'string',
  unit: 'string',
};

/** The CEL type of a field. */
export const typeOfField = ({ type, many }: Field): string => (many ? `list<${fieldTypes[type]}>` : fieldTypes[type]);

export const valueTypes: Record<Value['type'], string> = {
  number: 'double',
  text: 'string',
  flag: 'bool',
  span: 'Span',
  date: 'Date',
  clock: 'Clock',
};

/** The CEL type of an event's entries: `case_closed` is `EventCaseClosed`. Two names never give one type. */
export function entryType(event: string): string {
  return `Event${spell(event.replace(/[A-Z]/g, '.$&').replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase()))}`;
}

export function celValue(value: Value): unknown {
  switch (value.type) {
    case 'span':
      return new CelSpan(value.is);
    case 'date':
      return new CelDate(value.is);
    case 'clock':
      return new CelClock(value.is);
    default:
      return value.is;
  }
}

/** A fact as CEL reads it, by its type in the adapter's notation. Undefined is absence. */
export function toCel(value: unknown, type: string): unknown {
  if (value === undefined || value === null) absent();
  if (type === 'Date') return new CelDate(value as string);
  if (type === 'Instant') return new CelInstant(value as number);
  if (type === 'Span') return new CelSpan(value as Span);
  if (type === 'Clock') return new CelClock(value as string);
  if (type === 'int') return BigInt(value as number);
  if (plainLists.has(type)) return (value as unknown[]).map((item) => toCel(item, type.slice('list<'.length, -1)));
  return value;
}

const plainLists = new Set(['list<Date>', 'list<Instant>', 'list<int>']);

/** A result as plain data. Lists of entries stay views: facts built on them read their fields. */
export function toPlain(value: unknown): unknown {
  switch (typeof value) {
    case 'bigint':
      return Number(value);
    case 'number':
      if (!Number.isFinite(value)) throw new Error('the result is not a finite number');
      return value;
    case 'object':
      break;
    default:
      return value;
  }
  if (value === null) return undefined;
  if (value instanceof CelDate) return value.date;
  if (value instanceof CelInstant) return value.ms;
  if (value instanceof CelSpan) return value.span;
  if (value instanceof CelClock) return value.time;
  if (Array.isArray(value)) return value.map(toPlain);
  return value;
}
