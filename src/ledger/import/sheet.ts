import type { TableRow } from './table.ts';

/** Reads a row's cell by column name; undefined where it says nothing. */
export type Cells = (column: string) => string | undefined;

/** How to read the rows of one table: names to cells, with the mapping's words for "nothing" left out. */
export function cellReader(header: readonly string[], missing: readonly string[]): (row: TableRow) => Cells {
  const index = new Map(header.map((name, i) => [name, i]));
  const nothing = new Set(['', ...missing.map(folded)]);
  return (row) => (column) => {
    const cell = row.cells[index.get(column) ?? -1]?.trim();
    return cell === undefined || nothing.has(folded(cell)) ? undefined : cell;
  };
}

/** The form in which words of a register are compared: full-width as half-width, case aside. */
export function folded(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

/** What a word of the register means, by a table of the mapping. */
export function meaning<T>(word: string, table: Record<string, T>): T | undefined {
  const sought = folded(word);
  const key = Object.keys(table).find((known) => folded(known) === sought);
  return key === undefined ? undefined : table[key];
}
