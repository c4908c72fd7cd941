import { type Case, type Input, load, type Machine } from '../kernel/index.ts';
import type { CaseStart } from './contract.ts';

/** The editions that a case has run under since the opening of its present protocol: what came before a migration is judged by them. */
export class Editions {
  private machines: Map<string, Machine>;

  constructor(machines: readonly Machine[]) {
    this.machines = new Map(machines.map((machine) => [machine.hash, machine]));
  }

  readonly find = (hash: string): Machine | undefined => this.machines.get(hash);

  /** The machine under which a case goes on after an input. */
  after(input: Input, { hash }: Case): Machine {
    if (input.kind === 'migrate' && input.to.body) this.machines.set(hash, load(input.to.body, hash));
    return this.machines.get(hash)!;
  }

  /** Another protocol: what was before is closed. */
  begin(machine: Machine): Machine {
    this.machines = new Map([[machine.hash, machine]]);
    return machine;
  }

  /** What the next run has to be told of. */
  formerOf({ hash, migrations = [] }: Case): Pick<NonNullable<CaseStart['carried']>, 'former'> {
    const former = [...new Set(migrations.flatMap(({ from, to }) => [from, to]))].filter((other) => other !== hash);
    return former.length === 0 ? {} : { former: former.map(($protocol) => ({ $protocol })) };
  }
}
