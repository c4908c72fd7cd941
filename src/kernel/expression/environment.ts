import { Environment } from '@marcbachmann/cel-js';
import type { Value } from '../protocol.ts';
import { varies } from '../values.ts';
import type { GuardError } from './absence.ts';
import { registerAround, registerNamesAround } from './around.ts';
import { entryFields, viewClass } from './entries.ts';
import { registerLists } from './lists.ts';
import { registerNumbers } from './numbers.ts';
import { readBy } from './reads.ts';
import type { Names, Scope } from './scope.ts';
import { spell, unspell } from './spelling.ts';
import { registerSince, registerTimes } from './times.ts';
import { CelClock, CelDate, CelInstant, CelSpan, celValue, entryType, toCel, valueTypes } from './types.ts';

/** A scope made ready for CEL. */
export interface Place {
  env: Environment;
  /** Of each structured type: field → CEL type, and the allowed words of a closed list. */
  fields: Map<string, Record<string, { type: string; oneOf?: string[] }>>;
  compiled: Map<string, { evaluate(names: Names): unknown } | GuardError>;
  /** What CEL reads names from; its getters read `names`. */
  context: object;
  facts: Set<string>;
  /** Set while an expression is evaluated. */
  names: Names | undefined;
}

/** Bounds on one expression. */
export const limits = { source: 2_000, nodes: 2_000, depth: 40 };

const places = new WeakMap<Scope, Place>();

/** The place of a scope, prepared once for each scope object. */
export function placeOf(scope: Scope): Place {
  let place = places.get(scope);
  if (!place) {
    place = prepare(scope);
    places.set(scope, place);
  }
  // Facts may be added to a scope while it is in use: the checker types them one after the other.
  for (const fact of Object.keys(scope.facts)) if (!place.facts.has(fact)) addFact(place, fact, scope.facts[fact]!);
  return place;
}

function addFact(place: Place, fact: string, type: string): void {
  place.facts.add(fact);
  place.env.registerVariable(spell(fact), type);
  readBy(place, fact, (names) => toCel(names.fact(fact), type));
}

const bases = new Map<string, Environment>();

/** The types and functions of all scopes of a zone: registering them is the slow part, so scopes clone them. */
function baseOf(scope: Scope): Environment {
  const known = scope.workdays ? undefined : bases.get(scope.zone);
  if (known) return known;
  const env = new Environment({ limits: { maxAstNodes: limits.nodes, maxDepth: limits.depth } });
  env.registerType('Date', { ctor: CelDate, fields: {} });
  env.registerType('Instant', { ctor: CelInstant, fields: {} });
  env.registerType('Span', { ctor: CelSpan, fields: {} });
  env.registerType('Clock', { ctor: CelClock, fields: {} });
  registerNumbers(env);
  registerTimes(env, scope);
  registerLists(env);
  registerAround(env);
  if (!scope.workdays) bases.set(scope.zone, env);
  return env;
}

function prepare(scope: Scope): Place {
  const env = baseOf(scope).clone();
  const place: Place = { env, fields: new Map(), compiled: new Map(), context: {}, facts: new Set(), names: undefined };
  for (const event of Object.keys(scope.events)) {
    registerEntries(place, entryType(event), scope.events[event]!);
    registerSince(env, entryType(event), scope.zone);
    env.registerVariable(spell(event), `list<${entryType(event)}>`);
    readBy(place, event, (names) => names.entries(event));
  }
  registerData(place, scope);
  registerValues(place, scope);
  registerNamesAround(place, scope);
  return place;
}

function registerEntries(place: Place, type: string, shape: Scope['events'][string]): void {
  const fields = entryFields(shape);
  place.env.registerType(type, { ctor: viewClass(shape), fields });
  const described = Object.entries(fields).map(([name, type]) => {
    const own = unspell(name);
    const oneOf = Object.hasOwn(shape, own) ? shape[own]!.oneOf : undefined;
    return [name, { type, ...(oneOf && { oneOf }) }];
  });
  place.fields.set(type, Object.fromEntries(described));
}

function registerData(place: Place, { events, data }: Scope): void {
  if (!data) return;
  const event = Object.keys(events).find((name) => events[name] === data);
  const type = event === undefined ? 'Data' : entryType(event);
  if (event === undefined) registerEntries(place, type, data);
  place.env.registerVariable('data', type);
  readBy(place, 'data', (names) => names.data);
}

function registerValues(place: Place, scope: Scope): void {
  class Values {
    constructor(values: Record<string, unknown>) {
      Object.assign(this, values);
    }
  }
  const entries = Object.entries(scope.values).map(([name, value]) => [spell(name), value] as const);
  const fields = Object.fromEntries(entries.map(([name, value]) => [name, valueTypes[value.type]]));
  place.env.registerType('Values', { ctor: Values, fields });
  place.fields.set('Values', Object.fromEntries(entries.map(([name, value]) => [name, { type: valueTypes[value.type] }])));
  const celValues = (values: Record<string, Value>) =>
    new Values(Object.fromEntries(Object.keys(values).map((name) => [spell(name), celValue(values[name]!)])));
  if (!entries.some(([, value]) => varies(value))) {
    place.env.registerConstant('values', 'Values', celValues(scope.values));
    return;
  }
  const known = new WeakMap<Record<string, Value>, Values>();
  place.env.registerVariable('values', 'Values');
  readBy(place, 'values', (names) => {
    const values = names.values();
    const ready = known.get(values) ?? celValues(values);
    known.set(values, ready);
    return ready;
  });
}
