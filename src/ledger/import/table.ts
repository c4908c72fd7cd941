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

/** Thrown out of the parser at a row that has swallowed the lines after it. */
class Swallowing extends Error {}

/**
 * Comma-separated text → header and rows. A row that is broken is kept as refused and the next line is read afresh, so that an open
 * quote costs one row and not the rest of the file, nor the rows up to the next stray quote. Blank lines are no rows.
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
  return headed(records);
}

/** Records with the header first as a table; rows of another width are refused. */
export function headed(records: readonly TableRow[]): Table | FileProblem {
  const [first, ...rows] = records;
  if (!first) return problem('empty', 1, '文件是空的', 'The file is empty');
  if (first.problem)
    return problem('header_malformed', first.line, `表头无法读取：${first.problem.zh}`, `The header cannot be read: ${first.problem.en}`);
  const header = first.cells.map((cell) => cell.trim());
  return twice(header, first.line) ?? { header, rows: rows.map((row) => (row.problem ? row : fitted(row, header.length))) };
}

function readRecords(text: string): TableRow[] | undefined {
  const rows: TableRow[] = [];
  const written = text.split('\n');
  let width: number | undefined;
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
          if (swallows(cells, written.slice(line - 1, before + lines), width)) throw new Swallowing();
          end = lines;
          width ??= cells.length;
          if (cells.length > 1 || cells[0]?.trim()) rows.push({ line, cells });
          return null;
        },
      });
      return rows;
    } catch (error) {
      const code = error instanceof Swallowing ? 'CSV_QUOTE_NOT_CLOSED' : error instanceof CsvError ? error.code : undefined;
      if (code === undefined) throw error;
      rows.push({ line: before + end + 1, cells: [], problem: broken(code) });
      rest = afterLine(rest, end + 1);
      before += end + 1;
      if (rest === '') return rows;
    }
  }
  return undefined;
}

/**
 * Whether a row over several lines is a stray quote that ran on to the next one: its width is wrong, or its first and its last line each
 * have all the commas of a row. A true cell of several lines shares the commas of one row among its lines.
 */
function swallows(cells: readonly string[], lines: readonly string[], width: number | undefined): boolean {
  if (lines.length < 2 || width === undefined || width < 2) return false;
  const whole = (line: string | undefined) => (line?.split(',').length ?? 0) >= width;
  return cells.length !== width || (whole(lines[0]) && whole(lines.at(-1)));
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
  if (code === 'CSV_QUOTE_NOT_CLOSED') return refusal('malformed', undefined, '引号没有结束', 'A quote is opened and not closed');
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
