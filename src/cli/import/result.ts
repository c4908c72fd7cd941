import { type Fate, type ImportedRow, type Lead, leadOutcomes, type Sheet } from '../../ledger/index.ts';
import type { Cell } from '../sheet/write.ts';
import type { Locale } from '../terminal.ts';

const fates: Record<Fate, Record<Locale, string>> = {
  opened: { zh: '立案', en: 'opened' },
  warned: { zh: '立案但有疑点', en: 'opened with a warning' },
  duplicate: { zh: '文件内重复', en: 'twice in the file' },
  unchanged: { zh: '已在册', en: 'unchanged' },
  refused: { zh: '拒绝', en: 'refused' },
};
const heads = { zh: ['原行号', '处理结果', '个案', '问题'], en: ['line', 'result', 'case', 'problems'] };

/** Every row of a register as it was, with its line, what became of it, its case, and what is wrong with it. */
export const resultRows = (sheet: Sheet, done: readonly ImportedRow[], locale: Locale): Cell[][] =>
  rowsWith(sheet, done, locale, ({ fate }) => fates[fate][locale]);

/** The same of a list of leads. */
export const leadRows = (sheet: Sheet, done: readonly Lead[], locale: Locale): Cell[][] =>
  rowsWith(sheet, done, locale, ({ outcome }) => leadOutcomes[outcome].title[locale]);

function rowsWith<T extends Pick<ImportedRow, 'line' | 'caseId' | 'problems'>>(
  { table: { header, rows } }: Sheet,
  done: readonly T[],
  locale: Locale,
  became: (row: T) => string,
): Cell[][] {
  const cells = new Map(rows.map((row) => [row.line, row.cells]));
  const width = header.length;
  return [
    [...header, ...heads[locale]],
    ...done.map((row): Cell[] => {
      const { line, caseId, problems } = row;
      const own = (cells.get(line) ?? []).slice(0, width);
      const why = problems.map((problem) => `${problem.column === undefined ? '' : `${problem.column}: `}${problem[locale]}`).join('; ');
      return [...own, ...Array<string>(width - own.length).fill(''), line, became(row), caseId ?? '', why];
    }),
  ];
}
