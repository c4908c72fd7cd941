import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codes } from '../../src/language/codes/index.ts';
import {
  type Context,
  readPopulation,
  readProtocol,
  readRoster,
  readScenarios,
  readUnits,
  renderProblem,
  type ScenarioContext,
} from '../../src/language/index.ts';

const folder = join(import.meta.dirname, 'golden');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -5));
const role = { title: { zh: '角色', en: 'Role' }, line: 'health' };
const context: Context = {
  units: {
    name: 'sample',
    edition: '1',
    zone: 'Asia/Shanghai',
    roles: { doctor: role, clinic: role, leader: { ...role, onePerson: true }, village_doctor: role },
    units: {
      county: { id: 'county', title: role.title, level: 'county', roles: ['doctor', 'clinic', 'leader'] },
      upper: { id: 'upper', title: role.title, level: 'village', roles: ['village_doctor'], parent: 'county' },
      lower: {
        id: 'lower',
        title: role.title,
        level: 'village',
        roles: [],
        parent: 'county',
        values: { 'unit-value': { cut_off: { type: 'clock', is: '16:30' } } },
      },
    },
  },
  calendars: { 'cn-2020': { holidays: [], working: [] } },
  protocols: {
    looping: { required: [], opensAtOnce: ['open-loop'] },
    contact: { required: [], opened: { since: { type: 'date', required: false } }, hears: { cleared: {} } },
    'suspected-case': { required: [] },
    sample: { required: ['since'] },
    supervision: { required: ['matter'] },
  },
};

const otherRoster = readRoster(
  'roster: other\nedition: "1"\nunit: county\nrole: doctor\nchange: "08:00"\nfrom: 2020-01-30\nturns: [a]\n',
  'other.yaml',
).roster!;

/** The sample protocol that is free of mistakes: what scenarios are checked against. */
const sample = readProtocol(readFileSync(join(folder, 'clean.yaml'), 'utf8'), 'clean.yaml', context).protocol!;
const forScenarios: ScenarioContext = { protocols: new Map([['sample', [sample]]]), units: context.units!, orders: ['zero-report'] };

function outputOf(name: string): { out: string; found: string[] } {
  const file = `${name}.yaml`;
  const text = readFileSync(join(folder, file), 'utf8');
  const { problems } = text.startsWith('units:')
    ? readUnits(text, file)
    : text.startsWith('roster:')
      ? readRoster(text, file, { units: context.units!, others: [otherRoster] })
      : text.startsWith('- scenario')
        ? readScenarios(text, file, forScenarios)
        : text.startsWith('population:')
          ? readPopulation(text, file, { units: context.units!, protocols: [sample] })
          : readProtocol(text, file, context);
  const rendered = (['en', 'zh'] as const).map((locale) => problems.map((problem) => renderProblem(problem, text, locale)).join('\n'));
  return { out: `${rendered.join('\n---\n')}\n`, found: problems.map(({ code }) => code) };
}

describe('what the checker says of a mistake', () => {
  it.each(names)('%s', (name) => {
    const golden = join(folder, `${name}.out`);
    const { out, found } = outputOf(name);
    if (!existsSync(golden) && process.env.CI !== 'true') writeFileSync(golden, out);
    expect(out).toBe(readFileSync(golden, 'utf8'));
    expect(found).toEqual(name === 'clean' ? [] : [name]);
  });

  it('has an example for every code', () => {
    expect(names.filter((name) => name !== 'clean').sort()).toEqual(Object.keys(codes).sort());
    expect(readProtocol('a: '.padEnd(1_000_001, 'x'), 'big.yaml').problems.map(({ code }) => code)).toEqual(['too-large']);
    expect(readProtocol('['.repeat(50), 'deep.yaml').problems.map(({ code }) => code)).toEqual(['too-large']);
  });

  it('puts the caret under the right column of Chinese text', () => {
    const text =
      'protocol: sample\nedition: "1"\ntitle: { zh: 密切接触者, en: Contact, fr: Contact }\nsubject: person\nzone: Asia/Shanghai\n';
    const [problem] = readProtocol(text, 'wide.yaml').problems;
    const [, line, caret] = renderProblem(problem!, text, 'zh').split('\n');
    // Five Han characters stand before, each two columns wide.
    expect(caret!.indexOf('^')).toBe(line!.indexOf('fr') + 5);
  });

  it('never throws or hangs on a broken file', () => {
    const whole = readFileSync(join(folder, 'clean.yaml'), 'utf8');
    for (let cut = 0; cut < whole.length; cut += 37) expect(() => readProtocol(whole.slice(0, cut), 'cut.yaml', context)).not.toThrow();
    for (const text of ['', '[]', 'null', '{}', '"text"', '__proto__: { a: 1 }', 'constructor: 1'])
      expect(readProtocol(text, 'odd.yaml').protocol).toBeUndefined();
  });
});
