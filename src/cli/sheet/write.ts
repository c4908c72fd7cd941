import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { exit, Stop } from '../terminal.ts';

export type Cell = string | number;

/** Kinds of table file that can be written, by the ending of the name. */
const kinds: Record<string, (rows: readonly Cell[][], sheet: string) => Promise<Uint8Array> | Uint8Array> = {
  '.csv': csvOf,
  '.xlsx': xlsxOf,
};

export const isTableFile = (path: string): boolean => Object.hasOwn(kinds, extname(path).toLowerCase());

/** Writes rows, the header first, as CSV or XLSX by the ending of the name; only its owner may read it. Stops for another ending. */
export async function writeTable(path: string, rows: readonly Cell[][], sheet: string): Promise<void> {
  checkTableFile(path);
  writeFileSync(path, await kinds[extname(path).toLowerCase()]!(rows, sheet), { mode: 0o600 });
}

/** Stops when a table cannot be written under that name: said before the work is done. */
export function checkTableFile(path: string): void {
  if (isTableFile(path)) return;
  throw new Stop(exit.usage, {
    zh: `${path}：文件名应以 ${Object.keys(kinds).join('、')} 结尾`,
    en: `${path}: the name must end in ${Object.keys(kinds).join(' or ')}`,
  });
}

/**
 * CSV as spreadsheets in China open it: UTF-8 with its mark, CRLF. A text that a spreadsheet would run as a formula (`=…`, `+…`, `-…`,
 * `@…`) gets an apostrophe before it.
 */
export function csvOf(rows: readonly Cell[][]): Uint8Array {
  return Buffer.from(stringify([...rows], { bom: true, escape_formulas: true, record_delimiter: 'windows' }));
}

/** XLSX: texts are texts there, so that nothing in them is run; long numbers are texts too, or their last digits would be lost. */
export async function xlsxOf(rows: readonly Cell[][], sheet: string): Promise<Uint8Array> {
  const { default: write } = await import('write-excel-file/node');
  const cells = rows.map((row) => row.map((value) => ({ value, type: typeof value === 'number' ? Number : String })));
  return write(cells, { sheet: sheet.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31), stickyRowsCount: 1 }).toBuffer();
}
