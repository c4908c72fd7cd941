import type { Text } from '../../kernel/index.ts';

import type { FileProblem, ImportedRow, RowProblem, Totals } from '../../ledger/index.ts';
import { yamlWords } from './yaml-words.ts';

/** Why a file or its mapping is refused whole: where, and what to do. */
export function fileProblemLine({ code, line, col, yaml, ...words }: FileProblem, file: string): Text {
  const where = [file, line, col].filter((part) => part !== undefined).join(':');
  const { zh, en } = yaml ? yamlWords(yaml) : words;
  return { zh: `${where}: [${code}] ${zh}`, en: `${where}: [${code}] ${en}` };
}

/** What is wrong with a row, a line each. */
export function rowLines({ line, problems }: ImportedRow, file: string): Text[] {
  return problems.map(({ code, weight, column, zh, en }) => {
    const where = `${file}:${line}${column === undefined ? '' : ` (${column})`}`;
    return { zh: `${where}: [${weights[weight]} ${code}] ${zh}`, en: `${where}: [${weight} ${code}] ${en}` };
  });
}

const weights: Record<RowProblem['weight'], string> = { warning: '警告', refused: '拒绝' };

export function totalsLine({ rows, opened, warned, duplicate, unchanged, refused }: Totals): Text {
  return {
    zh: `共 ${rows} 行 = 立案 ${opened} + 立案但有疑点 ${warned} + 文件内重复 ${duplicate} + 已在册 ${unchanged} + 拒绝 ${refused}`,
    en: `${rows} rows = ${opened} opened + ${warned} opened with a warning + ${duplicate} twice in the file + ${unchanged} unchanged + ${refused} refused`,
  };
}
