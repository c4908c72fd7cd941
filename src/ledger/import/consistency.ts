import type { DateReader } from './date.ts';
import type { Mapping } from './mapping.ts';
import { type RowProblem, refusal, warning } from './problem.ts';
import type { Cells } from './sheet.ts';

/** Dates that contradict one another, and dates in checked columns that cannot be read. Absent dates contradict nothing. */
export function checkConsistency(cells: Cells, mapping: Mapping, date: DateReader, problems: RowProblem[]): void {
  const reported = new Set(problems.flatMap(({ code, column }) => (code.startsWith('date_') && column !== undefined ? [column] : [])));
  const read = (column: string): string | undefined => {
    const cell = cells(column);
    const value = cell === undefined ? undefined : date(cell, column);
    if (typeof value !== 'object') return value;
    if (!reported.has(column)) problems.push(value);
    reported.add(column);
    return undefined;
  };
  for (const { not_after: columns, else: weight, say } of mapping.checks) {
    const [first, second] = [read(columns[0]), read(columns[1])];
    if (first === undefined || second === undefined || first <= second) continue;
    const dates = {
      zh: `${columns[0]} ${first} 晚于 ${columns[1]} ${second}`,
      en: `${columns[0]} ${first} is after ${columns[1]} ${second}`,
    };
    const named = say ? { zh: `${say.zh}：${dates.zh}`, en: `${say.en}: ${dates.en}` } : dates;
    problems.push((weight === 'refused' ? refusal : warning)('contradiction', columns[0], named.zh, named.en));
  }
}
