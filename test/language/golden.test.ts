import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codes } from '../../src/language/codes/index.ts';
import {
  type Context,
  format,
  type Kind,
  kindOfText,
  type Problem,
  readMigration,
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
  isPlayed: (name) => name !== 'not-covered',
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
/** The next edition of it: one state is called otherwise, and an opening may say more. */
const next = readProtocol(
  readFileSync(join(folder, 'clean.yaml'), 'utf8')
    .replace('edition: "1"', 'edition: "2"')
    .replace('  moved:', '  transferred:')
    .replace('to: moved', 'to: transferred')
    .replace('since: {', 'source: { type: text, one_of: [known, unknown] }\n  since: {'),
  'next.yaml',
  context,
).protocol!;
const forMigrations = { from: sample, to: next };
const forScenarios: ScenarioContext = { protocols: new Map([['sample', [sample]]]), units: context.units!, orders: ['zero-report'] };

/** Everything wrong with an example, whichever language its keys are in. */
function problemsOf(text: string, file: string): Problem[] {
  const readers: Partial<Record<Kind, () => { problems: Problem[] }>> = {
    units: () => readUnits(text, file),
    roster: () => readRoster(text, file, { units: context.units!, others: [otherRoster] }),
    scenarios: () => readScenarios(text, file, forScenarios),
    migration: () => readMigration(text, file, forMigrations),
    population: () => readPopulation(text, file, { units: context.units!, protocols: [sample] }),
  };
  return (readers[kindOfText(text)] ?? (() => readProtocol(text, file, context)))().problems;
}

/** The example of a mistake, and the same put right. */
function exampleOf(code: string): { wrong: string; right: string } {
  const mended = join(folder, 'right', `${code}.yaml`);
  const textOf = (file: string) => readFileSync(file, 'utf8');
  return {
    wrong: textOf(join(folder, `${code}.yaml`)),
    right: textOf(existsSync(mended) ? mended : join(folder, 'clean.yaml')),
  };
}

function outputOf(name: string): { out: string; found: string[] } {
  const file = `${name}.yaml`;
  const text = readFileSync(join(folder, file), 'utf8');
  const problems = problemsOf(text, file);
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

/** Codes of texts that cannot be read, so that their keys cannot be turned over; and of what both languages write alike. */
const inOneLanguage = ['yaml-syntax', 'yaml-anchor', 'yaml-comma', 'too-large', 'duplicate-key', 'mixed-language'];

/** The example with Chinese keys. */
function inChinese(text: string): string {
  const turned = format(text, 'example.yaml', { to: 'zh' });
  if (!('text' in turned)) throw new Error(turned.problems.map(({ en }) => en).join('; '));
  return turned.text;
}

/** The lines in which two texts differ, `…` for those between; with the lines around where one of them lacks something. */
function differing(wrong: string, right: string): { wrong: string; right: string } {
  const sides = [wrong, right].map((text) => text.trimEnd().split('\n'));
  const shown = sides.map((lines, n) => {
    const other = sides[1 - n]!;
    const kept = common(lines, other);
    return lines.map((line, at) => ({ line, at, show: !kept.has(at) }));
  });
  // Where a line is only on one side, its neighbours on both sides say where it belongs.
  const near = shown.map((lines) =>
    lines.flatMap(({ at, show }) => (show ? [lines[at - 1], lines[at + 1]].flatMap((next) => (next && !next.show ? next.line : [])) : [])),
  );
  const oneSided = shown.some((lines) => lines.every(({ show }) => !show));
  const parts = shown.map((lines) => {
    const chosen = lines.filter(({ line, show }) => show || (oneSided && near.flat().includes(line)));
    return chosen.flatMap(({ line, at }, n) => (n > 0 && chosen[n - 1]!.at < at - 1 ? ['…', line] : [line]));
  });
  const indent = Math.min(...parts.flat().flatMap((line) => (line === '…' ? [] : line.search(/\S/))));
  const [one, rest] = parts.map((lines) => lines.map((line) => (line === '…' ? line : line.slice(indent))).join('\n'));
  return { wrong: one!, right: rest! };
}

/** The indices of the lines that a longest common part of both has. */
function common(lines: string[], other: string[]): Set<number> {
  const best = Array.from({ length: lines.length + 1 }, () => new Array<number>(other.length + 1).fill(0));
  for (let i = lines.length - 1; i >= 0; i--)
    for (let j = other.length - 1; j >= 0; j--)
      best[i]![j] = lines[i] === other[j] ? best[i + 1]![j + 1]! + 1 : Math.max(best[i + 1]![j]!, best[i]![j + 1]!);
  const kept = new Set<number>();
  for (let i = 0, j = 0; i < lines.length && j < other.length; )
    if (lines[i] === other[j]) {
      kept.add(i++);
      j++;
    } else if (best[i + 1]![j]! >= best[i]![j + 1]!) i++;
    else j++;
  return kept;
}

describe('the examples of early explain', () => {
  const codesKnown = Object.keys(codes);

  it.each(codesKnown)('%s: what is wrong has just this mistake and what is right none, in both languages', (code) => {
    const { wrong, right } = exampleOf(code);
    expect(problemsOf(right, 'right.yaml').map(({ code, en }) => `${code}: ${en}`)).toEqual([]);
    if (inOneLanguage.includes(code)) return;
    expect(problemsOf(inChinese(wrong), 'wrong.yaml').map(({ code }) => code)).toEqual([code]);
    expect(problemsOf(inChinese(right), 'right.yaml').map(({ code, en }) => `${code}: ${en}`)).toEqual([]);
  });

  it('are what it shows (npm run docs)', async () => {
    const examples = codesKnown.map((code) => {
      const { wrong, right } = exampleOf(code);
      const en = differing(wrong, right);
      return [code, { en, zh: inOneLanguage.includes(code) ? en : differing(inChinese(wrong), inChinese(right)) }];
    });
    const file = join(import.meta.dirname, '..', '..', 'src', 'language', 'codes', 'examples.json');
    await expect(`${JSON.stringify(Object.fromEntries(examples), null, 2)}\n`).toMatchFileSnapshot(file);
  });
});
