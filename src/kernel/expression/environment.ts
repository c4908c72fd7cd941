import { Environment } from '@marcbachmann/cel-js';
import type { Field, Value } from '../protocol.ts';
import { varies } from '../values.ts';
import { namesAround, registerAround, registerNamesAround } from './around.ts';
import { entryFields, viewClass } from './entries.ts';
import { registerLists } from './lists.ts';
import { registerNumbers } from './numbers.ts';
import { readBy } from './reads.ts';
import type { Names, Scope } from './scope.ts';
import { spell, spellData, spelledEach, unspell } from './spelling.ts';
import { registerSince, registerTimes } from './times.ts';
import { CelClock, CelDate, CelInstant, CelSpan, celValue, entryType, toCel, valueTypes } from './types.ts';

/** A scope made ready for CEL. */
export interface Place {
  env: Environment;
  /** Of each structured type: field → CEL type, and the allowed words of a closed list. */
  fields: Map<string, Record<string, { type: string; oneOf?: string[] }>>;
  /** What CEL reads names from; its getters read `names`. */
  context: object;
  /** Names that CEL knows by now. */
  known: Set<string>;
  /** Types of entries that have no `since` yet: it is one function for each. */
  sinceless: string[];
  /** Set while an expression is evaluated. */
  names: Names | undefined;
}

/** As a method; an author may call something else so. */
const SINCE = '.since';

/** Bounds on one expression. */
export const limits = { source: 2_000, nodes: 2_000, depth: 40 };

/** The places of all scopes that share what the protocol declares. */
const places = new WeakMap<Scope['events'], { scope: Scope; place: Place }[]>();

/**
 * The place of a scope. Scopes of one protocol differ only in whose `data` they read and in whether they read `each`; these two are told
 * apart by their spelling, so that all of them share one place. CEL gets to know the names an expression uses when it is the first to.
 */
export function placeOf(scope: Scope, names: Iterable<string>): Place {
  const known = places.get(scope.events) ?? [];
  let place = known.find((one) => shares(one.scope, scope))?.place;
  if (!place) {
    place = { env: baseOf(scope).clone(), fields: new Map(), context: {}, known: new Set(), sinceless: [], names: undefined };
    known.push({ scope, place });
    places.set(scope.events, known);
  }
  for (const name of names) know(place, scope, name);
  for (const type of place.known.has(SINCE) ? place.sinceless.splice(0) : []) registerSince(place.env, type, scope.zone);
  return place;
}

const shared = ['facts', 'values', 'zone', 'workdays', 'owed', 'links', 'states'] as const;
const shares = (a: Scope, b: Scope): boolean => shared.every((part) => a[part] === b[part]);

/** How CEL is to read a name of this scope. */
export function spellIn(scope: Scope, name: string): string {
  if (name === 'data' && scope.data) return spellData(dataType(scope));
  if (name === 'each' && scope.element) return spelledEach;
  return spell(name);
}

const strangers = new WeakMap<Record<string, Field>, string>();

/** The CEL type of the `data` of a scope: that of its event. */
function dataType({ events, data }: Scope): string {
  const event = Object.keys(events).find((name) => events[name] === data);
  if (event !== undefined) return entryType(event);
  const known = strangers.get(data!) ?? `Data${strangerCount++}`;
  strangers.set(data!, known);
  return known;
}
let strangerCount = 0;

function know(place: Place, scope: Scope, name: string): void {
  if (place.known.has(name)) return;
  if (name === 'data') {
    knowData(place, scope);
    return;
  }
  if (Object.hasOwn(scope.events, name)) addEvent(place, scope, name);
  // Facts are typed one after the other: one that is not yet is no name yet.
  else if (Object.hasOwn(scope.facts, name)) addFact(place, scope, name, scope.facts[name]!);
  else if (name === 'values') registerValues(place, scope);
  else if (name === SINCE) place.known.add(SINCE);
  else if (namesAround.has(name)) registerNamesAround(place, scope);
  else return;
  place.known.add(name);
}

function addEvent(place: Place, scope: Scope, event: string): void {
  const type = entryType(event);
  registerEntries(place, type, scope.events[event]!);
  place.sinceless.push(type);
  place.env.registerVariable(spell(event), `list<${type}>`);
  readBy(place, spell(event), (names) => names.entries(event));
  place.env.registerVariable(countOf(event), 'int');
  readBy(place, countOf(event), (names) => BigInt(names.count(event)));
}

/** How CEL reads the number of an event's entries. */
export const countOf = (event: string): string => `_COUNT_${spell(event)}`;

function addFact(place: Place, scope: Scope, fact: string, type: string): void {
  for (const event of Object.keys(scope.events)) if (type.includes(entryType(event))) know(place, scope, event);
  place.env.registerVariable(spell(fact), type);
  readBy(place, spell(fact), (names) => toCel(names.fact(fact), type));
}

const bases = new Map<string, Environment>();
const basesWithWorkdays = new WeakMap<NonNullable<Scope['workdays']>, Map<string, Environment>>();

function basesOf({ workdays }: Scope): Map<string, Environment> {
  if (!workdays) return bases;
  const known = basesWithWorkdays.get(workdays) ?? new Map<string, Environment>();
  basesWithWorkdays.set(workdays, known);
  return known;
}

/** The types and functions of all scopes of a zone and calendar: registering them is the slow part, so scopes clone them. */
function baseOf(scope: Scope): Environment {
  const known = basesOf(scope).get(scope.zone);
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
  basesOf(scope).set(scope.zone, env);
  return env;
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

function knowData(place: Place, scope: Scope): void {
  if (!scope.data) return;
  const type = dataType(scope);
  const spelled = spellData(type);
  if (place.known.has(spelled)) return;
  const event = Object.keys(scope.events).find((name) => scope.events[name] === scope.data);
  if (event === undefined) registerEntries(place, type, scope.data);
  else know(place, scope, event);
  place.env.registerVariable(spelled, type);
  readBy(place, spelled, (names) => names.data);
  place.known.add(spelled);
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
