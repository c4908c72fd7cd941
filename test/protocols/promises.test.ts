import { describe, expect, it } from 'vitest';
import { load, type Machine } from '../../src/kernel/index.ts';
import type { Scenario } from '../../src/language/index.ts';
import { playScenario } from '../../src/simulator/index.ts';
import { readLibrary } from '../library.ts';
import { mattersOf } from './matters.ts';
import { mutantsOf } from './mutants.ts';

const { machines, scenarios, units } = readLibrary();

/** What somebody who reads a scenario would see of it: what it expects, and what its supervision files are about. */
function seen(scenario: Scenario, library: readonly Machine[]): string {
  const { failures, world } = playScenario(scenario, library, units);
  return JSON.stringify([failures, mattersOf(world)]);
}

const asWritten = new Map(scenarios.map((scenario) => [scenario, seen(scenario, machines)]));

describe.each(machines.map((machine) => ({ machine, name: machine.protocol.protocol })))('$name', ({ machine, name }) => {
  it('has a scenario that fails for whatever is taken out of it or moved by the least', () => {
    // Its own scenarios first: they are the likeliest to notice.
    const order = scenarios.toSorted((a, b) => Number(b.protocol === name) - Number(a.protocol === name));
    const unnoticed: string[] = [];
    let count = 0;
    for (const { what, change } of mutantsOf(machine.protocol)) {
      const protocol = structuredClone(machine.protocol);
      change(protocol);
      const mutant = load(protocol, `${name} without ${count++}`);
      const library = machines.map((other) => (other === machine ? mutant : other));
      if (!order.some((scenario) => seen(scenario, library) !== asWritten.get(scenario))) unnoticed.push(what);
    }
    expect(unnoticed).toEqual([]);
    expect(count).toBeGreaterThan(50);
  }, 120_000);
});
