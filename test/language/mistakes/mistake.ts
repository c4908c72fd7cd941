import { parse } from 'yaml';
import type { Problem } from '../../../src/language/index.ts';

/** One line of a file with what stands around it. */
export interface Line {
  text: string;
  indent: number;
  /** The keys that enclose it, from the outermost; its own is not among them. */
  within: string[];
  /** The line it belongs to, counted from 0; -1 at the top. */
  parent: number;
  at: number;
  lines: readonly string[];
  names: Names;
}

type Inner = Record<string, Record<string, unknown>>;

/** Names a protocol declares. */
export interface Names {
  values: string[];
  facts: string[];
  events: string[];
  ladders: string[];
  states: string[];
}

/** A place that is not the line of the mistake, and why it is the better one. */
export interface Elsewhere {
  why: string;
  is: (line: Line, problem: Problem) => boolean;
}

/** A class of mistakes that a person makes in one line. */
export interface Mistake {
  name: string;
  in: 'protocol' | 'scenarios' | 'units';
  /** Every way to make it in a line; an empty text takes the line away. */
  of: (line: Line) => Iterable<string>;
  /** Where it is shown instead of on its own line, where that is its nature. */
  elsewhere?: Elsewhere;
  /** Why nothing is said of some of them. */
  unsaid?: string;
}

/** A word as a tired hand writes it. */
export const misspelt = (word: string): string =>
  (word.length > 3 ? word.slice(0, -2) + word.at(-1) + word.at(-2) : `${word}x`).replace(/(.)\1$/, '$1x');

/** The line with one match after another replaced; what is said to people, comments and the names of sources are left alone. */
export function* each(line: Line, pattern: RegExp, put: (...match: string[]) => string | undefined): Iterable<string> {
  const { text } = line;
  const deaf = [...text.matchAll(/(?:title|say): *\{[^}]*\}|\b(?:zh|en): .*|(?:^|\s)#.*/g)].map(
    ({ index, 0: { length } }) => [index, index + length] as const,
  );
  for (const match of text.matchAll(pattern)) {
    if (deaf.some(([from, to]) => match.index >= from && match.index < to)) continue;
    const made = put(...match);
    if (made === undefined || made === match[0]) continue;
    yield text.slice(0, match.index) + made + text.slice(match.index + match[0].length);
  }
}

/** A class that replaces what matches. */
export const replacing =
  (pattern: RegExp, put: (...match: string[]) => string | undefined, where: (line: Line) => boolean = () => true): Mistake['of'] =>
  (line) =>
    where(line) ? each(line, pattern, put) : [];

/** Every line of a file that says something. */
export function linesOf(text: string): Line[] {
  const lines = text.split('\n');
  const names = namesOf(text);
  const open: { indent: number; key: string; at: number }[] = [];
  return lines.flatMap((text, at) => {
    const said = /^( *)((?:- )*)(?:(["']?)([^\s#:{}"'][^:{}"']*)\3:)?/.exec(text)!;
    if (/^\s*(#|$)/.test(text)) return [];
    const indent = said[1]!.length;
    while (open.length > 0 && open.at(-1)!.indent >= indent) open.pop();
    const line = { text, indent, within: open.map(({ key }) => key), parent: open.at(-1)?.at ?? -1, at, lines, names };
    if (said[2]) open.push({ indent, key: '-', at });
    if (said[4]) open.push({ indent: indent + said[2]!.length, key: said[4], at });
    return [line];
  });
}

function namesOf(text: string): Names {
  const file = parse(text, { logLevel: 'silent' }) as Record<string, unknown> | null;
  const keys = (of: string) => Object.keys((file?.[of] ?? {}) as object);
  const states: string[] = [];
  const visit = (state: Record<string, unknown>) => {
    for (const [name, inner] of Object.entries({ ...(state.states as Inner), ...(state.tracks as Inner) })) {
      states.push(name);
      visit(inner);
    }
  };
  if (file && !Array.isArray(file)) visit(file);
  return { values: keys('values'), facts: keys('facts'), events: keys('events'), ladders: keys('ladders'), states };
}

/** What a class says of itself; all of one table are made in the same kind of file. */
export const madeIn = (kind: Mistake['in'], table: Omit<Mistake, 'in'>[]): Mistake[] => table.map((mistake) => ({ in: kind, ...mistake }));

/** Shown at another place that says the very name. */
export const saying = (why: string): Elsewhere => ({
  why,
  is: ({ text }, { en }) => new RegExp(`\\b${/\w+/.exec(text)![0]}\\b`).test(en),
});

/** Shown at what encloses the line. */
export const enclosing = (why: string): Elsewhere => ({
  why,
  is: ({ at, indent, lines }, { line }) =>
    line <= at && lines.slice(line - 1, at).every((between, n) => n === 0 || !between.trim() || between.search(/\S/) >= indent - 2),
});

/** Shown on the line below. */
export const below = (why: string): Elsewhere => ({ why, is: ({ at }, { line }) => line === at + 2 });
