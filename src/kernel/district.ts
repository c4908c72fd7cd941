import type { Instant } from './protocol.ts';
import { onDuty, type Roster, shiftAt } from './roster.ts';
import { holderOf, type Units } from './units.ts';

/** The district as it stands: its units, and the rosters of its posts. */
export interface District {
  units: Units;
  rosters: readonly Roster[];
}

/** Who is asked: the unit, and, where a roster covers the post at that instant, who is on duty there. */
export interface Asked {
  role: string;
  /** Undefined: nobody holds the role as seen from there. */
  unit?: string;
  duty?: {
    roster: string;
    /** Empty: nobody is there. */
    on: string[];
    /** The shift. */
    from: Instant;
    until: Instant;
  };
}

/** Resolves a role as seen from a place at an instant, against tree and roster. */
export function askedFor({ units, rosters }: District, role: string, place: string, at: Instant): Asked {
  const unit = holderOf(units, role, place);
  if (unit === undefined) return { role };
  for (const roster of rosters) {
    if (roster.unit !== unit || roster.role !== role) continue;
    const on = onDuty(roster, at);
    const shift = on && shiftAt(roster, at);
    if (on && shift) return { role, unit, duty: { roster: roster.name, on, from: shift.from, until: shift.until } };
  }
  return { role, unit };
}
