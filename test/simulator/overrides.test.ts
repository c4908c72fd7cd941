import { describe, expect, it } from 'vitest';
import { playScenario } from '../../src/simulator/index.ts';
import { readHard } from '../durable/agreement/hard.ts';
import { readLibrary } from '../library.ts';

const { units } = readLibrary();
const { machines, scenarios } = readHard();

describe('what supervisors do to a case', () => {
  it.each(scenarios.filter(({ file }) => file === 'overrides.yaml'))('$title', (scenario) => {
    const { failures } = playScenario(scenario, machines, units);
    expect(failures.map(({ at, key, expected, actual, says }) => ({ at, key, expected, actual, says }))).toEqual([]);
  });
});
