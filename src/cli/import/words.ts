import type { Text } from '../../kernel/index.ts';

import type { FileProblem, ImportedRow, RowProblem, Totals } from '../../ledger/index.ts';
import { yamlWords } from './yaml-words.ts';

/** Why a file or its mapping is refused whole: where, and what to do. */
export function fileProblemLine({ code, line, col, yaml, ...words }: FileProblem, file: string): Text {
  const where = [file, line, col].filter((part) => part !== undefined).join(':');
  const { zh, en } = yaml ? yamlWords(yaml) : words;
  return { zh: `${where}: [${code}] ${zh}`, en: `${where}: [${code}] ${en}` };
}

/** What is wrong with a row, a line each; that the import stopped before it is said once, of all such rows. */
export function rowLines({ line, problems }: Pick<ImportedRow, 'line' | 'problems'>, file: string): Text[] {
  return problems
    .filter(({ code }) => !left.has(code))
    .map(({ code, weight, column, zh, en }) => {
      const where = `${file}:${line}${column === undefined ? '' : ` (${column})`}`;
      return { zh: `${where}: [${weights[weight]} ${code}] ${zh}`, en: `${where}: [${weight} ${code}] ${en}` };
    });
}

const left = new Set<RowProblem['code']>(['stopped', 'not_tried']);

/** How many rows an import that was stopped, or found the house down, left, and what to do. */
export function leftLine(rows: readonly Pick<ImportedRow, 'problems'>[]): Text | undefined {
  const reasons = rows.flatMap(({ problems }) => problems.find(({ code }) => left.has(code)) ?? []);
  const [why] = reasons;
  return why && { zh: `${reasons.length} 行：${why.zh}`, en: `${reasons.length} row(s): ${why.en}` };
}

const weights: Record<RowProblem['weight'], string> = { warning: '警告', refused: '拒绝' };

export function totalsLine({ rows, opened, warned, duplicate, unchanged, refused }: Totals): Text {
  return {
    zh: `共 ${rows} 行 = 立案 ${opened} + 立案但有疑点 ${warned} + 文件内重复 ${duplicate} + 已在册 ${unchanged} + 拒绝 ${refused}`,
    en: `${rows} rows = ${opened} opened + ${warned} opened with a warning + ${duplicate} twice in the file + ${unchanged} unchanged + ${refused} refused`,
  };
}
