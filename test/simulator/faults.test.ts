import { describe, expect, it } from 'vitest';
import { rewritingsOf } from '../../src/cli/test/update.ts';
import { readScenarios } from '../../src/language/index.ts';
import { playScenario } from '../../src/simulator/index.ts';
import { written } from '../kernel/written.ts';

const machine = written(`
facts: { hot: { is: reading.last().hot }, odd: { is: "10 / reading.last().n == 1" } }
events: { reading: { by: doctor, title: 测温, data: { hot: { type: flag }, n: { type: integer, required: false } } } }
on: { reading: record }
states:
  one: { stage: treat, tasks: { reading: { by: doctor, due: 12h, late: slow } }, once: { 2h from reading: { to: two }, odd: { tell: leader } } }
  two: { stage: treat, tasks: { reading: { by: doctor, due: 12h, late: slow } }, once: { hot: { to: one }, 9d: { to: over } } }
  over: { stage: control, end: over }
`);

function played(steps: string) {
  const text = `- scenario: one\n  protocol: sample\n  open: { at: 2020-01-25 08:00, by: doctor }\n  steps:\n${steps}`;
  const { scenarios, problems } = readScenarios(text, 'scenarios.yaml', { protocols: new Map([['sample', [machine.protocol]]]) });
  expect(problems).toEqual([]);
  const [scenario] = scenarios;
  return { scenario: scenario!, ...playScenario(scenario!, [machine], undefined) };
}

describe('a scenario of a protocol that goes wrong as it runs', () => {
  const round =
    '    - at: 2020-01-25 09:00\n      reading: { hot: true, by: doctor }\n    - at: 2020-01-25 11:00\n      expect: { state: one';

  it('fails where the case went round in a circle, though nothing was expected of that', () => {
    const { failures, scenario } = played(`${round} }\n`);
    expect(failures).toMatchObject([
      { key: 'attention', actual: ['bound'], at: '2020-01-25 11:00', says: { en: expect.stringContaining('too many steps') } },
    ]);
    // What is wrong with the protocol is not written into the scenario.
    expect(rewritingsOf([{ scenario, failures } as never]).rewritings).toEqual([]);
  });

  it('fails where an expression could not be worked out', () => {
    expect(played('    - at: 2020-01-25 09:00\n      reading: { hot: false, n: 0, by: doctor }\n').failures).toMatchObject([
      { key: 'attention', actual: ['guard_failed'] },
    ]);
  });

  it('passes where just that is expected', () => {
    expect(played(`${round}, attention: bound }\n`).failures).toEqual([]);
  });
});
