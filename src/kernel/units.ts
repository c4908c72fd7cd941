import type { Protocol, Text, ValueIs } from './protocol.ts';

/** A unit of the tree: district, town, village, or an institution beside them. */
export interface Unit {
  id: string;
  title: Text;
  level: string;
  /** In the national list of places (GB/T 10114). */
  code?: string;
  parent?: string;
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
  /** Everywhere held by one person at a time. */
  onePerson?: true;
}

export interface Units {
  name: string;
  edition: string;
  zone: string;
  roles: Record<string, Role>;
  units: Record<string, Unit>;
}

/**
 * The unit that holds `role` as seen from `place`: the place itself or the nearest unit above that holds it.
 * Undefined when nobody on the way up does, or the place is unknown.
 */
export function holderOf(units: Units, role: string, place: string): string | undefined {
  for (let id: string | undefined = place, i = 0; id !== undefined && i < 32; i++) {
    const unit: Unit | undefined = units.units[id];
    if (!unit) return undefined;
    if (unit.roles.includes(role)) return id;
    id = unit.parent;
  }
  return undefined;
}

/** Where a case about `subject` is at home: a unit is its own place, anybody else is where the opening says. */
export function homeOf(units: Units, protocol: Pick<Protocol, 'subject'>, subject: string, place: string): string {
  const isUnit = (protocol.subject === 'unit' || protocol.subject === 'place') && Object.hasOwn(units.units, subject);
  return isUnit ? subject : place;
}
