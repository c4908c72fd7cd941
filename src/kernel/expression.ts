import { type ASTNode, Environment, EvaluationError, ParseError } from '@marcbachmann/cel-js';
import type { Field, Span, Value } from './protocol.ts';
import { addSpan, dateOf, daysBetween, isElapsed, plusDays } from './time.ts';

/** What expressions of one place in a protocol may name. Fact types are in this adapter's notation, as `check` gives them. */
export interface Scope {
  zone: string;
  /** Each event is a list of its standing entries: `at`, `recorded`, `by`, `from` and the data fields. */
  events: Record<string, Record<string, Field>>;
  facts: Record<string, string>;
  values: Record<string, Value>;
  data?: Record<string, Field>;
}

/** Where the kernel finds what an expression names; each is asked for only when it is read. */
export interface Names {
  entries(event: string): readonly EntryView[];
  fact(name: string): unknown;
  data: EntryView | undefined;
}

export interface Compiled {
  /** Plain JSON: dates as `YYYY-MM-DD`, instants as ms; undefined is absence. Throws GuardError for any error but absence. */
  evaluate(names: Names): unknown;
}

export interface Checked {
  type: string;
  reads: { events: string[]; facts: string[]; values: string[] };
}

export interface ExpressionProblem {
  code: 'cel-syntax' | 'cel-type' | 'cel-forbidden';
  message: string;
  /** UTF-16 offsets into the source. */
  from: number;
  to: number;
}

/** An expression failed for a reason other than absence: the author's mistake, shown as attention on the case. */
export class GuardError extends Error {
  override readonly name = 'GuardError';
}

class Absent extends Error {}

/** CEL's own civil date: it compares with dates only. */
class CelDate {
  readonly date: string;
  constructor(date: string) {
    this.date = date;
  }
}
class CelInstant {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}
class CelSpan {
  readonly span: Span;
  constructor(span: Span) {
    this.span = span;
  }
}
class CelClock {
  readonly time: string;
  constructor(time: string) {
    this.time = time;
  }
}

/** One entry as CEL reads it. */
export type EntryView = object;
type ViewClass = new (fields: Record<string, unknown>) => EntryView;

const celTypes: Record<Field['type'], string> = {
  number: 'double',
  integer: 'double',
  text: 'string',
  flag: 'bool',
  date: 'Date',
  time: 'Instant',
  person: 'string',
  case: 'string',
};

/** The CEL type of an event's entries. */
const typeOf = (event: string) =>
  `Event${event
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}`;

const viewClasses = new WeakMap<Record<string, Field>, ViewClass>();

function viewClass(shape: Record<string, Field>): ViewClass {
  let known = viewClasses.get(shape);
  if (!known) {
    known = class View {
      constructor(fields: Record<string, unknown>) {
        Object.assign(this, fields);
      }
    };
    viewClasses.set(shape, known);
  }
  return known;
}

function celDatum(value: unknown, type: Field['type']): unknown {
  if (value === null || value === undefined) return undefined;
  if (type === 'date') return new CelDate(value as string);
  if (type === 'time') return new CelInstant(value as number);
  return value;
}

/** Converts an entry once into what expressions read. `shape` must be the same object as in the scope. */
export function viewOf(
  entry: { at: number; recorded: number; by: { role: string }; from?: string; data: Record<string, string | number | boolean | null> },
  shape: Record<string, Field>,
): EntryView {
  const fields: Record<string, unknown> = {
    at: new CelInstant(entry.at),
    recorded: new CelInstant(entry.recorded),
    by: entry.by.role,
    from: entry.from ?? '',
  };
  for (const [name, field] of Object.entries(shape)) {
    const value = celDatum(entry.data[name], field.type);
    if (value !== undefined) fields[name] = value;
  }
  return new (viewClass(shape))(fields);
}

interface Prepared {
  env: Environment;
  compiled: Map<string, Compiled>;
  context: object;
  facts: Set<string>;
  /** Set while an expression is evaluated: the getters of `context` read it. */
  names: Names | undefined;
}

const prepared = new WeakMap<Scope, Prepared>();

function prepare(scope: Scope): Prepared {
  let place = prepared.get(scope);
  if (!place) {
    place = prepareEvents(scope);
    prepared.set(scope, place);
  }
  // Facts may be added to a scope while it is in use: the checker types them one after the other.
  for (const [fact, type] of Object.entries(scope.facts)) {
    if (place.facts.has(fact)) continue;
    place.facts.add(fact);
    place.env.registerVariable(fact, type);
    readBy(place, fact, (names) => toCel(names.fact(fact), type));
  }
  return place;
}

function readBy(place: Prepared, name: string, get: (names: Names) => unknown): void {
  Object.defineProperty(place.context, name, { enumerable: true, get: () => get(place.names!) });
}

function prepareEvents(scope: Scope): Prepared {
  const env = new Environment({ limits: { maxAstNodes: 2000, maxDepth: 40 } });
  registerTypes(env, scope);
  registerFunctions(env, scope);
  const place: Prepared = { env, compiled: new Map(), context: {}, facts: new Set(), names: undefined };
  for (const event of Object.keys(scope.events)) {
    env.registerVariable(event, `list<${typeOf(event)}>`);
    readBy(place, event, (names) => names.entries(event));
  }
  if (scope.data) {
    const event = Object.keys(scope.events).find((name) => scope.events[name] === scope.data);
    env.registerVariable('data', event ? typeOf(event) : 'Data');
    readBy(place, 'data', (names) => names.data);
  }
  return place;
}

function registerTypes(env: Environment, scope: Scope): void {
  env.registerType('Date', { ctor: CelDate, fields: {} });
  env.registerType('Instant', { ctor: CelInstant, fields: {} });
  env.registerType('Span', { ctor: CelSpan, fields: {} });
  env.registerType('Clock', { ctor: CelClock, fields: {} });
  const fieldsOf = (shape: Record<string, Field>) => ({
    at: 'Instant',
    recorded: 'Instant',
    by: 'string',
    from: 'string',
    ...Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, celTypes[field.type]])),
  });
  for (const [event, shape] of Object.entries(scope.events)) {
    env.registerType(typeOf(event), { ctor: viewClass(shape), fields: fieldsOf(shape) });
  }
  if (scope.data && !Object.values(scope.events).includes(scope.data))
    env.registerType('Data', { ctor: viewClass(scope.data), fields: fieldsOf(scope.data) });
  class Values {
    constructor(values: Record<string, unknown>) {
      Object.assign(this, values);
    }
  }
  const types = { number: 'double', text: 'string', flag: 'bool', span: 'Span', date: 'Date', clock: 'Clock' };
  env.registerType('Values', {
    ctor: Values,
    fields: Object.fromEntries(Object.entries(scope.values).map(([name, value]) => [name, types[value.type]])),
  });
  const values = Object.fromEntries(
    Object.entries(scope.values).map(([name, value]) => [
      name,
      value.type === 'span'
        ? new CelSpan(value.is)
        : value.type === 'date'
          ? new CelDate(value.is)
          : value.type === 'clock'
            ? new CelClock(value.is)
            : value.is,
    ]),
  );
  env.registerConstant('values', 'Values', new Values(values));
}

type Handler = (...args: never[]) => unknown;

function registerFunctions(env: Environment, scope: Scope): void {
  const { zone } = scope;
  const order = <T>(type: string, key: (value: T) => number | string) => {
    env.registerOperator(`${type} < ${type}`, (a: T, b: T) => key(a) < key(b));
    env.registerOperator(`${type} <= ${type}`, (a: T, b: T) => key(a) <= key(b));
    env.registerOperator(`${type} > ${type}`, (a: T, b: T) => key(a) > key(b));
    env.registerOperator(`${type} >= ${type}`, (a: T, b: T) => key(a) >= key(b));
    env.registerOperator(`${type} == ${type}`, (a: T, b: T) => key(a) === key(b));
    const pick = (sign: number) => (list: T[]) => {
      if (list.length === 0) throw new Absent();
      return list.reduce((best, next) => ((key(next) > key(best) ? 1 : -1) * sign > 0 ? next : best));
    };
    env.registerFunction(`list<${type}>.max(): ${type}`, pick(1) as Handler);
    env.registerFunction(`list<${type}>.min(): ${type}`, pick(-1) as Handler);
  };
  order<CelDate>('Date', (value) => value.date);
  order<CelInstant>('Instant', (value) => value.ms);
  env.registerFunction('list<double>.max(): double', ((list: number[]) => (list.length ? Math.max(...list) : absent())) as Handler);
  env.registerFunction('list<double>.min(): double', ((list: number[]) => (list.length ? Math.min(...list) : absent())) as Handler);
  env.registerFunction('list<double>.sum(): double', ((list: number[]) => list.reduce((sum, next) => sum + next, 0)) as Handler);
  const elements = ['Date', 'Instant', 'double', 'string', ...Object.keys(scope.events).map((event) => typeOf(event))];
  for (const element of elements) {
    env.registerFunction(`list<${element}>.first(): ${element}`, ((list: unknown[]) => list[0] ?? absent()) as Handler);
    env.registerFunction(`list<${element}>.last(): ${element}`, ((list: unknown[]) => list.at(-1) ?? absent()) as Handler);
  }
  for (const operator of ['+', '-', '*', '/']) {
    const run = {
      '+': (a: number, b: number) => a + b,
      '-': (a: number, b: number) => a - b,
      '*': (a: number, b: number) => a * b,
      '/': (a: number, b: number) => a / b,
    }[operator]!;
    env.registerOperator(`double ${operator} int`, (a: number, b: bigint) => run(a, Number(b)));
    env.registerOperator(`int ${operator} double`, (a: bigint, b: number) => run(Number(a), b));
  }
  const dayOf = (value: CelDate | CelInstant) => (value instanceof CelDate ? value.date : dateOf(zone, value.ms));
  for (const a of ['Date', 'Instant'])
    for (const b of ['Date', 'Instant'])
      env.registerFunction(`days(${a}, ${b}): int`, ((x: CelDate, y: CelDate) => BigInt(daysBetween(dayOf(x), dayOf(y)))) as Handler);
  for (const type of ['Date', 'Instant', 'double', 'string'])
    env.registerFunction(`when(bool, ${type}): ${type}`, ((holds: boolean, value: unknown) => (holds ? value : absent())) as Handler);
  env.registerFunction('date(Instant): Date', ((x: CelInstant) => new CelDate(dateOf(zone, x.ms))) as Handler);
  env.registerFunction('plus_days(Date, int): Date', ((x: CelDate, n: bigint) => new CelDate(plusDays(x.date, Number(n)))) as Handler);
  for (const type of ['Date', 'Instant'])
    env.registerFunction(
      `plus(${type}, Span): Instant`,
      ((x: CelDate | CelInstant, { span }: CelSpan) =>
        new CelInstant(addSpan(zone, x instanceof CelDate ? x.date : x.ms, span))) as Handler,
    );
  env.registerFunction('apart(Instant, Instant, Span): bool', ((a: CelInstant, b: CelInstant, { span }: CelSpan) => {
    const [first, second] = a.ms <= b.ms ? [a.ms, b.ms] : [b.ms, a.ms];
    if (isElapsed(span)) return second - first >= span.elapsed;
    // The day on which the span is full counts: "one day apart" is the next calendar day.
    return addSpan(zone, first, { ...span, calendar: Math.max(0, span.calendar - 1) }) <= second;
  }) as Handler);
}

function absent(): never {
  throw new Absent();
}

function toCel(value: unknown, type: string): unknown {
  if (value === undefined) throw new Absent();
  if (type === 'Date') return new CelDate(value as string);
  if (type === 'Instant') return new CelInstant(value as number);
  return value;
}

/** Results as plain data. Lists of entries stay views: facts built on them read their fields. */
function toPlain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof CelDate) return value.date;
  if (value instanceof CelInstant) return value.ms;
  if (value instanceof CelSpan) return value.span;
  if (value instanceof CelClock) return value.time;
  return value;
}

/** Compiles an expression that `check` let through; remembered for the scope. */
export function compile(source: string, scope: Scope): Compiled {
  const place = prepare(scope);
  const known = place.compiled.get(source);
  if (known) return known;
  const run = place.env.parse(source);
  const compiled: Compiled = {
    evaluate(names) {
      const outer = place.names;
      place.names = names;
      try {
        return toPlain(run(place.context));
      } catch (error) {
        if (isAbsence(error)) return undefined;
        throw new GuardError(error instanceof Error ? error.message.split('\n')[0]! : String(error));
      } finally {
        place.names = outer;
      }
    },
  };
  place.compiled.set(source, compiled);
  return compiled;
}

function isAbsence(error: unknown): boolean {
  if (error instanceof Absent) return true;
  if (error instanceof EvaluationError) return error.code === 'no_such_key' || error.code === 'unknown_variable' || isAbsence(error.cause);
  return false;
}

const FORBIDDEN = new Set(['matches', 'timestamp', 'duration', 'dyn', 'type', 'getDate', 'getHours', 'getDayOfWeek']);
const MACROS = new Set(['filter', 'map', 'exists', 'all', 'exists_one']);
const MOST_SOURCE = 2_000;

/** Type-checks an expression at author time: its type and what it reads, or one problem with its place. Never throws. */
export function check(source: string, scope: Scope): Checked | ExpressionProblem {
  if (source.length > MOST_SOURCE)
    return { code: 'cel-forbidden', message: `an expression is at most ${MOST_SOURCE} characters long`, from: 0, to: source.length };
  let ast: ASTNode;
  try {
    const place = prepare(scope);
    const parsed = place.env.parse(source);
    ast = parsed.ast;
    const reads: Checked['reads'] = { events: [], facts: [], values: [] };
    const forbidden = walk(ast, scope, reads, 0);
    if (forbidden) return forbidden;
    const result = parsed.check();
    if (result.valid) return { type: result.type ?? 'dyn', reads };
    return problemOf('cel-type', result.error, source);
  } catch (error) {
    return problemOf(error instanceof ParseError ? 'cel-syntax' : 'cel-type', error, source);
  }
}

function problemOf(code: ExpressionProblem['code'], error: unknown, source: string): ExpressionProblem {
  const { range, summary, message } = error as ParseError;
  return {
    code,
    message: summary ?? String(message).split('\n')[0]!,
    from: range?.start ?? 0,
    to: Math.max(range?.end ?? source.length, (range?.start ?? 0) + 1),
  };
}

function walk(node: unknown, scope: Scope, reads: Checked['reads'], depth: number): ExpressionProblem | undefined {
  if (Array.isArray(node)) {
    for (const part of node) {
      const found = walk(part, scope, reads, depth);
      if (found) return found;
    }
    return undefined;
  }
  if (typeof node !== 'object' || node === null || !('op' in node)) return undefined;
  const { op, args, range } = node as ASTNode;
  const here = { from: range?.start ?? 0, to: range?.end ?? 1 };
  let inner = depth;
  if (op === 'call' || op === 'rcall') {
    const name = args[0];
    if (FORBIDDEN.has(name)) return { code: 'cel-forbidden', message: `${name}() may not be used in a protocol`, ...here };
    if (op === 'rcall' && MACROS.has(name)) inner++;
    if (inner > 2) return { code: 'cel-forbidden', message: 'filter, map, exists and all may be nested twice at most', ...here };
  }
  if (op === 'id') {
    const name = args;
    if (name in scope.events && !reads.events.includes(name)) reads.events.push(name);
    if (name in scope.facts && !reads.facts.includes(name)) reads.facts.push(name);
  }
  if (op === '.' && (args[0] as ASTNode).op === 'id' && (args[0] as ASTNode).args === 'values' && !reads.values.includes(args[1]))
    reads.values.push(args[1]);
  return walk(args as unknown[], scope, reads, inner);
}
