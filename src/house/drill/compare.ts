import { load, type Projection, type Protocol } from '../../kernel/index.ts';
import { hashOf } from '../../ledger/index.ts';
import { courseOf, playExercise } from '../../simulator/index.ts';
import type { Drill } from './drill.ts';

/** A person with whom the drill did not go as in the simulator. */
export interface Departure {
  number: string;
  case: string;
  /** The first line of the two stories that differs. */
  drill: string;
  simulator: string;
  /** Why: something of the person reached the case only after something that was due later. `unexplained` is a bug. */
  because: 'lag' | 'unexplained';
}

/** The same drill in virtual time, person by person: whoever's deeds all came in time must have the same story. */
export function departuresOf(drill: Drill, told: ReadonlyMap<string, Projection>, library: readonly Protocol[]): Departure[] {
  const { population, seed, begins, until, cast, units } = drill.options;
  const machines = library.map((protocol) => load(protocol, hashOf(protocol)));
  const { world } = playExercise({ population, seed, begins, until: until!, people: cast.people, machines, units });
  const departures: Departure[] = [];
  for (const [id, { row, slots }] of told) {
    const number = drill.who(row.subject);
    const simulated = world.cases.get(number);
    if (!simulated) continue;
    const { protocol, at, status, outcome, holder } = simulated;
    const expected = courseOf({ protocol, at, status, outcome: outcome ?? null, holderRole: holder.role ?? null }, [
      ...simulated.closed,
      ...simulated.slots,
    ]);
    const actual = courseOf(row, slots);
    const line = Math.max(expected.length, actual.length);
    for (let n = 0; n < line; n++) {
      if (expected[n] === actual[n]) continue;
      const because = drill.displaced.has(id) ? 'lag' : 'unexplained';
      departures.push({ number, case: id, drill: actual[n] ?? '–', simulator: expected[n] ?? '–', because });
      break;
    }
  }
  return departures;
}
