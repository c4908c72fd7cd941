import { describe, expect, it } from 'vitest';
import { load, type Machine } from '../../src/kernel/index.ts';
import { type Edition, readLibrary, type Scenario } from '../../src/language/index.ts';
import { coverageOf, editionKey, mutantsOf, playScenario, shownBy, tryMutants } from '../../src/simulator/index.ts';
import { protocol, units } from './watch.ts';

function proofOf(steps: string) {
  const scenario = `- scenario: one\n  protocol: watch\n  open: { at: 2020-01-25 08:00, by: doctor }\n  steps:\n${steps}`;
  const library = readLibrary([
    { path: 'units/sample.yaml', text: units },
    { path: 'watch/protocol.yaml', text: protocol },
    { path: 'watch/scenarios.yaml', text: scenario },
  ]);
  expect(library.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const [edition] = library.protocols.get('watch') as [Edition];
  const machine = load(edition.protocol, `watch ${steps}`);
  const played = library.scenarios.map((one) => playScenario(one, [machine], library.units));
  expect(played.flatMap(({ failures }) => failures)).toEqual([]);
  const shown = played.map(shownBy);
  const rules = coverageOf([edition], undefined, shown)[0]!.rules;
  const proofs = Object.fromEntries(rules.map(({ rule, proof }) => [rule.id, proof]));
  const witnesses = library.scenarios.map((one: Scenario, n) => ({ scenario: one, shown: shown[n]! }));
  const unnoticed = () =>
    [...tryMutants(machine, witnesses, [machine] as Machine[], library.units)]
      .filter(({ noticed }) => !noticed)
      .map(({ mutant }) => mutant.id);
  return { proofs, rules, unnoticed, edition };
}

describe('coverage', () => {
  it('names every rule with its place, and nothing as proved while nothing is expected', () => {
    const { proofs, rules } = proofOf('    - { at: 2020-01-28 08:00 }\n');
    expect(Object.values(proofs)).not.toContain('expected');
    expect(rules.map(({ rule, line }) => [rule.id, line])).toEqual([
      ['back_to reading', 13],
      ['must reading.0', 16],
      ['not_by seen.reading', 17],
      ['step slow.0', 19],
      ['step slow.1', 19],
      ['state watched', 22],
      ['deadline watched.reading', 25],
      ['arm watched.on.reading.0', 27],
      ['arm watched.on.seen.0', 29],
      ['arm watched.on.seen.1', 30],
      ['once watched.once.0', 31],
      ['state moved', 32],
      ['entry moved', 32],
      ['deadline moved.hand_off', 36],
      ['answer moved.accepted', 38],
      ['answer moved.declined', 39],
      ['state over', 40],
    ]);
  });

  it('tells what fired from what is expected', () => {
    const { proofs } = proofOf(
      '    - { at: 2020-01-26 08:00, expect: { late: reading } }\n    - { at: 2020-01-26 12:00, expect: { state: watched } }\n',
    );
    expect(proofs).toMatchObject({
      'deadline watched.reading': 'expected',
      'step slow.0': 'fired',
      'step slow.1': 'fired',
      'state watched': 'expected',
      'state moved': 'never',
    });
  });

  it('counts a telling by told, a move by where the case is, a refusal by its code', () => {
    const { proofs } = proofOf(`    - { at: 2020-01-26 08:00, expect: { told: doctor } }
    - { at: 2020-01-26 10:00, reading: { celsius: 50, cough: true, by: doctor, occurred: 2020-01-26 09:50 }, expect: { refused: must } }
    - { at: 2020-01-26 10:10, reading: { celsius: 37, cough: true, by: doctor, occurred: 2020-01-26 08:10 }, expect: { refused: too_old } }
    - { at: 2020-01-26 10:20, reading: { celsius: 37, cough: false, by: doctor, person: u-1 }, expect: { state: watched } }
    - { at: 2020-01-26 10:30, seen: { by: doctor, person: u-1 }, expect: { refused: same_person } }
    - { at: 2020-01-26 10:40, seen: { by: clinic }, expect: { done: [] } }
    - { at: 2020-01-26 10:50, reading: { celsius: 38, cough: true, by: doctor }, expect: { state: moved } }
    - { at: 2020-01-26 11:00, declined: { by: clinic, reason: full }, expect: { told: clinic } }
    - { at: 2020-01-26 11:10, accepted: { by: clinic }, expect: { ended: over } }
`);
    expect(Object.entries(proofs).filter(([, proof]) => proof !== 'expected')).toEqual([
      ['step slow.1', 'fired'],
      ['arm watched.on.seen.0', 'never'],
      ['deadline moved.hand_off', 'never'],
      ['answer moved.declined', 'fired'],
    ]);
  });
});

it('a ladder that protocols share is proved by all of them together, in its own file', () => {
  const ladders = 'ladders:\n  shared: [{ after: 0m, tell: doctor }, { after: 2h, tell: leader }]\n';
  const one = protocol.replaceAll('late: slow', 'late: shared').replace(/ladders:\n.*\n/, '');
  const scenarioOf = (name: string, step: string) =>
    `- scenario: ${name}\n  protocol: ${name}\n  open: { at: 2020-01-25 08:00, by: doctor }\n  steps:\n${step}`;
  const library = readLibrary([
    { path: 'units/sample.yaml', text: units },
    { path: 'ladders.yaml', text: ladders },
    { path: 'watch/protocol.yaml', text: one },
    { path: 'watch/scenarios.yaml', text: scenarioOf('watch', '    - { at: 2020-01-26 08:00, expect: { told: doctor } }\n') },
    { path: 'other/protocol.yaml', text: one.replace('protocol: watch', 'protocol: other') },
    {
      path: 'other/scenarios.yaml',
      text: scenarioOf('other', '    - { at: 2020-01-26 09:00 }\n    - { at: 2020-01-26 10:00, expect: { told: leader } }\n'),
    },
  ]);
  expect(library.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const editions = [...library.protocols.values()].flat();
  const machines = editions.map(({ protocol: own }) => load(own, `shared ${own.protocol}`));
  const shown = library.scenarios.map((scenario) => shownBy(playScenario(scenario, machines, library.units)));
  const files = coverageOf(editions, { path: 'ladders.yaml', text: ladders }, shown);
  expect(files.find(({ path }) => path === 'ladders.yaml')!.rules.map(({ rule, proof, line }) => [rule.id, proof, line])).toEqual([
    ['step shared.0', 'expected', 2],
    ['step shared.1', 'expected', 2],
  ]);
  expect(files.flatMap(({ path, rules }) => (path === 'ladders.yaml' ? [] : rules)).filter(({ rule }) => rule.kind === 'step')).toEqual([]);
});

describe('mutants', () => {
  it('damage every rule once, each under its own name and with its place', () => {
    const { edition } = proofOf('    - { at: 2020-01-25 08:00, expect: { state: watched } }\n');
    const mutants = mutantsOf(edition.protocol);
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
    expect(mutants.map(({ id }) => id)).toMatchSnapshot();
    for (const { change, id, words } of mutants) {
      const before = JSON.stringify(edition.protocol);
      expect(JSON.stringify(change(edition.protocol)), id).not.toBe(before);
      expect(JSON.stringify(edition.protocol), id).toBe(before);
      expect(words.zh, id).toMatch(/[\u4e00-\u9fff]/);
    }
  });

  it('survive what nobody looks at, and are noticed by whoever does', () => {
    const blind = proofOf('    - { at: 2020-01-26 12:00, expect: { state: watched } }\n').unnoticed();
    expect(blind).toContain('ladder slow 2: does not tell leader');
    const seeing = proofOf(
      '    - { at: 2020-01-26 08:00 }\n    - { at: 2020-01-26 10:00, expect: { told: [leader, clinic] } }\n',
    ).unnoticed();
    expect(seeing).not.toContain('ladder slow 2: does not tell leader');
    expect(seeing).not.toContain('watched.reading: due later');
    expect(seeing).toContain('ladder slow 1: silent');
  });

  it('find the condition that is not tried on both sides', () => {
    const hot = '    - { at: 2020-01-25 09:00, reading: { celsius: 37.3, cough: true, by: doctor }, expect: { state: moved } }\n';
    expect(proofOf(hot).unnoticed()).toContain('fact ill: condition 2 missing');
    const cool = '    - { at: 2020-01-25 08:30, reading: { celsius: 37.3, cough: false, by: doctor }, expect: { state: watched } }\n';
    const both = proofOf(cool + hot).unnoticed();
    expect(both).not.toContain('fact ill: condition 2 missing');
    expect(both).not.toContain('value hot: greater');
  });
});

it('an edition is told from another by its date', () => {
  expect(editionKey({ protocol: 'a', edition: '1' } as never)).not.toBe(editionKey({ protocol: 'a', edition: '2' } as never));
});
