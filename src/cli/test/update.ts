import { writeFileSync } from 'node:fs';
import { type Expect, type Named, type Rewriting, rewrite } from '../../language/index.ts';
import type { Failure } from '../../simulator/index.ts';
import type { Terminal } from '../terminal.ts';
import { type Found, shown } from './files.ts';
import { type Result, type Run, run } from './run.ts';

/** Expectations that may say that there is nothing; others are taken out. */
const mayBeNone: readonly (keyof Expect)[] = ['due', 'next', 'facts'];

/** What would make the expectations of a file say what there is. What differs by edition or from day to day nobody can write for the author. */
export function rewritingsOf(results: readonly Result[]): { rewritings: Rewriting[]; torn: Failure[] } {
  const wanted = new Map<string, { rewriting: Rewriting; failure: Failure; count: number }>();
  const torn: Failure[] = [];
  for (const { failures } of results) {
    for (const failure of failures) {
      // A mistake of the protocol is nothing to expect.
      if (failure.key === 'attention' && failure.says) continue;
      const rewriting = rewritingOf(failure);
      const at = JSON.stringify(rewriting.path);
      const known = wanted.get(at);
      if (known && JSON.stringify(known.rewriting.value) !== JSON.stringify(rewriting.value)) torn.push(failure);
      wanted.set(at, { rewriting, failure, count: (known?.count ?? 0) + 1 });
    }
  }
  for (const [at, { failure, count }] of wanted)
    if (count < timesPlayed(results, failure) && !torn.includes(failure)) torn.push(wanted.get(at)!.failure);
  const isTorn = (path: string) => torn.some((failure) => JSON.stringify(rewritingOf(failure).path) === path);
  return { rewritings: [...wanted].flatMap(([at, { rewriting }]) => (isTorn(at) ? [] : [rewriting])), torn };
}

function rewritingOf({ place, key, keys, actual, expected }: Failure): Rewriting {
  const { path } = place;
  // An unexpected refusal stands nowhere yet.
  const own = key === 'refused' && expected === null ? [...path, 'expect', 'refused'] : [...path, ...keys];
  const none = actual === null && !mayBeNone.includes(key);
  return { path: own, value: none ? undefined : plain(actual) };
}

/** How often the step of a failure is played: once for each edition whose expectation stands there, and for each day it is repeated. */
function timesPlayed(results: readonly Result[], { place }: Failure): number {
  const at = place.path.join('\n');
  const standsIn = (path: readonly (string | number)[]) => path.join('\n') === at;
  return results
    .flatMap(({ scenario }) => scenario.steps)
    .filter((step) => standsIn(step.place.path) || Object.values(step.places).some(({ path }) => standsIn(path))).length;
}

function plain(actual: unknown): unknown {
  const simple = (value: unknown) => {
    const { name, with: data } = value as Named;
    return typeof value === 'object' && value !== null && 'with' in value
      ? Object.keys(data).length === 0
        ? name
        : { [name]: data }
      : value;
  };
  return Array.isArray(actual) ? actual.map(simple) : actual;
}

/** Writes what there is into the expectations that do not hold, and plays again. */
export function update(terminal: Terminal, found: Found, before: Run, filter: string | undefined): Run {
  for (const [path, file] of found.files) {
    const own = before.results.filter(({ scenario, failures }) => scenario.file === shown(file) && failures.length > 0);
    if (own.length === 0) continue;
    const { rewritings, torn } = rewritingsOf(before.results.filter(({ scenario }) => scenario.file === shown(file)));
    const text = found.texts.find((known) => known.path === path)!;
    text.text = rewrite(text.text, rewritings);
    writeFileSync(file, text.text);
    terminal.say({
      zh: `${shown(file)}：改写 ${rewritings.length} 处预期`,
      en: `${shown(file)}: ${rewritings.length} expectation(s) rewritten`,
    });
    for (const { place } of torn)
      terminal.say({
        zh: `${shown(file)}:${place.line}:${place.col} 各版本或各日不同，请自行写明（under）`,
        en: `${shown(file)}:${place.line}:${place.col} differs by edition or by day; write it yourself (under)`,
      });
  }
  return run(found, filter);
}
