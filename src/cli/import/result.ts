import type { Fate, ImportedRow, Sheet } from '../../ledger/index.ts';
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
export function resultRows({ table: { header, rows } }: Sheet, done: readonly ImportedRow[], locale: Locale): Cell[][] {
  const cells = new Map(rows.map((row) => [row.line, row.cells]));
  const width = header.length;
  return [
    [...header, ...heads[locale]],
    ...done.map(({ line, fate, caseId, problems }): Cell[] => {
      const own = (cells.get(line) ?? []).slice(0, width);
      const why = problems.map((problem) => `${problem.column === undefined ? '' : `${problem.column}: `}${problem[locale]}`).join('; ');
      return [...own, ...Array<string>(width - own.length).fill(''), line, fates[fate][locale], caseId ?? '', why];
    }),
  ];
}
