import { describe, expect, it } from 'vitest';
import { playScenario } from '../../src/simulator/index.ts';
import { readLibrary } from '../library.ts';

const { machines, scenarios, units, problems } = readLibrary();

it('every protocol, scenario and unit of the library is free of problems', () => {
  expect(problems.map((problem) => `${problem.file}:${problem.line} ${problem.code} ${problem.en}`)).toEqual([]);
  expect(machines.map((machine) => machine.protocol.protocol).sort()).toEqual(['close-contact', 'supervision', 'suspected-case']);
});

describe.each(scenarios)('$protocol: $title', (scenario) => {
  it('happens as the scenario says', () => {
    expect(playScenario(scenario, machines, units).failures).toEqual([]);
  });
});
