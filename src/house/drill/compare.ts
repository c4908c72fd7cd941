import { type Case, type Instant, load, type Projection, type Protocol, type Slot } from '../../kernel/index.ts';
import { hashOf } from '../../ledger/index.ts';
import { courseOf, partingOf, playExercise } from '../../simulator/index.ts';
import type { Drill } from './drill.ts';

/** A case with which the drill did not go as in the simulator. */
export interface Departure {
  /** Whose: the person's number in the register, or the unit. */
  number: string;
  /** The drill's case; undefined when only the simulator has one. */
  case: string | undefined;
  /** The first thing that differs. */
  drill: string;
  simulator: string;
  /** Why: before that, something reached its case only after something that was due later. `unexplained` is a bug. */
  because: 'lag' | 'unexplained';
}

/** One run's case, as far as two runs can be compared. */
interface Told {
  id: string;
  openedAt: Instant;
  course: ReturnType<typeof courseOf>;
}

/**
 * The same drill in virtual time, case by case: wherever all deeds came in time, the stories must be the same. A case that only one of the
 * two has (a file opened by a ladder that lag set going) is excused by lag in any case before it.
 */
export function departuresOf(drill: Drill, told: ReadonlyMap<string, Projection>, library: readonly Protocol[]): Departure[] {
  const { population, seed, begins, until, cast, units } = drill.options;
  const machines = library.map((protocol) => load(protocol, hashOf(protocol)));
  const { world } = playExercise({ population, seed, begins, until: until!, people: cast.people, machines, units });
  const simulated = byName([...world.cases.values()].map((current) => [current.subject, current.openedAt, ofSimulator(current)]));
  const drilled = byName([...told].map(([id, { row, slots }]) => [drill.finding.who(row.subject), row.openedAt, ofCase(id, row, slots)]));
  const firstLag = Math.min(...drill.displaced.values());
  return [...new Set([...simulated.keys(), ...drilled.keys()])].flatMap((name): Departure[] => {
    const [here, there] = [drilled.get(name), simulated.get(name)];
    const [number] = JSON.parse(name) as [string];
    if (here && there) {
      const parting = partingOf(here.course, there.course, units.zone);
      if (!parting) return [];
      const since = drill.displaced.get(here.id) ?? Number.POSITIVE_INFINITY;
      const because = Number.isFinite(since) && since <= parting.at ? 'lag' : 'unexplained';
      return [{ number, case: here.id, drill: parting.here, simulator: parting.there, because }];
    }
    const because = firstLag <= (here ?? there)!.openedAt ? 'lag' : 'unexplained';
    return [{ number, case: here?.id, drill: here?.course.stands ?? '–', simulator: there?.course.stands ?? '–', because }];
  });
}

function ofSimulator({ id, openedAt, protocol, at, status, outcome, holder, closed, slots }: Case): Told {
  const row = { protocol, at, status, outcome: outcome ?? null, holderRole: holder.role ?? null };
  return { id, openedAt, course: courseOf(row, [...closed, ...slots]) };
}

const ofCase = (id: string, row: Projection['row'], slots: readonly Slot[]): Told => ({
  id,
  openedAt: row.openedAt,
  course: courseOf(row, slots),
});

/** By what is the same in every run: whose it is, when it was opened, and of several opened at once for one subject the how manieth. */
function byName(cases: readonly (readonly [subject: string, openedAt: Instant, told: Told])[]): Map<string, Told> {
  const named = new Map<string, Told>();
  const ordered = cases.toSorted(([, , a], [, , b]) => (a.course.stands < b.course.stands ? -1 : 1));
  for (const [subject, openedAt, told] of ordered) {
    let n = 1;
    while (named.has(JSON.stringify([subject, openedAt, n]))) n++;
    named.set(JSON.stringify([subject, openedAt, n]), told);
  }
  return named;
}
