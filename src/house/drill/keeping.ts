import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Home } from '../../temporal/index.ts';

/** What makes one drill this drill: with another of these it would be another. */
export interface Setup {
  people: number;
  seed: string;
  /** Content hash of population and register. */
  population: string;
  /** `YYYY-MM-DD HH:MM`. */
  begins: string;
}

/** How far a drill has come; written several times a second, so that after a kill it goes on from there. */
export interface Progress {
  /** Virtual instant. */
  virtual: number;
  /** Virtual ms in a real one, as wished; the pace may be slower. */
  speed: number;
  paused: boolean;
  /** Lag histogram of all deeds so far. */
  lag: [number, number][];
  /** Cases in which a deed came after something that was due later, each with the instant of the first such deed. */
  displaced: [string, number][];
}

/** What somebody in another terminal wishes of a running drill. */
export type Wish = { pause: true } | { resume: true } | { jump: true } | { speed: number };

/** The folder of the drill: an exercise keeps its ledger, key and server apart from reality. */
export function drillHome(home: Home): Home {
  const folder = join(home.var, 'drill');
  return {
    ...home,
    var: folder,
    ledger: join(folder, 'ledger.db'),
    temporalFile: join(folder, 'temporal.db'),
    houseFile: join(folder, 'house.json'),
  };
}

const setupFile = (home: Home) => join(home.var, 'drill.json');
const progressFile = (home: Home) => join(home.var, 'progress.json');
const wishFile = (home: Home) => join(home.var, 'wish.json');

export const keptSetup = (home: Home) => read<Setup>(setupFile(home));
export const keepSetup = (home: Home, setup: Setup) => write(setupFile(home), setup);
export const keptProgress = (home: Home) => read<Progress>(progressFile(home));
export const keepProgress = (home: Home, progress: Progress) => write(progressFile(home), progress);
export const makeWish = (home: Home, wish: Wish) => write(wishFile(home), wish);

/** The wish that waits, taken away. */
export function takeWish(home: Home): Wish | undefined {
  const wish = read<Wish>(wishFile(home));
  if (wish) rmSync(wishFile(home), { force: true });
  return wish;
}

/** Takes a drill away, with everything it kept. */
export function forgetDrill(home: Home): void {
  rmSync(home.var, { recursive: true, force: true });
}

/** A file appears whole or not at all: a kill in the middle of writing leaves the one before. */
function write(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(value));
  renameSync(`${file}.new`, file);
}

function read<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
