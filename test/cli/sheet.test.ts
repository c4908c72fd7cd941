import { describe, expect, it } from 'vitest';
import { tenClear } from '../../src/cli/export/columns.ts';
import { csvOf, xlsxOf } from '../../src/cli/sheet/write.ts';
import { readSheet } from '../../src/ledger/index.ts';

const rows = [
  ['姓名', '说明', 'n'],
  ["=cmd|' /C calc'!A0", '+86 138', 7],
  ['@x', '62050219900101118X', 0],
  ['-1', 'a,"b"\nc', 1],
];

describe('a list that is given away', () => {
  it('as CSV runs nothing in a spreadsheet, and opens with its Chinese in Excel', () => {
    const text = Buffer.from(csvOf(rows)).toString();
    expect(text).toBe('\ufeff姓名,说明,n\r\n\'=cmd|\' /C calc\'!A0,\'+86 138,7\r\n\'@x,62050219900101118X,0\r\n\'-1,"a,""b""\nc",1\r\n');
  });

  it('as XLSX comes back as it was, each sign of it', async () => {
    const sheet = await readSheet(await xlsxOf(rows, 'a/b:c'));
    if ('code' in sheet) throw new Error(sheet.en);
    expect([sheet.table.header, ...sheet.table.rows.map(({ cells }) => cells)]).toEqual(rows.map((row) => row.map(String)));
  });

  it('has the ten clear items in their order', () => {
    const numbers = tenClear.flatMap(({ title }) => /^(\d+) /.exec(title.zh)?.[1] ?? []).map(Number);
    expect([...new Set(numbers)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  });
});
