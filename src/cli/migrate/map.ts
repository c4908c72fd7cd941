import { readFileSync } from 'node:fs';
import type { Published } from '../../house/index.ts';
import type { MigrationMap } from '../../kernel/index.ts';
import { readMigration, renderProblem } from '../../language/index.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';

/** Reads the map of a migration; without a file everything goes to what is called the same. A Stop says what is wrong with it. */
export function mapFrom(terminal: Terminal, file: string | undefined, from: Published, to: Published): MigrationMap {
  if (file === undefined) return {};
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'UTF-8';
    throw new Stop(exit.usage, { zh: `无法读取文件 ${file}（${code}）`, en: `cannot read the file ${file} (${code})` });
  }
  const { map, problems } = readMigration(text, file, { from: from.protocol, to: to.protocol });
  for (const problem of problems) terminal.warn(`${renderProblem(problem, text, terminal.locale)}\n`);
  if (map) return map;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  throw new Stop(exit.findings, {
    zh: `${file} 有 ${errors} 个错误，没有迁移任何个案`,
    en: `${file} has ${errors} error(s); no case was migrated`,
  });
}
