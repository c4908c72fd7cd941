import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { nearest } from '../../kernel/index.ts';
import { type Kind, kindOfText } from '../../language/kind.ts';
import { kindOf, type LibraryKind } from '../../language/library.ts';
import type { Home } from '../../temporal/index.ts';
import { exit, Stop } from '../terminal.ts';
import { readText, shown } from '../test/files.ts';

/** What a file is checked as: a part of the library, or what belongs to an import. */
export type CheckedKind = LibraryKind | Kind | 'register';

export interface Gathered {
  /** Its path in the library; of a file elsewhere, one by which it could be there. */
  path: string;
  /** On the disk. */
  file: string;
  /** As people call it. */
  name: string;
  kind: CheckedKind;
  /** Its problems were asked for; what was not only stands around. */
  asked: boolean;
}

/** Kinds that others are checked against, so that they are read whatever was asked. */
const around: CheckedKind[] = ['units', 'calendar', 'ladders', 'protocol'];
const besides: Partial<Record<CheckedKind, CheckedKind[]>> = {
  roster: ['roster'],
  scenarios: ['orders'],
  population: ['mapping', 'register'],
  register: ['population', 'mapping'],
};

/** The files asked for, or everything in the folder of protocols, with those they are checked against. */
export function gather(home: Home, asked: readonly string[]): Gathered[] {
  const shipped = filesIn(home.protocols).map((path) => at(home, join(home.protocols, path)));
  if (asked.length === 0) return shipped.map((each) => ({ ...each, asked: true }));
  const wanted = new Map<string, Gathered>();
  for (const name of asked) for (const file of filesOf(home, name)) wanted.set(file, { ...at(home, file), asked: true });
  const kinds = new Set([...around, ...[...wanted.values()].flatMap(({ kind }) => besides[kind] ?? [])]);
  // A district has one file of units: one that is asked for stands in for the shipped one, and so does a file of the same path.
  const paths = new Set([...wanted.values()].map(({ path }) => path));
  if ([...wanted.values()].some(({ kind }) => kind === 'units')) kinds.delete('units');
  const others = shipped.filter(({ path, file, kind }) => kinds.has(kind) && !wanted.has(file) && !paths.has(path));
  return [...wanted.values(), ...others];
}

function at(home: Home, file: string): Gathered {
  const near = relative(home.protocols, file).split(sep).join('/');
  const path = near.startsWith('../') ? `${basename(dirname(file))}/${basename(file)}` : near;
  return { path, file, name: shown(file), kind: kindAt(path, file), asked: false };
}

/** By where it lies; else by what it says. */
function kindAt(path: string, file: string): CheckedKind {
  if (path.endsWith('.csv')) return 'register';
  if (/^mappings\/[^/]+\.yaml$/.test(path)) return 'mapping';
  return kindOf(path) ?? kindOfText(readText(file));
}

/** A file, a folder, or the folder of a protocol by its name. */
function filesOf(home: Home, name: string): string[] {
  const path = [resolve(name), join(home.protocols, name)].find((each) => existsSync(each));
  if (path === undefined) {
    const folders = readdirSync(home.protocols, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const meant = nearest(
      name,
      folders.map((entry) => entry.name),
    );
    throw new Stop(exit.usage, {
      zh: `没有文件、目录或规程“${name}”${meant ? `；是否想写“${meant}”？` : ''}`,
      en: `there is no file, folder or protocol "${name}"${meant ? `; did you mean "${meant}"?` : ''}`,
    });
  }
  if (!statSync(path).isDirectory()) return [path];
  const inside = filesIn(path).map((each) => join(path, each));
  if (inside.length > 0) return inside;
  throw new Stop(exit.usage, { zh: `${name} 中没有可检查的文件`, en: `there is nothing to check in ${name}` });
}

/** Everything that can be checked in a folder, two deep. */
export function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const isKnown = (path: string) => /\.ya?ml$/.test(path) || /[/\\]registers[/\\][^/\\]+\.csv$/.test(join(folder, path));
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      if (!entry.isDirectory()) return entry.name;
      if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
      return readdirSync(join(folder, entry.name)).map((name) => `${entry.name}/${name}`);
    })
    .filter(isKnown)
    .sort();
}
