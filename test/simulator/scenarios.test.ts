import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load } from '../../src/kernel/index.ts';
import { type Expect, expectations, readLibrary as read, readScenarios, type Scenario } from '../../src/language/index.ts';
import { type Failure, playScenario } from '../../src/simulator/index.ts';
import { libraryTexts, protocolsFolder, readLibrary } from '../library.ts';

const { machines, editions, protocols, units, orders, ...library } = readLibrary();
const all = [...machines, ...editions];
const context = {
  protocols: new Map([...protocols].map(([name, list]) => [name, list.map(({ protocol }) => protocol)])),
  units,
  orders: orders.map(({ id }) => id),
};

/** The scenario in a text; a mistake in it fails the test. */
function told(text: string): Scenario {
  const { scenarios, problems } = readScenarios(text, 'scenarios.yaml', context);
  expect(problems).toEqual([]);
  return scenarios[0]!;
}
const failuresOf = (scenario: Scenario): Failure[] => playScenario(scenario, all, units).failures;
const problemsOf = (text: string) =>
  readScenarios(text, 'scenarios.yaml', context).problems.map(({ code, line, col, suggestion }) => [code, line, col, suggestion]);

const observed =
  '- scenario: one\n  protocol: close-contact\n  open: { at: 2020-01-25 12:30, with: { exposed_on: 2020-01-24 } }\n  steps:\n';

const everything = told(`${observed}
    - at: 2020-01-25 13:00
      expect: { tasks: [], owed: temperature_taken, next: 2020-01-25 21:00 }
    - at: 2020-01-25 16:00
      expect: { tasks: temperature_taken, slots: { temperature_taken: { 2020-01-25 17:00: open } } }
    - at: 2020-01-25 21:00
      expect: { told: [village_doctor@sample-village] }
    - at: 2020-01-26 08:00
      temperature_taken: { celsius: 36.6, symptoms: false, by: village_doctor }
      expect: { missed: temperature_taken, slots: { temperature_taken: { 2020-01-25 17:00: missed, 2020-01-26 08:00: done } } }
    - at: 2020-01-26 09:00
      temperature_taken: { celsius: 37.9, symptoms: false, by: grid_head, occurred: 2020-01-25 17:30 }
      expect: { noted: temperature_taken, state: febrile, withdrawn: temperature_taken }
    - at: 2020-01-26 09:10
      declined: { reason: no bed, by: fever_clinic }
      expect: { declined: fever_clinic, offered: fever_clinic, holder: sample-village }
    - at: 2020-01-26 09:20
      declined: { by: fever_clinic }
      expect: { refused: reason_needed, says: '"declined" needs a reason' }
    - at: 2020-01-26 09:30
      declined: { by: fever_clinic }
      expect: { refused: reason_needed, says: “declined”必须说明理由 }
    - at: 2020-01-26 09:32
      declined: { reason: no bed, by: fever_clinic }
      expect: { bounced: [] }
    - at: 2020-01-26 09:34
      declined: { reason: no bed, by: fever_clinic }
      expect: { bounced: fever_clinic }
    - at: 2020-01-26 09:40
      accepted: { by: fever_clinic }
      expect: { holder: fever_clinic@sample-village }`);

it('sees slots, tasks, the next alarm, who is told where, and the words of a refusal', () => {
  expect(failuresOf(everything)).toEqual([]);
});

/** The scenario with one expectation of one step turned into what is not so. */
function wronged(scenario: Scenario, index: number, key: keyof Expect): Scenario {
  const wrong = (value: unknown): unknown => {
    if (Array.isArray(value)) return [...value, key === 'opened' || key === 'sent' ? { name: 'nothing', with: {} } : 'nothing'];
    if (typeof value !== 'object' || value === null) return value === 'nothing' ? 'something' : 'nothing';
    const [[name, inner]] = Object.entries(value) as [[string, unknown]];
    return { ...value, [name]: wrong(inner) };
  };
  const steps = scenario.steps.map((step) =>
    step.index === index ? { ...step, expect: { ...step.expect, [key]: wrong(step.expect[key]) } } : step,
  );
  return { ...scenario, steps };
}

it.each(expectations.map(({ key }) => key))('an expectation of "%s" that is not so fails at its place', (key) => {
  const scenarios = [everything, ...library.scenarios].filter(({ steps }) => steps.some(({ expect: given }) => given[key] !== undefined));
  expect(scenarios.length).toBeGreaterThan(0);
  for (const scenario of scenarios.slice(0, 3)) {
    const step = scenario.steps.find(({ expect: given }) => given[key] !== undefined)!;
    const failures = failuresOf(wronged(scenario, step.index, key));
    expect(failures.map((failure) => [failure.key, failure.at, failure.place])).toContainEqual([key, step.at, step.places[key]]);
  }
});

it('counts who was told since the last step about the same case, even when others were looked at between', () => {
  const scenario = told(`${observed}
    - at: 2020-01-25 20:00
    - at: 2020-01-25 20:10
      open: { as: second, with: { exposed_on: 2020-01-20 }, subject: p-2 }
    - at: 2020-01-25 21:30
      case: second
      expect: { told: village_doctor }
    - at: 2020-01-25 23:00
      expect: { told: [village_doctor, grid_head] }`);
  expect(failuresOf(scenario)).toEqual([]);
});

it('lets a scenario act on a case that another opened, and two cases share a contact', () => {
  const scenario = told(`
- scenario: shared
  protocol: suspected-case
  open: { at: 2020-02-01 08:00, with: { found_as: clinic }, subject: p-1 }
  steps:
    - { at: 2020-02-01 08:10, open: { as: second, with: { found_as: clinic }, subject: p-2 } }
    - { at: 2020-02-01 09:00, contact_named: { who: p-9, exposed_on: 2020-01-31, by: investigator } }
    - { at: 2020-02-01 09:10, case: second, contact_named: { who: p-9, exposed_on: 2020-01-30, by: investigator }, expect: { opened: { close-contact: { for: p-9 } } } }
    - at: 2020-02-01 09:20
      case: close-contact/1
      temperature_taken: { celsius: 38, symptoms: false, by: village_doctor }
      expect: { state: febrile }
    - { at: 2020-02-01 09:20, case: close-contact/1, expect: { told: [] } }`);
  const { failures, world } = playScenario(scenario, all, units);
  expect(failures).toEqual([]);
  expect([...world.cases.values()].filter(({ protocol }) => protocol === 'close-contact').map(({ subject }) => subject)).toEqual(['p-9']);
});

it('knows the other cases of a scenario as senders of messages', () => {
  const scenario = told(`${observed}
    - { at: 2020-01-25 12:40, open: { as: second, protocol: suspected-case, with: { found_as: clinic }, subject: p-2 } }
    - { at: 2020-01-25 12:50, opened: { exposed_on: 2020-01-25, from: second } }
    - { at: 2020-01-25 12:55, opened: { exposed_on: 2020-01-26, from: stranger } }`);
  const { world } = playScenario(scenario, all, units);
  expect(world.cases.get('c-subject')!.record.map(({ from }) => from)).toEqual([undefined, 'c-second', 'stranger']);
});

it('plays a step on every day and at every time it names, in order', () => {
  const scenario = told(`${observed}
    - at: { from: 2020-01-26, to: 2020-01-28, at: ["17:10", "07:30"] }
      temperature_taken: { celsius: 36.5, symptoms: false, by: village_doctor }
      expect: { state: observed, done: temperature_taken }
    - { at: 2020-01-28 20:00, expect: { owed: temperature_taken } }`);
  expect(scenario.steps.map(({ at }) => at).slice(0, 3)).toEqual(['2020-01-26 07:30', '2020-01-26 17:10', '2020-01-27 07:30']);
  expect(failuresOf(scenario)).toEqual([]);
});

it('says where a refused opening stands, and takes one that is expected', () => {
  const open = { at: '2020-01-25 10:30', with: { exposed_on: '2020-01-24' } };
  const late = told(`- scenario: s\n  protocol: close-contact\n  open: ${JSON.stringify(open)}\n  steps:
    - { at: 2020-01-25 11:00, open: { as: second, with: {} }, expect: { refused: bad_data } }`);
  expect(failuresOf(late)).toEqual([]);
  const [failure] = failuresOf({ ...late, open: { ...late.open, with: {} } });
  expect(failure).toMatchObject({ key: 'refused', actual: 'bad_data', line: 1 });
});

it('resolves an attention, and moves a corrected entry in time', () => {
  const scenario = told(`${observed}
    - { at: 2020-01-25 13:00, temperature_taken: { celsius: 38.2, symptoms: false, by: village_doctor }, expect: { state: febrile } }
    - at: 2020-01-25 13:10
      correct: { event: temperature_taken, with: { celsius: 36.2 }, occurred: 2020-01-25 12:50, because: misread, by: village_doctor }
      expect: { attention: would_be_elsewhere }
    - at: 2020-01-25 13:20
      resolve: { attention: would_be_elsewhere, because: seen by the doctor, by: county_cdc }
      expect: { attention: [] }`);
  const { failures, world } = playScenario(scenario, all, units);
  expect(failures).toEqual([]);
  const [entry] = world.cases.get('c-subject')!.record.filter(({ event }) => event === 'temperature_taken');
  expect(entry).toMatchObject({ at: Date.parse('2020-01-25T12:50:00+08:00'), data: { celsius: 36.2 } });
});

it('names what is asked for each of a list by its element, and by the unit that is asked', () => {
  const protocol = `protocol: reports
edition: "1"
title: { zh: 报送, en: Reports }
subject: unit
zone: Asia/Shanghai
facts:
  addressees: { type: unit, many: true, required: true }
  silent: { is: "slots.reported_back.filter(s, !s.done).map(s, s.key)" }
  since: { is: "reported_back.map(r, r.at)" }
events: { reported_back: { by: unit_head, title: { zh: 反馈, en: Reported back }, data: { unit: { type: unit } } } }
ladders: { overdue: [{ after: 0m, tell: asked }] }
outcomes: { over: { zh: 结束, en: Over } }
states:
  asking:
    stage: control
    title: { zh: 待反馈, en: Asking }
    tasks: { reported_back: { by: unit_head of unit, each: unit in addressees, due: 1d, late: overdue } }
    on: { reported_back: record }
    once: { 30d: { to: over } }
  over: { stage: control, title: { zh: 结束, en: Over }, end: over }
`;
  const scenario = `- scenario: each
  protocol: reports
  open: { at: 2020-01-25 08:00, with: { addressees: [mudan, yuquan] }, by: county_leader, home: qinzhou }
  steps:
    - at: 2020-01-25 08:00
      expect:
        tasks: ["reported_back[mudan]", "reported_back[yuquan]"]
        owed: [reported_back@mudan, reported_back@yuquan]
        due: { "reported_back[yuquan]": 2020-01-27 00:00 }
    - at: 2020-01-25 09:00
      reported_back: { unit: mudan, by: unit_head, place: mudan }
      expect: { done: "reported_back[mudan]", owed: reported_back, facts: { silent: [yuquan], since: [2020-01-25 09:00] } }
    - at: 2020-01-27 00:00
      expect: { late: "reported_back[yuquan]@yuquan", told: unit_head@yuquan }
`;
  const texts = [
    { path: 'reports/protocol.yaml', text: protocol },
    { path: 'reports/scenarios.yaml', text: scenario },
    { path: 'units/qinzhou.yaml', text: readFileSync(join(protocolsFolder, 'units', 'qinzhou.yaml'), 'utf8') },
  ];
  const small = read(texts);
  expect(small.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const machine = load(small.protocols.get('reports')![0]!.protocol, 'reports');
  expect(playScenario(small.scenarios[0]!, [machine], small.units).failures).toEqual([]);
});

it.each(['person', 'unit', 'place', 'cluster', 'household'])('a scenario is about a %s as well as about any other', (subject) => {
  const protocol = `protocol: looked-after
edition: "1"
title: { zh: 照看, en: Looked after }
subject: ${subject}
zone: Asia/Shanghai
events: { looked: { by: village_doctor, title: { zh: 看过, en: Looked }, must: [{ is: this.subject != "", say: { zh: 无, en: none } }] } }
ladders: { slow: [{ after: 0m, open: supervision, against: asked }] }
outcomes: { over: { zh: 结束, en: Over } }
states:
  waiting:
    stage: discover
    title: { zh: 等待, en: Waiting }
    tasks: { looked: { by: village_doctor, due: 2h, late: slow } }
    on: { looked: { to: over } }
  over: { stage: control, title: { zh: 结束, en: Over }, end: over }
`;
  const scenario = `- scenario: looked after
  protocol: looked-after
  open: { at: 2020-01-25 08:00, home: sample-village }
  steps:
    - at: 2020-01-25 10:00
      expect: { late: looked, opened: { supervision: { for: village_doctor } } }
    - { at: 2020-01-25 10:00, case: supervision/1, expect: { state: to_notify, holder: sample-village } }
    - { at: 2020-01-25 11:00, looked: { by: village_doctor }, expect: { ended: over } }
    - { at: 2020-01-25 12:00, open: { as: next, home: mudan-east, subject: s-2 } }
    - { at: 2020-01-25 13:00, case: next, looked: { by: village_doctor }, expect: { ended: over } }
`;
  const texts = [
    { path: 'looked-after/protocol.yaml', text: protocol },
    { path: 'looked-after/scenarios.yaml', text: scenario },
    ...libraryTexts().filter(({ path }) => /^(units|calendars|supervision)\//.test(path)),
  ];
  const small = read(texts);
  expect(small.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const cast = [...small.protocols.values()].flat().map(({ protocol: own }) => load(own, `${subject} ${own.protocol}`));
  const { failures, world } = playScenario(small.scenarios.find(({ title }) => title === 'looked after')!, cast, small.units);
  expect(failures).toEqual([]);
  expect(world.cases.get('c-subject')!.subject).toBe(subject === 'unit' ? 'sample-village' : 'subject');
});

describe('what is wrong with a scenario is said at its place', () => {
  it.each([
    ['temprature_taken: { celsius: 36, symptoms: false, by: village_doctor }', ['event-undeclared', 6, 7, 'temperature_taken']],
    ['temperature_taken: { celsius: 36, symptoms: false, by: vilage_doctor }', ['role-unknown', 6, 62, 'village_doctor']],
    ['temperature_taken: { celsius: high, symptoms: false, by: village_doctor }', ['wrong-type', 6, 37, undefined]],
    ['temperature_taken: { celsius: 36, symptoms: false, by: village_doctor, place: nowhere }', ['unit-unknown', 6, 85, undefined]],
    ['temperature_taken: { celsus: 36, symptoms: false, by: village_doctor }', ['unknown-key', 6, 28, 'celsius']],
    ['seen_by_clinic: { finding: sick, by: fever_clinic }', ['closed-list', 6, 34, undefined]],
    ['expct: { state: observed }', ['missing-key', 6, 7, undefined]],
    ['expect: { state: obsreved }', ['target-unknown', 6, 24, 'observed']],
    ['expect: { told: [vilage_doctor] }', ['role-unknown', 6, 24, 'village_doctor']],
    ['expect: { told: [village_doctor@sampel-village] }', ['unit-unknown', 6, 24, undefined]],
    ['expect: { refused: wrong_rule }', ['closed-list', 6, 26, 'wrong_role']],
    ['expect: { ended: relesed }', ['outcome-unknown', 6, 24, 'released']],
    ['expect: { became: suspected-cas }', ['protocol-unknown', 6, 25, 'suspected-case']],
    ['expect: { slots: { temperature_taken: { 2020-01-25 17:00: dne } } }', ['closed-list', 6, 65, 'done']],
    ['case: suspected-cas/1', ['case-unknown', 6, 13, 'suspected-case/1']],
  ])('%s', (line, problem) => {
    expect(problemsOf(`${observed}    - at: 2020-01-25 13:00\n      ${line}\n`)).toEqual([problem]);
  });

  it('but data and roles that the step expects to be refused are no mistake', () => {
    expect(
      problemsOf(`${observed}    - at: 2020-01-25 13:00\n      cured: { by: ward }\n      expect: { refused: unknown_event }\n`),
    ).toEqual([]);
  });
});
