import { existsSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Protocol, Units } from '../../kernel/index.ts';
import { guessMapping, type Sheet } from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { listed, same } from '../titles.ts';
import { textOf } from './file.ts';

/** A mapping's text, and the file it stands in; a guessed one stands in none. */
export interface Given {
  text: string;
  file: string;
}

/**
 * The mapping for a register: the one that is named; else the one of the library that goes with its name (`linelist-2020-01-30.csv` with
 * `linelist.yaml`); else one guessed from its columns, which somebody confirms: with `--yes`, or at the terminal. Stops when nobody does.
 */
export async function mappingFor(
  home: Home,
  terminal: Terminal,
  file: string,
  {
    map,
    yes,
    sheet,
    protocol,
    units,
    fixed = {},
  }: {
    map?: string | undefined;
    yes?: boolean | undefined;
    sheet: Sheet;
    protocol: Protocol;
    units: Units;
    fixed?: Record<string, string>;
  },
): Promise<Given> {
  const known = map ?? shipped(home, file);
  if (known !== undefined) return { text: textOf(known), file: known };
  const name = basename(file, extname(file)).replace(/[\s-]/g, '_');
  const guessed = guessMapping(sheet, { protocol, units, name, fixed });
  if ('lacking' in guessed) {
    const { header } = sheet.table;
    const what = listed(guessed.lacking.map((each) => lackingWords[each] ?? same(each)));
    throw new Stop(exit.usage, {
      zh: `从列名认不出：${what.zh}（文件的列：${header.join('、')}）。请用 --map 指定列对应文件（见 docs/import.zh.md）`,
      en: `the columns do not say: ${what.en} (they are: ${header.join(', ')}). Name a mapping file with --map (see docs/import.md)`,
    });
  }
  terminal.warn({
    zh: `没有列对应文件，按列名猜测为：\n${guessed.mapping}`,
    en: `no mapping file; guessed by the columns:\n${guessed.mapping}`,
  });
  if (yes || (await isConfirmed(terminal))) return { text: guessed.mapping, file: `${file}（guessed / 猜测）` };
  throw new Stop(exit.usage, {
    zh: '未确认：看过后加 --yes，或存为文件、改好后用 --map',
    en: 'not confirmed: look at it and give --yes, or save it, put it right and name it with --map',
  });
}

const lackingWords: Record<string, { zh: string; en: string }> = {
  person: { zh: '是谁（证件号，或姓名和电话，或编号）', en: 'who it is (identity number, or name and phone, or a number of the row)' },
  place: { zh: '在哪个单位', en: 'which unit' },
};

function shipped(home: Home, file: string): string | undefined {
  const path = join(home.protocols, 'mappings', `${basename(file).replace(/[-.].*$/, '')}.yaml`);
  return existsSync(path) ? path : undefined;
}

async function isConfirmed(terminal: Terminal): Promise<boolean> {
  if (terminal.json || !process.stdin.isTTY) return false;
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await asking.question({ zh: '这样对应可以吗？[y/N] ', en: 'Is that right? [y/N] ' }[terminal.locale]);
    return /^\s*(y|yes|是|对|好)\s*$/i.test(answer);
  } finally {
    asking.close();
  }
}
