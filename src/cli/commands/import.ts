import { basename } from 'node:path';
import { virtualAt } from '../../kernel/index.ts';
import {
  clock,
  editionInForce,
  type FileProblem,
  type ImportPlan,
  performImport,
  previewImport,
  readImport,
  readSheet,
} from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { theDistrict } from '../district.ts';
import { type OpenedLedger, theLedger, theLibrary } from '../house.ts';
import { bytesOf } from '../import/file.ts';
import { mappingFor } from '../import/mapping.ts';
import { resultRows } from '../import/result.ts';
import { type Edition, starting } from '../import/starting.ts';
import { fileProblemLine, leftLine, rowLines, totalsLine } from '../import/words.ts';
import { known } from '../known.ts';
import { checkTableFile, writeTable } from '../sheet/write.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

interface Options {
  protocol: string;
  map?: string;
  yes?: boolean;
  preview?: boolean;
  out?: string;
}

/** `early import FILE --protocol P [--map mapping.yaml]`: every good row becomes a running case, every bad one is named. */
async function importFile(home: Home, terminal: Terminal, file: string, options: Options): Promise<number> {
  if (options.out !== undefined) checkTableFile(options.out);
  const opened = await theLedger(home);
  const { ledger } = opened;
  try {
    const bytes = bytesOf(file);
    const library = await theLibrary(ledger);
    if (library.length === 0)
      throw new Stop(exit.environment, {
        zh: '还没有已发布的规程：请先执行 npm start',
        en: 'no protocol is published yet: run npm start first',
      });
    const published = Object.fromEntries(library.map((each) => [each.protocol, each]));
    const name = known(options.protocol, published, { zh: '已发布的规程', en: 'published protocol' });
    const now = virtualAt(await clock(ledger), Date.now());
    const edition = (await editionInForce(ledger, name, now))!;
    const { protocol } = edition;
    const { units } = await theDistrict(home, ledger);
    const sheet = await readSheet(bytes);
    if ('code' in sheet) return refuse(terminal, [sheet], file, file);
    const mapping = await mappingFor(home, terminal, file, { ...options, sheet, protocol, units });
    const answer = readImport({ bytes, sheet, mapping: mapping.text, protocol, units, now });
    if ('refused' in answer) return refuse(terminal, answer.refused, file, mapping.file);
    const result = options.preview ? await previewImport(ledger, answer.plan) : await open(home, terminal, opened, answer.plan, edition);
    terminal.give({ ...result, ...(options.preview && { preview: true }) });
    for (const row of result.rows) for (const line of rowLines(row, file)) terminal.say(line);
    for (const note of result.notes) terminal.say(note);
    const left = leftLine(result.rows);
    if (left) terminal.say(left);
    if (options.out !== undefined) {
      await writeTable(options.out, resultRows(sheet, result.rows, terminal.locale), basename(file));
      terminal.say({ zh: `每行的结果已写入 ${options.out}`, en: `what became of each row is in ${options.out}` });
    }
    if (options.preview) terminal.say({ zh: '预览，没有写入任何内容：', en: 'A preview, nothing was written:' });
    terminal.say(totalsLine(result.totals));
    return result.totals.refused > 0 || result.totals.duplicate > 0 ? exit.findings : exit.ok;
  } finally {
    await ledger.close();
  }
}

function refuse(terminal: Terminal, refused: FileProblem[], file: string, map: string): number {
  terminal.give({ refused });
  for (const problem of refused) terminal.say(fileProblemLine(problem, problem.file === 'mapping' ? map : file));
  return exit.findings;
}

const open = (home: Home, terminal: Terminal, opened: OpenedLedger, plan: ImportPlan, edition: Edition) =>
  starting(home, terminal, opened, { edition, total: plan.rows.length }, ({ start, ...options }) =>
    performImport(opened.ledger, plan, start, options),
  );

export const importVerb: Verb = {
  name: 'import',
  summary: 'open a case for each row of a register / 导入名册',
  define(command, act) {
    command
      .argument('<file>', 'CSV in UTF-8 or GB18030, or XLSX / CSV（UTF-8 或 GB18030）或 XLSX 文件')
      .requiredOption('--protocol <name>', 'protocol to open / 规程')
      .option('--map <mapping>', 'mapping file; guessed without one / 列对应文件，不给则按列名猜测')
      .option('--yes', 'a guessed mapping is right / 确认猜测的列对应')
      .option('--preview', 'say what would become of each row, write nothing / 预览，不写入')
      .option('--out <file>', "every row's fate, FILE.csv or .xlsx / 每行结果写入文件")
      .action(act(importFile));
  },
};
