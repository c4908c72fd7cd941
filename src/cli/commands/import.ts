import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { holderOf, virtualAt } from '../../kernel/index.ts';
import { clock, completeOpening, type ImportPlan, performImport, protocolInForce, readImport } from '../../ledger/index.ts';
import { type Home, startCase } from '../../temporal/index.ts';
import { type OpenedLedger, theClient, theLedger, theLibrary } from '../house.ts';
import { fileProblemLine, rowLines, totalsLine } from '../import/words.ts';
import { known } from '../known.ts';
import { theUnits } from '../library.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** Who opens the cases of a register. */
const OPENER = 'county_cdc';
/** How often a long import says how far it is, ms. */
const PROGRESS = 3_000;

/** `early import FILE --protocol P [--map mapping.yaml]`: every good row becomes a running case, every bad one is named. */
async function importFile(home: Home, terminal: Terminal, file: string, options: { protocol: string; map?: string }): Promise<number> {
  const opened = await theLedger(home);
  const { ledger } = opened;
  try {
    const bytes = read(file);
    const map = options.map ?? shippedMapping(home, file);
    const mapping = textOf(read(map), map);
    const library = await theLibrary(ledger);
    if (library.length === 0)
      throw new Stop(exit.environment, {
        zh: '还没有已发布的规程：请先执行 npm start',
        en: 'no protocol is published yet: run npm start first',
      });
    const published = Object.fromEntries(library.map((each) => [each.protocol, each]));
    const name = known(options.protocol, published, { zh: '已发布的规程', en: 'published protocol' });
    const { protocol } = (await protocolInForce(ledger, name))!;
    const now = virtualAt(await clock(ledger), Date.now());
    const answer = readImport({ bytes, mapping, protocol, units: theUnits(home), now });
    if ('refused' in answer) {
      terminal.give({ refused: answer.refused });
      for (const problem of answer.refused) terminal.say(fileProblemLine(problem, problem.file === 'mapping' ? map : file));
      return exit.findings;
    }
    const result = await openCases(home, terminal, opened, answer.plan);
    terminal.give(result);
    for (const row of result.rows) for (const line of rowLines(row, file)) terminal.say(line);
    for (const note of result.notes) terminal.say(note);
    terminal.say(totalsLine(result.totals));
    return result.totals.refused > 0 || result.totals.duplicate > 0 ? exit.findings : exit.ok;
  } finally {
    await ledger.close();
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new Stop(exit.usage, { zh: `无法读取文件 ${file}（${code}）`, en: `cannot read the file ${file} (${code})` });
  }
}

function textOf(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Stop(exit.findings, { zh: `${file}：不是 UTF-8 文本，请另存为 UTF-8`, en: `${file}: not UTF-8 text; save it as UTF-8` });
  }
}

/** `linelist-2020-01-30.csv` goes with the mapping `linelist.yaml` of the library. */
function shippedMapping(home: Home, file: string): string {
  const shipped = join(home.protocols, 'mappings', `${basename(file).replace(/[-.].*$/, '')}.yaml`);
  if (existsSync(shipped)) return shipped;
  throw new Stop(exit.usage, {
    zh: '请用 --map 指定列对应文件（见 docs/import.md）',
    en: 'name a mapping file with --map (see docs/import.md)',
  });
}

async function openCases(home: Home, terminal: Terminal, opened: OpenedLedger, plan: ImportPlan) {
  const { ledger } = opened;
  const units = theUnits(home);
  const { hash, protocol } = (await protocolInForce(ledger, plan.protocol))!;
  const setting = await clock(ledger);
  const { client, close } = await theClient(home, opened);
  let told = performance.now();
  const progress = (rows: number) => {
    if (performance.now() - told < PROGRESS || rows === plan.rows.length) return;
    told = performance.now();
    terminal.warn({ zh: `已处理 ${rows} / ${plan.rows.length} 行 …`, en: `${rows} of ${plan.rows.length} rows …` });
  };
  try {
    return await performImport(
      ledger,
      plan,
      async ({ subject, place, data }, id) => {
        const by = { role: OPENER, place: holderOf(units, OPENER, place) ?? place };
        const opening = { id, subject, place, now: virtualAt(setting, Date.now()), by, data };
        return startCase(client, { hash, opening: await completeOpening(ledger, opening, protocol, units), clock: setting });
      },
      { progress },
    );
  } finally {
    await close();
  }
}

export const importVerb: Verb = {
  name: 'import',
  summary: 'open a case for each row of a register / 导入名册',
  define(command, act) {
    command
      .argument('<file>', 'CSV, UTF-8 / CSV 文件，UTF-8')
      .requiredOption('--protocol <name>', 'protocol to open / 规程')
      .option('--map <mapping>', 'mapping file / 列对应文件')
      .action(act(importFile));
  },
};
