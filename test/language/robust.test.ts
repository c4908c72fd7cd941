import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codes } from '../../src/language/codes/index.ts';
import { explain, readLadders, readProtocol, readScenarios, readUnits, renderProblem } from '../../src/language/index.ts';
import { protocolsFolder, readLibrary } from '../library.ts';

const library = readdirSync(protocolsFolder).filter((name) => existsSync(join(protocolsFolder, name, 'protocol.yaml')));
const textOf = (name: string) => readFileSync(join(protocolsFolder, name, 'protocol.yaml'), 'utf8');
const { units } = readLibrary();

describe.each(library)('a damaged %s', (name) => {
  const text = textOf(name);

  it('never throws, whichever line is lost, and says where', () => {
    const lines = text.split('\n');
    for (const [n] of lines.entries()) {
      const damaged = lines.toSpliced(n, 1).join('\n');
      const { protocol, problems } = readProtocol(damaged, name, { units });
      if (!protocol) expect(problems.some(({ severity }) => severity === 'error')).toBe(true);
      for (const { line, col, from, to } of problems) {
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(col).toBeGreaterThan(0);
        expect(to).toBeGreaterThan(from);
      }
    }
  }, 180_000);

  it('never compiles with a key nobody reads', () => {
    const keys = [...text.matchAll(/^( *)(stage|tasks|on|once|states|tracks|title|due|late|by|window|cite|owed|when|to|tell):/gm)];
    expect(keys.length).toBeGreaterThan(5);
    for (const { index, 0: whole, 1: indent, 2: key } of keys) {
      const misspelt = `${text.slice(0, index)}${indent}${key}z:${text.slice(index + whole.length)}`;
      const { protocol, problems } = readProtocol(misspelt, name, { units });
      expect(protocol).toBeUndefined();
      expect(problems.map(({ code }) => code)).toEqual(['unknown-key']);
    }
  }, 180_000);
});

describe('a file made to hurt', () => {
  it.each([
    ['a hundred thousand nested lists', '- '.repeat(100_000)],
    ['a hundred thousand nested keys', '? '.repeat(100_000)],
    ['a hundred thousand brackets', '['.repeat(100_000)],
    ['deep indentation', Array.from({ length: 1_000 }, (_, n) => `${' '.repeat(n)}a:`).join('\n')],
  ])('with %s is refused before it is parsed', (_, text) => {
    expect(readProtocol(text, 'deep.yaml').problems.map(({ code }) => code)).toEqual(['too-large']);
  });

  it('cannot use the names every object has', () => {
    const base = textOf('close-contact');
    for (const name of ['constructor', '__proto__', 'hasOwnProperty', 'toString']) {
      for (const [wanted, put] of [
        ['late: reading', `late: ${name}`],
        ['by: village_doctor', `by: ${name}`],
        ['accepted: { to: at_clinic }', `accepted: { to: at_clinic }\n      ${name}: record`],
        ['cite: ncp3', `cite: ${name}`],
        ['from last_exposure', `from ${name}`],
      ] as const) {
        expect(base).toContain(wanted);
        const { protocol, problems } = readProtocol(base.replace(wanted, put), 'x.yaml', { units, protocols: {} });
        expect(protocol, put).toBeUndefined();
        expect(problems[0]!.severity).toBe('error');
      }
    }
  });
});

it('a mistake in an expression is marked at its own column, also in quotes and after Chinese text', () => {
  const base = textOf('close-contact');
  const wrong = base.replace('is: "standing.map(o, o.exposed_on).max()"', 'is: "standing.map(o, \\"\\" == o.exposed_an).max()"');
  const { problems } = readProtocol(wrong, 'x.yaml');
  expect(problems).toHaveLength(1);
  expect(wrong.slice(problems[0]!.from, problems[0]!.to)).toBe('exposed_an');
  expect(problems[0]!.suggestion).toBe('exposed_on');
});

it('a broken value or fact is reported once, however much builds on it', () => {
  const base = textOf('close-contact');
  const span = readProtocol(base.replace('is: 14d', 'is: 1d12h'), 'x.yaml');
  expect(span.problems.map(({ code }) => code)).toEqual(['mixed-span']);
  const fact = readProtocol(base.replace('size(standing) == 0', 'size(standin) == 0'), 'x.yaml');
  expect(fact.problems.map(({ code }) => code)).toEqual(['cel-type']);
});

it('a name that is missing is one problem, with every other place it is used', () => {
  const base = textOf('close-contact');
  const { problems } = readProtocol(base.replace('  transfer:\n', '  transfers:\n'), 'x.yaml');
  const uses = base.split('\n').flatMap((line, n) => (line.includes('late: transfer') ? [n + 1] : []));
  expect(uses.length).toBeGreaterThan(1);
  expect(problems.map(({ code, line, related }) => [code, line, ...(related ?? []).map((place) => place.line)])).toEqual([
    ['ladder-unknown', ...uses],
  ]);
  expect(renderProblem(problems[0]!, base, 'en')).toContain(`also: line ${uses.slice(1).join(', ')}`);
});

describe('shared ladders', () => {
  const text =
    'ladders:\n  shared:\n    - { after: 0m, tell: asked }\n    - { after: 2h, tell: county_cdc }\n  unused:\n    - { after: 0m, tell: county_cdc }\n';
  const { ladders } = readLadders(text, 'ladders.yaml', { units });
  const own = textOf('close-contact').replace('late: notice', 'late: shared');

  it('serve a protocol that names them, and only those it names come along', () => {
    expect(Object.keys(ladders!)).toEqual(['shared', 'unused']);
    expect(readProtocol(own, 'x.yaml').problems.map(({ code }) => code)).toEqual(['ladder-unknown']);
    const { protocol } = readProtocol(own, 'x.yaml', { ladders: ladders! });
    expect(protocol!.ladders.shared).toEqual(ladders!.shared);
    expect(protocol!.ladders.unused).toBeUndefined();
  });

  it('may not be hidden by one of the same name', () => {
    const hiding = own.replace('  notice:\n', '  shared:\n');
    expect(readProtocol(hiding, 'x.yaml', { ladders: ladders! }).problems.map(({ code }) => code)).toEqual(['name-taken']);
  });
});

it('a scenario step that does not say by whom is refused', () => {
  const text = '- scenario: s\n  protocol: p\n  open: { at: 2020-01-25 10:30 }\n  steps:\n    - { at: 2020-01-25 11:00, seen: {} }\n';
  const { problems } = readScenarios(text, 's.yaml');
  expect(problems.map(({ code, line }) => [code, line])).toEqual([['missing-key', 5]]);
});

it('all keys that a map lacks are named at once', () => {
  const { problems } = readProtocol('protocol: p\nedition: "1"\n', 'p.yaml');
  expect(problems.map(({ code, en, zh }) => [code, en, zh])).toEqual([
    ['missing-key', 'missing: "title", "subject", "zone"', '缺少键“title”、“subject”、“zone”'],
  ]);
});

it('a unit that holds a role nobody declared is named', () => {
  const text = readFileSync(join(protocolsFolder, 'units', 'qinzhou.yaml'), 'utf8').replace('holds: [grid_head', 'holds: [grid_hed');
  const { units, problems } = readUnits(text, 'u.yaml');
  expect(units).toBeUndefined();
  expect(problems.map(({ code, suggestion }) => [code, suggestion])).toEqual([['role-unknown', 'grid_head']]);
});

it('every code can be explained in both languages, with a wrong and a right example', () => {
  for (const name of Object.keys(codes)) {
    const { why, examples } = explain(name)!;
    expect(why.zh, name).toMatch(/[\u4e00-\u9fff]/);
    expect(why.en.length, name).toBeGreaterThan(20);
    for (const { wrong, right } of Object.values(examples)) expect(wrong, name).not.toBe(right);
  }
  expect(explain('constructor')).toBeUndefined();
});

describe('a reason in a comment', () => {
  const base = textOf('close-contact').replace(/ *# edge-on-correctable.*\n/g, '');
  const codesOf = (text: string) => readProtocol(text, 'x.yaml', { units }).problems.map(({ code }) => code);
  const arm = '- when: data.celsius';

  it('excuses a warning on its line or the next, and only the one it names', () => {
    expect(codesOf(base)).toEqual(['edge-on-correctable', 'edge-on-correctable']);
    expect(codesOf(base.replace(arm, `# edge-on-correctable: a person moves the case\n        ${arm}`))).toEqual(['edge-on-correctable']);
    expect(codesOf(base.replace(/(when: data\.celsius.*)/, '$1 # edge-on-correctable: a person moves the case'))).toHaveLength(1);
    expect(codesOf(base.replace(arm, `# no-title: it needs none\n        ${arm}`))).toHaveLength(2);
    expect(codesOf(base.replace(arm, `# edge-on-correctable\n        ${arm}`))).toHaveLength(2);
  });

  it('never excuses an error', () => {
    expect(codesOf(base.replace('to: febrile', 'to: febril # target-unknown: it will come'))).toEqual(['target-unknown']);
  });
});
