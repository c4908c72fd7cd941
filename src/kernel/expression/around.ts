import type { Environment } from '@marcbachmann/cel-js';
import type { Place } from './environment.ts';
import { readBy } from './reads.ts';
import type { Names, Scope } from './scope.ts';
import { spell, spelledEach } from './spelling.ts';
import { CelInstant } from './types.ts';

/** The case itself, as an expression reads it. */
export interface Self {
  case: string;
  subject: string;
  place: string;
  opener?: string;
}

/** One slot of a task: an occurrence of an event that is owed. */
export interface SlotView {
  key?: string;
  asked: number;
  due?: number;
  at?: number;
  open: boolean;
  done: boolean;
  late: boolean;
  missed: boolean;
}

/** A case that was opened under a name of this one's choosing, as far as its messages tell. */
export interface ChildView {
  case: string;
  open: boolean;
  outcome?: string;
  closed_at?: number;
}

/** An ended case of the same subject under the same protocol. */
export interface EarlierView {
  case: string;
  outcome: string;
  opened_at: number;
  ended_at: number;
}

abstract class Fields {
  constructor(fields: object) {
    Object.assign(this, fields);
  }
}
class This extends Fields {}
class Slot extends Fields {}
class Child extends Fields {}
class Earlier extends Fields {}

const types = {
  This: { ctor: This, fields: { case: 'string', subject: 'string', place: 'string', opener: 'string' } },
  Slot: {
    ctor: Slot,
    fields: { key: 'string', asked: 'Instant', due: 'Instant', at: 'Instant', open: 'bool', done: 'bool', late: 'bool', missed: 'bool' },
  },
  Child: { ctor: Child, fields: { case: 'string', open: 'bool', outcome: 'string', closed_at: 'Instant' } },
  Earlier: { ctor: Earlier, fields: { case: 'string', outcome: 'string', opened_at: 'Instant', ended_at: 'Instant' } },
};

/** The types of what surrounds the record, the same for every protocol. */
export function registerAround(env: Environment): void {
  for (const [name, { ctor, fields }] of Object.entries(types)) env.registerType(name, { ctor, fields });
}

/** What an expression may name besides what the protocol declares. */
export const namesAround = new Set(['this', 'earlier', 'slots', 'children', 'inside', 'each']);

/** `this`, `slots`, `children`, `earlier`, `inside("state")`, and `each` where a list is gone through. */
export function registerNamesAround(place: Place, scope: Scope): void {
  const { env } = place;
  for (const name of namesAround) place.known.add(name);
  for (const [name, { fields }] of Object.entries(types))
    place.fields.set(name, Object.fromEntries(Object.entries(fields).map(([field, type]) => [field, { type }])));
  env.registerVariable('this', 'This');
  readBy(place, 'this', (names) => new This(names.self()));
  env.registerVariable('earlier', 'list<Earlier>');
  readBy(place, 'earlier', (names) => names.earlier().map((view) => new Earlier(timed(view))));
  lists(place, { variable: 'slots', type: 'Slots', of: 'Slot', names: scope.owed ?? [] }, (names, event) =>
    names.slots(event).map((view) => new Slot(timed(view))),
  );
  lists(place, { variable: 'children', type: 'Children', of: 'Child', names: scope.links ?? [] }, (names, link) =>
    names.children(link).map((view) => new Child(timed(view))),
  );
  env.registerFunction('inside(string): bool', (state: string) => place.names!.inside(state), { async: false });
  env.registerVariable(spelledEach, 'string');
  readBy(place, spelledEach, (names) => names.element);
}

const instants = new Set(['asked', 'due', 'at', 'closed_at', 'opened_at', 'ended_at']);

function timed(view: object): object {
  return Object.fromEntries(
    Object.entries(view).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, instants.has(name) ? new CelInstant(value as number) : value]],
    ),
  );
}

/** A variable with one list for each of the names. */
function lists(
  place: Place,
  { variable, type, of, names }: { variable: string; type: string; of: string; names: string[] },
  read: (names: Names, name: string) => object[],
): void {
  class Lists extends Fields {}
  const fields = Object.fromEntries(names.map((name) => [spell(name), `list<${of}>`]));
  place.env.registerType(type, { ctor: Lists, fields });
  place.fields.set(type, Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, { type }])));
  place.env.registerVariable(variable, type);
  readBy(place, variable, (from) => new Lists(Object.fromEntries(names.map((name) => [spell(name), read(from, name)]))));
}
