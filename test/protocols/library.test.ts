import { describe, expect, it } from 'vitest';
import { playScenario } from '../../src/simulator/index.ts';
import { readLibrary } from '../library.ts';
import { mattersOf } from './matters.ts';

const { machines, scenarios, units, problems } = readLibrary();

it('every protocol, scenario and unit of the library is free of problems', () => {
  expect(problems.map((problem) => `${problem.file}:${problem.line} ${problem.code} ${problem.en}`)).toEqual([]);
  expect(machines.map((machine) => machine.protocol.protocol).sort()).toEqual(['close-contact', 'supervision', 'suspected-case']);
});

it('no two scenarios have one title', () => {
  expect(new Set(scenarios.map(({ title }) => title)).size).toBe(scenarios.length);
});

describe.each(scenarios)('$protocol: $title', (scenario) => {
  it('happens as the scenario says', () => {
    expect(playScenario(scenario, machines, units).failures).toEqual([]);
  });
});

/** The end of a scenario's title → what its supervision files are about, each matter once. */
const matters: [string, string[]][] = [
  ['nobody comes for a day and a supervision file is opened', ['missed_reading']],
  ['a transfer nobody accepts goes to supervision', ['transfer_refused']],
  ['the release notice is late', ['notice_late']],
  ['only the report is late', ['late_report']],
  ['and what is owed stays owed after the end', ['transfer_refused', 'late_report', 'late_investigation']],
  ['a result that takes more than twelve hours', ['late_result']],
  ['confirmed before any ward had taken him in', ['transfer_refused']],
  ['the corrected report of a confirmed case is late, and owed beyond his death', ['late_report']],
];

it.each(matters)('%s: the file says which duty was missed, and runs as a case', (ending, expected) => {
  const scenario = scenarios.find(({ title }) => title.endsWith(ending))!;
  const { world } = playScenario(scenario, machines, units);
  expect([...new Set(mattersOf(world))].sort()).toEqual(expected.toSorted());
  const files = [...world.cases.values()].filter((file) => file.protocol === 'supervision');
  expect(files.flatMap((file) => file.record.map((entry) => entry.data.matter))).toEqual(mattersOf(world));
  expect(files.flatMap((file) => file.attention)).toEqual([]);
});

it('the contacts of an excluded person are released with him', () => {
  const scenario = scenarios.find(({ title }) => title === 'from suspicion to exclusion by two negatives a day apart')!;
  const { world } = playScenario(scenario, machines, units);
  const contacts = [...world.cases.values()].filter((other) => other.protocol === 'close-contact');
  expect(contacts.map(({ subject, outcome }) => ({ subject, outcome }))).toEqual([{ subject: 'p-9', outcome: 'source_cleared' }]);
});

it('every value of a protocol cites a source, and every source is cited', () => {
  for (const { protocol } of machines) {
    for (const [name, value] of Object.entries(protocol.values)) expect(value.cite, `${protocol.protocol}: ${name}`).toBeDefined();
    const cited = JSON.stringify([protocol.values, protocol.states]);
    for (const source of Object.keys(protocol.sources)) expect(cited, `${protocol.protocol}: ${source}`).toContain(`"cite":"${source}"`);
  }
});
