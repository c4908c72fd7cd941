import type { Problem } from '../../language/index.ts';
import { type Library, readLibrary } from '../../language/library.ts';
import { Memory } from '../../language/memory.ts';
import { readText } from '../test/files.ts';
import type { Gathered } from './gather.ts';

/** A problem of any file: those of mappings and registers have codes of their own. */
export type Finding = Omit<Problem, 'code'> & { code: string };

/** What was found in the files asked for, and everything that was read for it. */
export interface Checked {
  files: CheckedFile[];
  library: Library;
}

export interface CheckedFile {
  name: string;
  file: string;
  text: string;
  findings: Finding[];
}

/**
 * Checks the files that were asked for against the others. With the same `memory` a second time only what has changed since is looked at.
 * `texts`: what files hold by now, where that is not yet on the disk.
 */
export async function checkFiles(
  gathered: readonly Gathered[],
  { memory = new Memory(), texts: held = new Map() }: { memory?: Memory; texts?: ReadonlyMap<string, string> } = {},
): Promise<Checked> {
  const texts = gathered.map((each) => ({ ...each, text: held.get(each.file) ?? readText(each.file) }));
  const nameOf = new Map(gathered.map(({ path, name }) => [path, name]));
  const parts = texts.flatMap((each) => (each.kind === 'mapping' || each.kind === 'register' ? [] : [{ ...each, kind: each.kind }]));
  const library = readLibrary(parts, (path) => nameOf.get(path) ?? path, memory);
  const isImport = texts.some(({ asked, kind }) => asked && (kind === 'mapping' || kind === 'register'));
  const findings: Finding[] = [
    ...library.problems,
    ...(isImport ? (await import('./imports.ts')).checkImports(texts, library, memory) : []),
  ];
  const files = texts
    .filter(({ asked }) => asked)
    .map(({ name, file, text }) => ({ name, file, text, findings: findings.filter((finding) => finding.file === name) }));
  return { files, library };
}

export interface Totals {
  files: number;
  errors: number;
  warnings: number;
}

export function totalsOf(files: readonly CheckedFile[]): Totals {
  const all = files.flatMap(({ findings }) => findings);
  const errors = all.filter(({ severity }) => severity === 'error').length;
  return { files: files.length, errors, warnings: all.length - errors };
}
