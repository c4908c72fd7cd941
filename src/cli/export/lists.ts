import type { Text } from '../../kernel/index.ts';
import { exposureList, type Ledger, type ListedCase, lineList, type Reader } from '../../ledger/index.ts';
import type { Cell } from '../sheet/write.ts';
import type { Locale } from '../terminal.ts';
import type { Titles } from '../titles.ts';
import { type Column, exposuresListed, lineListed, tenClear } from './columns.ts';

/** What a list is of: these units, or all; where it is of cases, this protocol alone. */
export interface Which {
  units?: readonly string[];
  protocol?: string;
}

type Lines = (titles: Titles, locale: Locale) => Cell[][];

/** A list with personal data for another office: its headings, and its lines as they are read, which the audit keeps. */
export interface List {
  title: Text;
  headings: readonly Text[];
  ofCases: boolean;
  read(ledger: Ledger, which: Which, reader: Reader): Promise<Lines>;
}

function list<Line>(
  title: Text,
  columns: readonly Column<Line>[],
  lines: (ledger: Ledger, which: Which, reader: Reader) => Promise<Line[]>,
): Omit<List, 'ofCases'> {
  return {
    title,
    headings: columns.map((column) => column.title),
    async read(ledger, which, reader) {
      const found = await lines(ledger, which, reader);
      return (titles, locale) => found.map((line) => columns.map((column) => column.of(line, titles, locale)));
    },
  };
}

const ofCases = (title: Text, columns: readonly Column<ListedCase>[], protocols: string[]): List => ({
  ofCases: true,
  ...list(title, columns, (ledger, { units, protocol }, reader) =>
    lineList(ledger, { protocols: protocol === undefined ? protocols : [protocol], ...(units && { units }) }, reader),
  ),
});

/** The lists by what they are called. */
export const lists: Record<string, List> = {
  ten: ofCases({ zh: '十清', en: 'ten clear items' }, tenClear, ['returnee']),
  linelist: ofCases({ zh: '清单', en: 'line list' }, lineListed, ['close-contact', 'returnee', 'suspected-case', 'asymptomatic']),
  exposures: {
    ofCases: false,
    ...list({ zh: '暴露与接触', en: 'exposures' }, exposuresListed, (ledger, { units }, reader) => exposureList(ledger, units, reader)),
  },
};
