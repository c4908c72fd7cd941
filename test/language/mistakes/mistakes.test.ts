import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../src/language/index.ts';
import { files, readers } from '../reading.ts';
import { type Line, linesOf, type Mistake } from './mistake.ts';
import { naming } from './naming.ts';
import { promising } from './promising.ts';
import { reckoning } from './reckoning.ts';
import { telling } from './telling.ts';
import { writing } from './writing.ts';

const classes = [...writing, ...naming, ...promising, ...reckoning, ...telling];
/** Places for each class, spread over the library; MISTAKES=all takes every one. With it, each class is printed. */
const most = process.env.MISTAKES === 'all' ? Number.POSITIVE_INFINITY : Number(process.env.MISTAKES ?? 6);

interface Place {
  path: string;
  line: Line;
  wrong: string;
}

const known = files.map((file) => ({ ...file, lines: linesOf(file.text) }));

const placesOf = ({ in: kind, of }: Mistake): Place[] =>
  known
    .filter((file) => file.kind === kind)
    .flatMap(({ path, lines }) => lines.flatMap((line) => [...of(line)].map((wrong) => ({ path, line, wrong }))));

/** Some of many, one from each stretch of them. */
const spread = <T>(all: T[]): T[] =>
  all.length <= most ? all : Array.from({ length: most }, (_, n) => all[Math.floor(((n + 0.5) * all.length) / most)]!);

interface Tally {
  mistake: Mistake;
  places: number;
  tried: number;
  /** Where nothing was said, and where the first problem stands neither on the line nor where its class says. */
  silent: string[];
  astray: string[];
}

function tally(mistake: Mistake): Tally {
  const all = placesOf(mistake);
  const some = spread(all);
  const silent: string[] = [];
  const astray: string[] = [];
  for (const { path, line, wrong } of some) {
    const { at, lines, parent } = line;
    const text = lines.toSpliced(at, 1, ...(wrong === '' ? [] : [wrong])).join('\n');
    const [first] = readers[mistake.in](text, path);
    const where = `${path}:${at + 1}: ${wrong.trim() || `without ${line.text.trim()}`}`;
    if (!first) silent.push(where);
    else if (!isOn(first, at, wrong, parent) && !mistake.elsewhere?.is(line, first)) astray.push(`${where} → ${first.line}: ${first.en}`);
  }
  return { mistake, places: all.length, tried: some.length, silent, astray };
}

/** On the line; where a line is gone, on what it belonged to. */
const isOn = ({ line }: Problem, at: number, wrong: string, parent: number): boolean =>
  wrong === '' ? line === parent + 1 : line > at && line <= at + wrong.split('\n').length;

const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;

describe('a mistake in one line, anywhere in the library', () => {
  const tallies = classes.map(tally);
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, one) => total + of(one), 0);
  const tried = sum((one) => one.tried);
  const silent = sum((one) => one.silent.length);
  const astray = sum((one) => one.astray.length);

  it('belongs to one of more than forty classes, each of which has a place in the library', () => {
    expect(new Set(classes.map(({ name }) => name)).size).toBe(classes.length);
    expect(classes.length).toBeGreaterThan(40);
    expect(tallies.filter(({ places }) => places === 0).map(({ mistake }) => mistake.name)).toEqual([]);
    expect(classes.filter(({ elsewhere }) => elsewhere).length).toBeLessThan(classes.length / 5);
  });

  it('is reported, but for a few of which the class says why', () => {
    if (process.env.MISTAKES) console.log(tableOf(tallies));
    console.log(
      `${classes.length} classes, ${tried} mistakes: ${share(tried - silent, tried)} reported, ${share(tried - silent - astray, tried - silent)} of them first where they are`,
    );
    expect(silent / tried).toBeLessThanOrEqual(0.05);
    // Where nothing is said, the class has a reason.
    expect(tallies.filter(({ mistake, silent }) => silent.length > 0 && !mistake.unsaid).flatMap(({ silent }) => silent)).toEqual([]);
  });

  it('is the first thing reported, on its own line or where its class says', () => {
    expect(astray / (tried - silent)).toBeLessThanOrEqual(0.05);
  });
});

function tableOf(tallies: Tally[]): string {
  return tallies
    .map(({ mistake: { name, unsaid, elsewhere }, places, tried, silent, astray }) => {
      const reason = [silent.length > 0 && unsaid, elsewhere?.why].filter(Boolean).join('; ');
      const odd = [...silent.map((where) => `\n    silent ${where}`), ...astray.map((where) => `\n    astray ${where}`)].slice(0, 3);
      return `${String(tried - silent.length).padStart(5)} of ${String(tried).padStart(5)} (${places} places), ${astray.length} astray  ${name}${reason && ` — ${reason}`}${odd.join('')}`;
    })
    .join('\n');
}
