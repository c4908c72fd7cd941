import { type Machine, type Units, variant } from '../kernel/index.ts';
import type { Scenario } from '../language/index.ts';
import { editionKey, type Shown } from './coverage.ts';
import { type Mutant, mutantsOf } from './mutants/index.ts';
import { playScenario } from './play.ts';

/** A scenario that goes as it says, with what it shows. */
export interface Witness {
  scenario: Scenario;
  shown: ReadonlyMap<string, Shown>;
}

/** Whether some scenario notices a mutant, and which. */
export interface Verdict {
  mutant: Mutant;
  noticed?: Scenario;
}

/**
 * Tries every mutant of a protocol against the scenarios in which a case runs under it, the likeliest to notice first.
 * `library` holds every edition, the present ones first.
 */
export function* tryMutants(
  machine: Machine,
  witnesses: readonly Witness[],
  library: readonly Machine[],
  units?: Units,
): Generator<Verdict> {
  const { protocol } = machine.protocol;
  const key = editionKey(machine.protocol);
  const own = witnesses
    .filter(({ shown }) => shown.has(key))
    .map(({ scenario, shown }) => ({ scenario, shown: shown.get(key)! }))
    .toSorted(
      (a, b) =>
        Number(b.scenario.protocol === protocol) - Number(a.scenario.protocol === protocol) ||
        a.scenario.steps.length - b.scenario.steps.length,
    );
  for (const mutant of mutantsOf(machine.protocol)) {
    const damaged = variant(machine, mutant.change(machine.protocol));
    const machines = library.map((other) => (other === machine ? damaged : other));
    const rank = ({ shown }: { shown: Shown }) =>
      mutant.rule === undefined ? 0 : shown.expected.has(mutant.rule) ? 0 : shown.fired.has(mutant.rule) ? 1 : 2;
    const noticed = own
      .toSorted((a, b) => rank(a) - rank(b))
      .find(({ scenario }) => playScenario(scenario, machines, units, { brief: true }).failures.length > 0);
    yield { mutant, ...(noticed && { noticed: noticed.scenario }) };
  }
}
