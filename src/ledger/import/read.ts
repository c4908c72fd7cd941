import type { Protocol } from '../../kernel/protocol.ts';
import type { Data } from '../../kernel/record.ts';
import { dateOf } from '../../kernel/time.ts';
import type { Units } from '../../kernel/units.ts';
import { sha256 } from '../canonical.ts';
import type { PersonFields } from '../persons/fields.ts';
import { identifying } from '../persons/marks.ts';
import { checkColumns, checkMapping, openingShape } from './check-mapping.ts';
import { checkConsistency } from './consistency.ts';
import { dateReader } from './date.ts';
import { decode } from './decode.ts';
import { factsOf } from './facts.ts';
import type { Mapping } from './mapping.ts';
import { personOf } from './person.ts';
import { placeOf } from './place.ts';
import { type FileNote, type FileProblem, type RowProblem, refusal } from './problem.ts';
import { readMapping } from './read-mapping.ts';
import { type Cells, cellReader } from './sheet.ts';
import { readTable, type Table, type TableRow } from './table.ts';
import { isWorkbook, readWorkbook } from './workbook.ts';

/** A row that has been read; only `ready` and `warning` rows are to be opened, and they have person, data and place. */
export type ImportRow = {
  line: number;
  problems: RowProblem[];
  /** Of a refused row: as it was. */
  cells?: readonly string[];
  /** Of a list of leads: what it says was found. */
  said?: string;
  person?: PersonFields;
} & (
  | { fate: 'ready' | 'warning'; person: PersonFields; data: Data; place: string }
  | { fate: 'refused' }
  | { fate: 'duplicate'; of: number }
);

export interface ImportPlan {
  protocol: string;
  source: string;
  fileHash: string;
  mappingHash: string;
  rows: ImportRow[];
  notes: FileNote[];
}

export interface ImportFile {
  bytes: Uint8Array;
  /** What the bytes hold, where it has been read already: a workbook is read before, as that takes its time. */
  sheet?: Sheet;
  /** Text of the mapping file. */
  mapping: string;
  protocol: Protocol;
  units: Units;
  /** Instant (ms) against which dates are in the future. */
  now: number;
}

const MOST_CELL = 10_000;

/** A register's table, and what is worth knowing of how it was read. */
export interface Sheet {
  table: Table;
  notes: FileNote[];
  /** Dates come as the reader of the file writes them, besides as the mapping says. */
  dates: string[];
}

/** Reads the table in a file by what it is: XLSX, or comma-separated text in UTF-8 or GB18030. */
export async function readSheet(bytes: Uint8Array): Promise<Sheet | FileProblem> {
  if (!isWorkbook(bytes)) return readText(bytes);
  const read = await readWorkbook(bytes);
  return 'code' in read ? read : { ...read, dates: ['YYYY-MM-DD'] };
}

function readText(bytes: Uint8Array): Sheet | FileProblem {
  const read = decode(bytes);
  if ('code' in read) return read;
  const table = readTable(read.text);
  if ('code' in table) return table;
  const note: FileNote = { code: 'read_as', zh: '按 GB18030 编码读取', en: 'Read as GB18030' };
  return { table, notes: read.encoding === 'GB18030' ? [note] : [], dates: [] };
}

/** Reads a whole register without touching the ledger: every row with its fate so far, or why the file is refused whole. */
export function readImport(file: ImportFile): { plan: ImportPlan } | { refused: FileProblem[] } {
  const read = readMapping(file.mapping);
  if (Array.isArray(read)) return { refused: read };
  const { mapping, place } = read;
  const unfit = checkMapping(mapping, place, file.protocol, file.units);
  if (unfit.length > 0) return { refused: unfit };
  const sheet = file.sheet ?? readText(file.bytes);
  if ('code' in sheet) return { refused: [sheet] };
  const { table } = sheet;
  const { problems, notes } = checkColumns(mapping, table.header);
  if (problems.length > 0) return { refused: problems };
  notes.unshift(...sheet.notes);
  if (table.rows.length === 0) notes.push({ code: 'no_rows', zh: '表头之后没有数据行', en: 'There are no rows after the header' });
  const rows = withoutRepetition(
    table.rows.map(rowReader(file, { ...mapping, dates: [...new Set([...mapping.dates, ...sheet.dates])] }, table.header)),
  );
  const { protocol } = file.protocol;
  return { plan: { protocol, source: mapping.source, fileHash: sha256(file.bytes), mappingHash: sha256(file.mapping), rows, notes } };
}

function rowReader(file: ImportFile, mapping: Mapping, header: readonly string[]): (row: TableRow) => ImportRow {
  const { zone } = file.protocol;
  const reading = { date: dateReader(mapping.dates, dateOf(zone, file.now)), zone, now: file.now };
  const shape = openingShape(file.protocol);
  const cellsOf = cellReader(header, mapping.missing);
  return (row) => {
    const unreadable = row.problem ?? unreadableCell(row, header);
    if (unreadable) return { line: row.line, fate: 'refused', problems: [unreadable], cells: row.cells };
    const cells: Cells = cellsOf(row);
    const problems: RowProblem[] = [];
    const person = personOf(cells, mapping, problems);
    const data = factsOf(cells, mapping, shape, reading, problems);
    const place = placeOf(cells, mapping, file.units, problems);
    checkConsistency(cells, mapping, reading.date, problems);
    const said = mapping.outcome === undefined ? undefined : cells(mapping.outcome);
    const listed = said === undefined ? {} : { said };
    if (place === undefined || problems.some((problem) => problem.weight === 'refused'))
      return { line: row.line, fate: 'refused', problems, person, cells: row.cells, ...listed };
    return { line: row.line, fate: problems.length > 0 ? 'warning' : 'ready', problems, person, data, place, ...listed };
  };
}

function unreadableCell(row: TableRow, header: readonly string[]): RowProblem | undefined {
  for (const [i, cell] of row.cells.entries()) {
    const column = header[i];
    if (cell.length > MOST_CELL) {
      return refusal(
        'cell_too_long',
        column,
        `一格有 ${cell.length} 个字符，最多 ${MOST_CELL}`,
        `A cell of ${cell.length} characters; at most ${MOST_CELL}`,
      );
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.exec(cell);
    if (control) {
      const code = `U+${control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
      return refusal('control_character', column, `含控制字符 ${code}`, `It holds the control character ${code}`);
    }
  }
  return undefined;
}

/** The same person a second time is not opened; a refused row is nobody's first. */
function withoutRepetition(rows: readonly ImportRow[]): ImportRow[] {
  const first = new Map<string, number>();
  return rows.map((row) => {
    if (row.fate !== 'ready' && row.fate !== 'warning') return row;
    const who = identifying(row.person) ?? '';
    const of = first.get(who);
    if (of === undefined) {
      first.set(who, row.line);
      return row;
    }
    const problem: RowProblem = {
      code: 'duplicate',
      weight: 'warning',
      zh: `与第 ${of} 行是同一人`,
      en: `The same person as on line ${of}`,
    };
    return { line: row.line, fate: 'duplicate', of, problems: [...row.problems, problem] };
  });
}
