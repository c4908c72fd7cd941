import { CsvError, parse } from 'csv-parse/sync';
import { type FileProblem, type RowProblem, refusal } from './problem.ts';

/** A row as it stands: the line on which it begins, and its cells or what is wrong with it. */
export interface TableRow {
  line: number;
  cells: string[];
  problem?: RowProblem;
}

export interface Table {
  header: string[];
  rows: TableRow[];
}

/** Above this many broken rows the file is not what its name says. */
const MOST_MALFORMED = 1_000;

/**
 * Comma-separated text → header and rows. A row that is broken is kept as refused and the next line is read afresh, so that an open
 * quote costs one row and not the rest of the file. Blank lines are no rows.
 */
export function readTable(text: string): Table | FileProblem {
  const records = readRecords(text);
  if (!records) {
    return problem(
      'not_csv',
      1,
      `超过 ${MOST_MALFORMED} 行无法读取：这是逗号分隔的 CSV 文件吗？`,
      `More than ${MOST_MALFORMED} rows cannot be read: is this a comma-separated file?`,
    );
  }
  const [first, ...rows] = records;
  if (!first) return problem('empty', 1, '文件是空的', 'The file is empty');
  if (first.problem)
    return problem('header_malformed', first.line, `表头无法读取：${first.problem.zh}`, `The header cannot be read: ${first.problem.en}`);
  const header = first.cells.map((cell) => cell.trim());
  return twice(header, first.line) ?? { header, rows: rows.map((row) => (row.problem ? row : fitted(row, header.length))) };
}

function readRecords(text: string): TableRow[] | undefined {
  const rows: TableRow[] = [];
  let rest = text;
  let before = 0;
  for (let malformed = 0; malformed <= MOST_MALFORMED; malformed++) {
    let end = 0;
    try {
      parse(rest, {
        record_delimiter: '\n',
        relax_column_count: true,
        on_record: (cells: string[], { lines }) => {
          const line = before + end + 1;
          end = lines;
          if (cells.length > 1 || cells[0]?.trim()) rows.push({ line, cells });
          return null;
        },
      });
      return rows;
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      rows.push({ line: before + end + 1, cells: [], problem: broken(error.code) });
      rest = afterLine(rest, end + 1);
      before += end + 1;
      if (rest === '') return rows;
    }
  }
  return undefined;
}

function afterLine(text: string, lines: number): string {
  let at = 0;
  for (let i = 0; i < lines; i++) {
    const end = text.indexOf('\n', at);
    if (end < 0) return '';
    at = end + 1;
  }
  return text.slice(at);
}

function broken(code: string): RowProblem {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return refusal('malformed', undefined, '引号没有结束', 'A quote is opened and never closed');
  return refusal(
    'malformed',
    undefined,
    '引号位置不对：含逗号或引号的内容要整格加引号，其中的引号写两遍',
    'A quote is out of place: quote the whole cell and double the quotes within it',
  );
}

function fitted(row: TableRow, width: number): TableRow {
  const cells = row.cells.length;
  if (cells === width) return row;
  return {
    ...row,
    problem: refusal('ragged', undefined, `本行有 ${cells} 格，表头有 ${width} 格`, `This row has ${cells} cells, the header ${width}`),
  };
}

function twice(header: readonly string[], line: number): FileProblem | undefined {
  const again = header.find((name, i) => name !== '' && header.indexOf(name) !== i);
  if (again === undefined) return undefined;
  const [a, b] = [header.indexOf(again) + 1, header.lastIndexOf(again) + 1];
  return problem(
    'header_duplicate',
    line,
    `表头“${again}”出现两次（第 ${a} 列和第 ${b} 列）`,
    `The header "${again}" stands twice (columns ${a} and ${b})`,
  );
}

function problem(code: FileProblem['code'], line: number, zh: string, en: string): FileProblem {
  return { code, file: 'data', line, zh, en };
}
