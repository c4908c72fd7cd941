import type { Protocol, Text, ValueIs } from './protocol.ts';

/** A unit: of the territory (district, town, village, grid, building), or of a line beside it (health, discipline, an industry). */
export interface Unit {
  id: string;
  title: Text;
  level: string;
  /** In the national list of places (GB/T 10114). */
  code?: string;
  parent?: string;
  /** The line it belongs to; absent: it is of the territory. */
  line?: string;
  /** Of a unit of a line: the units of the territory it works for. */
  serves?: string[];
  /** Roles held by this unit itself. */
  roles: string[];
  /** Its own values, by protocol and name, where the protocol lets its level differ. */
  values?: Record<string, Record<string, ValueIs>>;
}

/** A role: who can be asked. */
export interface Role {
  title: Text;
  /** The line it belongs to: health, government, discipline … */
  line: string;
  /** Every unit of this level must find one; absent: every unit at the foot of the territory. */
  each?: string;
  /** Everywhere held by one person at a time. */
  onePerson?: true;
}

/** Who answers for whom beside the tree (包抓, 包村): as seen from `for`, `who` holds the role `as`. */
export interface Answers {
  who: string;
  as: string;
  for: string[];
}

export interface Units {
  name: string;
  edition: string;
  zone: string;
  /** Of the territory, from the top down. */
  levels?: string[];
  roles: Record<string, Role>;
  lines?: Record<string, Text>;
  units: Record<string, Unit>;
  answers?: Answers[];
}

/**
 * The unit that holds `role` as seen from `place`: on the way up from where somebody is, the nearest unit that holds it itself, for which
 * another answers in that role, or which a line unit with that role serves. Undefined when nobody does, or the place is unknown.
 */
export function holderOf(units: Units, role: string, place: string): string | undefined {
  const { seats, ways } = indexOf(units);
  const way = ways.get(place) ?? wayUp(units, place);
  ways.set(place, way);
  for (const id of way) {
    if (units.units[id]!.roles.includes(role)) return id;
    const seated = seats.get(id)?.get(role);
    if (seated) return seated[0];
  }
  return undefined;
}

/** All units that hold a role at just this unit, in the order in which they are asked: more than one is an ambiguity. */
export function seatedAt(units: Units, role: string, unit: string): string[] {
  const own = units.units[unit]?.roles.includes(role) ? [unit] : [];
  return [...own, ...(indexOf(units).seats.get(unit)?.get(role) ?? [])];
}

/**
 * The way up from a place: the place and the units above it; from a unit of a line over to the unit of the territory it serves (of several,
 * the nearest above all of them) and the units above that.
 */
export function wayUp(units: Units, place: string): string[] {
  const way: string[] = [];
  for (let id: string | undefined = place; id !== undefined && Object.hasOwn(units.units, id) && !way.includes(id); ) {
    way.push(id);
    const unit: Unit = units.units[id]!;
    id = unit.serves ? above(units, unit.serves) : unit.parent;
  }
  return way;
}

/** All units from the top of the territory down, each before those below it, in the order in which they are written; then those of the lines. */
export function inTree({ units }: Units): string[] {
  const below = new Map<string | undefined, string[]>();
  for (const [id, { parent }] of Object.entries(units)) {
    const known = parent !== undefined && Object.hasOwn(units, parent) ? parent : undefined;
    below.set(known, [...(below.get(known) ?? []), id]);
  }
  const order = new Set<string>();
  const walk = (id: string): void => {
    order.add(id);
    for (const next of below.get(id) ?? []) walk(next);
  };
  const tops = below.get(undefined) ?? [];
  for (const id of tops) if (units[id]!.line === undefined) walk(id);
  for (const id of tops) if (!order.has(id)) walk(id);
  return [...order];
}

/** The units at the foot of the territory, where people live. */
export function feetOf({ units }: Units): string[] {
  const parents = new Set(Object.values(units).map(({ parent }) => parent));
  return Object.keys(units).filter((id) => !parents.has(id) && units[id]!.line === undefined);
}

/** The units of the territory that a line unit works for: its own, else those of the unit above it. */
export function servedBy({ units }: Units, unit: Unit): string[] {
  for (let held: Unit | undefined = unit, i = 0; held && i < 32; i++) {
    if (held.serves) return held.serves;
    held = held.parent === undefined ? undefined : units[held.parent];
  }
  return [];
}

/** Where a case about `subject` is at home: a unit is its own place, anybody else is where the opening says. */
export function homeOf(units: Units, protocol: Pick<Protocol, 'subject'>, subject: string, place: string): string {
  const isUnit = (protocol.subject === 'unit' || protocol.subject === 'place') && Object.hasOwn(units.units, subject);
  return isUnit ? subject : place;
}

/** The nearest unit above all of these, or the one itself. */
function above(units: Units, served: readonly string[]): string | undefined {
  const [first, ...others] = served.map((id) => wayUp(units, id));
  return first?.find((id) => others.every((way) => way.includes(id)));
}

interface Index {
  /** Unit → role → who holds the role for it from outside it: who answers first, then the lines, in the order of the file. */
  seats: Map<string, Map<string, string[]>>;
  /** Place → the way up from it. */
  ways: Map<string, string[]>;
}

/** A pure cache: units never change, a new edition is another object. */
const indices = new WeakMap<Units, Index>();

function indexOf(units: Units): Index {
  const known = indices.get(units);
  if (known) return known;
  const seats: Index['seats'] = new Map();
  const seat = (of: string, role: string, who: string) => {
    const roles = seats.get(of) ?? new Map<string, string[]>();
    seats.set(of, roles);
    const seated = roles.get(role);
    if (!seated) roles.set(role, [who]);
    else if (!seated.includes(who)) seated.push(who);
  };
  for (const { who, as, for: those } of units.answers ?? []) for (const of of those) seat(of, as, who);
  for (const unit of Object.values(units.units)) {
    if (unit.line === undefined) continue;
    for (const of of servedBy(units, unit)) for (const role of unit.roles) seat(of, role, unit.id);
  }
  const index = { seats, ways: new Map<string, string[]>() };
  indices.set(units, index);
  return index;
}
