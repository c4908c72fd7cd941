import type { Case, UnitValues } from './case.ts';
import type { Opening } from './input.ts';
import type { Machine } from './machine.ts';
import type { Instant, Protocol, Value, ValueRef } from './protocol.ts';
import { instantOf, plusDays } from './time.ts';
import { type Units, wayUp } from './units.ts';

/** A campaign window in instants: from the start of its first day to the end of its last. */
export interface OpenWindow {
  name: string;
  from: Instant;
  until: Instant;
}

export function openWindows({ windows = {}, zone }: Protocol): OpenWindow[] {
  return Object.entries(windows).map(([name, { from, to }]) => ({
    name,
    from: instantOf(zone, from),
    until: to === undefined ? Number.POSITIVE_INFINITY : instantOf(zone, plusDays(to, 1)),
  }));
}

/** Whether anything about a value depends on when and where. */
export const varies = (value: Value): boolean => value.in !== undefined || value.mayDifferBy !== undefined;

/** The protocol's values as they stand for a case at an instant: its unit's own, else those of the campaign window, else the plan's. */
export function valuesAt(machine: Machine, current: Case, at: Instant): Record<string, Value> {
  const { protocol, varying, windows, resolved } = machine;
  if (varying.length === 0) return protocol.values;
  const open = windows.filter((window) => window.from <= at && at < window.until).map(({ name }) => name);
  const own = current.unitValues?.findLast(({ from }) => from <= at)?.is ?? {};
  const key = JSON.stringify([open, own]);
  const known = resolved.get(key);
  if (known) return known;
  const values = { ...protocol.values };
  for (const name of varying) {
    const value = values[name]!;
    const is =
      value.mayDifferBy !== undefined && Object.hasOwn(own, name) ? own[name]! : value.in?.find((other) => open.includes(other.window))?.is;
    if (is !== undefined) values[name] = { ...value, is } as Value;
  }
  if (resolved.size >= MOST_RESOLVED) resolved.clear();
  resolved.set(key, values);
  return values;
}

/** Bound on remembered resolutions of one protocol. */
const MOST_RESOLVED = 1_000;

/** What a phrase says: the thing itself, or the value it names as of an instant. */
export function said<T>(machine: Machine, current: Case, what: T | ValueRef, at: Instant): T {
  if (typeof what !== 'object' || what === null || !('value' in what)) return what as T;
  return valuesAt(machine, current, at)[what.value]!.is as T;
}

/** What the units on the way up from `place` have of their own where the protocol lets their level differ; the nearest counts. */
export function unitValuesOf(protocol: Protocol, units: Units, place: string): UnitValues {
  const own: UnitValues = {};
  for (const [name, { mayDifferBy, type }] of Object.entries(protocol.values)) {
    if (mayDifferBy === undefined) continue;
    for (const id of wayUp(units, place)) {
      const unit = units.units[id]!;
      const given = unit.level === mayDifferBy ? unit.values?.[protocol.protocol]?.[name] : undefined;
      if (given?.type !== type) continue;
      own[name] = given.is;
      break;
    }
  }
  return own;
}

/** An opening with what its unit has of its own. */
export function withUnitValues(opening: Opening, protocol: Protocol, units: Units): Opening {
  const values = unitValuesOf(protocol, units, opening.place);
  return Object.keys(values).length === 0 ? opening : { ...opening, values };
}
