import { createHash } from 'node:crypto';
import { load, type Machine, type Protocol } from '../../kernel/index.ts';
import { folderOf, type Library, type Problem, readLibrary, type Scenario } from '../../language/index.ts';
import { type Failure, playScenario, type Shown, shownBy } from '../../simulator/index.ts';
import { type Found, shown } from './files.ts';

export interface Result {
  scenario: Scenario;
  failures: Failure[];
  shown: Map<string, Shown>;
}

export interface Run {
  library: Library;
  /** Every edition of every protocol, the present ones first. */
  machines: Machine[];
  /** Errors in the files asked for, and how many there are elsewhere. */
  problems: Problem[];
  elsewhere: number;
  results: Result[];
  /** Texts by what problems and scenarios call their file. */
  texts: Map<string, string>;
}

/** Plays the scenarios of the protocols asked for whose words contain `filter`. */
export function run(found: Found, filter?: string): Run {
  const named = (path: string) => shown(found.files.get(path) ?? path);
  const texts = new Map(found.texts.map(({ path, text }) => [named(path), text]));
  const library = readLibrary(found.texts, named);
  const own = new Set(found.texts.filter(({ path }) => found.folders.has(folderOf(path))).map(({ path }) => named(path)));
  const errors = library.problems.filter(({ severity }) => severity === 'error');
  const problems = errors.filter(({ file }) => own.has(file));
  const editions = [...library.protocols.values()].flatMap((list) => list.map(({ protocol }) => protocol));
  const machines = editions.map((protocol) => load(protocol, hashOf(protocol)));
  const chosen = library.scenarios.filter((scenario) => own.has(scenario.file) && matches(scenario, filter));
  const results = chosen.map((scenario) => {
    const played = playScenario(scenario, machines, library.units);
    return { scenario, failures: played.failures, shown: shownBy(played) };
  });
  return { library, machines, problems, elsewhere: errors.length - problems.length, results, texts };
}

const hashOf = (protocol: Protocol) => createHash('sha256').update(JSON.stringify(protocol)).digest('hex');

function matches({ titles, tags, protocol, edition }: Scenario, filter = ''): boolean {
  const wanted = filter.toLowerCase();
  return [titles.zh, titles.en, protocol, edition ?? '', ...tags].some((text) => text.toLowerCase().includes(wanted));
}

/** The editions of the protocols asked for. */
export const editionsOf = ({ library }: Run, found: Found) =>
  [...library.protocols.values()].flat().filter(({ path }) => found.folders.has(folderOf(path)));
/** A file of the library as people call it. */
export const fileOf = (found: Found, path: string) => shown(found.files.get(path) ?? path);

/** The file of ladders that protocols share. */
export const sharedLadders = ({ texts }: Found) => texts.find(({ path }) => path === 'ladders.yaml');
