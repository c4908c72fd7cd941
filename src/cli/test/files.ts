import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { nearest } from '../../kernel/index.ts';
import { folderOf, kindOf, type LibraryText } from '../../language/library.ts';
import type { Home } from '../../temporal/index.ts';
import { exit, Stop } from '../terminal.ts';

/** The texts of a library, where each lies, and which folders of it were asked for. */
export interface Found {
  texts: LibraryText[];
  /** Path in the library → file. */
  files: Map<string, string>;
  /** Folders of the protocols asked for; all when nothing was. */
  folders: Set<string>;
  everything: boolean;
}

/** Every protocol of the installation with everything around it; with those named by a file or folder elsewhere in their place. */
export function findTexts(home: Home, asked: readonly string[]): Found {
  const found: Found = { texts: [], files: new Map(), folders: new Set(), everything: asked.length === 0 };
  for (const path of filesIn(home.protocols)) found.files.set(path, join(home.protocols, path));
  const shipped = [...new Set([...found.files.keys()].filter((path) => path.includes('/')).map(folderOf))];
  for (const name of asked) {
    const folder = shipped.includes(name) ? name : adopt(home, found, name);
    if (folder === undefined) throw unknown(name, shipped);
    found.folders.add(folder);
  }
  if (asked.length === 0) for (const folder of shipped) found.folders.add(folder);
  for (const [path, file] of found.files) found.texts.push({ path, text: readText(file) });
  return found;
}

/** A file or folder: of the installation, or in place of what the installation has under that name. */
function adopt(home: Home, found: Found, name: string): string | undefined {
  const path = resolve(name);
  if (!existsSync(path)) return undefined;
  const folder = statSync(path).isDirectory() ? path : dirname(path);
  const own = basename(folder);
  if (resolve(home.protocols, own) === folder) return own;
  const texts = filesIn(dirname(folder)).filter((file) => folderOf(file) === own);
  if (texts.length === 0) return undefined;
  for (const known of found.files.keys()) if (folderOf(known) === own) found.files.delete(known);
  for (const file of texts) found.files.set(file, join(dirname(folder), file));
  return own;
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const inside = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules'
      ? readdirSync(join(folder, entry.name)).map((name) => `${entry.name}/${name}`)
      : [entry.name],
  );
  return inside.filter((path) => kindOf(path) !== undefined).sort();
}

/** A file as people call it: from where they stand, if that is shorter. */
export function shown(file: string): string {
  const near = relative(process.cwd(), file).split(sep).join('/');
  return near.startsWith('../../') ? file : near;
}

export function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof TypeError)
      throw new Stop(exit.findings, { zh: `${file}：不是 UTF-8 文本，请另存为 UTF-8`, en: `${file}: not UTF-8 text; save it as UTF-8` });
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new Stop(exit.environment, { zh: `${file}：无法读取（${why}）`, en: `${file}: cannot be read (${why})` });
  }
}

function unknown(name: string, known: string[]): Stop {
  const meant = nearest(name, known);
  return new Stop(exit.usage, {
    zh: `没有规程或文件“${name}”${meant ? `；是否想写“${meant}”？` : `；有：${known.join('、')}`}`,
    en: `there is no protocol or file "${name}"${meant ? `; did you mean "${meant}"?` : `; there are: ${known.join(', ')}`}`,
  });
}
