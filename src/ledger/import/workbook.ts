import { type FileNote, type FileProblem, refusal } from './problem.ts';
import { headed, type Table, type TableRow } from './table.ts';

/** Spreadsheets keep this many digits of a number; what comes after them is lost. */
const DIGITS = 15;

/** XLSX is a ZIP archive; the former XLS, and XLSX with a password, are compound files. */
export const isWorkbook = (bytes: Uint8Array): boolean => begins(bytes, 0x50, 0x4b, 0x03, 0x04) || begins(bytes, 0xd0, 0xcf, 0x11, 0xe0);

const begins = (bytes: Uint8Array, ...signs: number[]) => signs.every((sign, i) => bytes[i] === sign);

/**
 * The first sheet of an XLSX file that holds anything, as a table; lines are its rows as the spreadsheet numbers them. Dates come as
 * `YYYY-MM-DD`, numbers with all the digits the file has.
 */
export async function readWorkbook(bytes: Uint8Array): Promise<{ table: Table; notes: FileNote[] } | FileProblem> {
  if (begins(bytes, 0xd0, 0xcf)) {
    return problem(
      '是旧式 XLS 或加了密码的文件：请另存为不带密码的 XLSX',
      'an XLS file of former times, or one with a password: save it as XLSX without one',
    );
  }
  const { default: read } = await import('read-excel-file/node');
  let sheets: { sheet: string; data: unknown[][] }[];
  try {
    // Numbers stay as the file writes them: identity numbers are longer than a number of JavaScript.
    sheets = (await read(Buffer.from(bytes), {
      parseNumber: (written): Written => ({ written }),
      trim: false,
    })) as unknown as typeof sheets;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return problem(`无法读取（${why}）：请用表格软件打开并重新保存`, `cannot be read (${why}): open it in a spreadsheet and save it again`);
  }
  const filled = sheets.filter(({ data }) => data.some((row) => row.some((cell) => cell !== null)));
  const [first, ...others] = filled;
  if (!first) return { code: 'empty', file: 'data', line: 1, zh: '文件是空的', en: 'The file is empty' };
  const rows = first.data.map((cells, i): TableRow => rowOf(cells, i + 1)).filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const width = Math.max(...rows.map(({ cells }) => cells.length));
  const table = headed(rows.map((row) => ({ ...row, cells: [...row.cells, ...Array<string>(width - row.cells.length).fill('')] })));
  if ('code' in table) return table;
  if (others.length === 0) return { table, notes: [] };
  const names = others.map(({ sheet }) => sheet);
  const note: FileNote = {
    code: 'other_sheets',
    columns: names,
    zh: `只读了工作表“${first.sheet}”，未读：${names.join('、')}`,
    en: `Only the sheet "${first.sheet}" was read, not: ${names.join(', ')}`,
  };
  return { table, notes: [note] };
}

function rowOf(cells: readonly unknown[], line: number): TableRow {
  const texts = cells.map(textOf);
  const lost = cells.findIndex((cell, i) => isWritten(cell) && texts[i]!.length > DIGITS && /^\d+$/.test(texts[i]!));
  if (lost < 0) return { line, cells: texts };
  const column = `${lost + 1}`;
  const why = refusal(
    'digits_lost',
    undefined,
    `第 ${column} 列的长号码存成了数字，末几位已经丢失：请把该列设为“文本”，重新填写`,
    `The long number in column ${column} was kept as a number, and its last digits are lost: format the column as text and enter it again`,
  );
  return { line, cells: texts, problem: why };
}

/** A cell that is a number, as the file writes it. */
interface Written {
  written: string;
}

const isWritten = (cell: unknown): cell is Written => typeof cell === 'object' && cell !== null && 'written' in cell;

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) {
    const iso = cell.toISOString();
    return iso.slice(11, 16) === '00:00' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
  }
  if (typeof cell === 'boolean') return cell ? '1' : '0';
  if (!isWritten(cell)) return String(cell);
  // 1.38E+10 is a telephone number.
  return /^\d(\.\d+)?[eE]\+?\d+$/.test(cell.written) ? BigInt(Number(cell.written)).toString() : cell.written;
}

function problem(zh: string, en: string): FileProblem {
  return { code: 'not_xlsx', file: 'data', zh: `表格文件${zh}`, en: `The spreadsheet is ${en}` };
}
