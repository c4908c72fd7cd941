import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check, type Scope, scopeOf } from '../../src/kernel/index.ts';
import { isProblem, readMoment, readSeries, readSpan, readWindow } from '../../src/language/phrases.ts';
import { readLibrary } from '../library.ts';
import { functions, phrases } from './expressions.ts';
import { referencePage } from './reference.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const protocol = readLibrary().protocols.get('close-contact')![0]!.protocol;

it.each(['en', 'zh'] as const)('the reference is what the definitions say, %s (npm run docs)', async (locale) => {
  await expect(referencePage(locale)).toMatchFileSnapshot(join(docs, locale === 'en' ? 'reference.md' : 'reference.zh.md'));
});

it('every key of a protocol is in it, in both languages', () => {
  const [english, chinese] = [referencePage('en'), referencePage('zh')];
  for (const key of ['bounces', 'once_per', 'effective_from', 'may_differ_by', 'against', 'each', 'otherwise', 'hand_over', 'serves']) {
    expect(english).toContain(`| \`${key}\` |`);
    expect(chinese).toContain(`| \`${key}\` |`);
  }
});

describe('what it says of expressions', () => {
  const scope: Scope = scopeOf(protocol);
  it.each(functions)('$form: the example means something', ({ name, example }) => {
    expect(example).toContain(name);
    expect(check(example, scope)).toHaveProperty('type');
  });

  it('names every function that there is', () => {
    const folder = join(import.meta.dirname, '../../src/kernel/expression');
    const code = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
    const own = [
      ...code.matchAll(/registerFunction\(\s*['`](?:list(?:<[^>]*>)?\.)?([a-z_]+)\(/g),
      ...code.matchAll(/name: '(since)'/g),
    ].map(([, name]) => name!);
    expect(new Set(own).size).toBeGreaterThan(12);
    for (const name of new Set(own)) expect(functions.map((one) => one.name)).toContain(name);
  });
});

describe('what it says of phrases', () => {
  const names = {
    span: (name: string) => (name === 'observation' ? ({ calendar: 14, unit: 'day' } as const) : undefined),
    clock: () => undefined,
    anchor: (name: string) => (name === 'last_exposure' ? ({ of: 'fact', name } as const) : undefined),
  };
  const read = {
    span: readSpan,
    moment: (text: string) => readMoment(text, names),
    series: (text: string) => readSeries(text, names),
    window: readWindow,
  };
  it.each(phrases)('$form is a $reads', ({ form, reads }) => {
    expect(isProblem(read[reads](form))).toBe(false);
  });
});
