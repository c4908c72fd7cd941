import Table from 'cli-table3';
import { virtualAt, wayUp } from '../../kernel/index.ts';
import {
  clock,
  editionInForce,
  forEachBounded,
  markStarted,
  readHouseholds,
  readSheet,
  reserveCase,
  surveyed,
} from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { theDistrict } from '../district.ts';
import { theLedger, theLibrary } from '../house.ts';
import { bytesOf } from '../import/file.ts';
import { starting } from '../import/starting.ts';
import { fileProblemLine, rowLines } from '../import/words.ts';
import { known } from '../known.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { titlesOf } from '../titles.ts';
import type { Verb } from '../verb.ts';

const PROTOCOL = 'household-survey';
const AT_ONCE = 32;

/** `early survey begin FILE`: each grid of a list of households is surveyed, and its households are the denominator. Again it changes nothing. */
async function begin(home: Home, terminal: Terminal, file: string): Promise<number> {
  const opened = await theLedger(home);
  const { ledger } = opened;
  try {
    const edition = await editionInForce(ledger, PROTOCOL, virtualAt(await clock(ledger), Date.now()));
    if (!edition)
      throw new Stop(exit.environment, {
        zh: `规程 ${PROTOCOL} 尚未发布：请先执行 npm start`,
        en: `the protocol ${PROTOCOL} is not published yet: run npm start first`,
      });
    const sheet = await readSheet(bytesOf(file));
    if ('code' in sheet) {
      terminal.give({ refused: [sheet] });
      terminal.say(fileProblemLine(sheet, file));
      return exit.findings;
    }
    const list = readHouseholds(sheet, (await theDistrict(home, ledger)).units);
    if ('lacking' in list)
      throw new Stop(exit.findings, {
        zh: `${file}：缺少${list.lacking.map((each) => (each === 'unit' ? '“网格”列' : '“户号”列')).join('和')}`,
        en: `${file}: no column says which ${list.lacking.join(' and which ')}`,
      });
    let begun = 0;
    const differs: { unit: string; households: number; listed: number }[] = [];
    await starting(home, terminal, opened, { edition, total: list.units.size }, async ({ start }) => {
      const started: string[] = [];
      await forEachBounded([...list.units], AT_ONCE, async ([unit, households]) => {
        const data = { households };
        const held = await reserveCase(ledger, { subject: unit, family: PROTOCOL, place: unit, opening: data });
        const before = Number(held.opening?.households ?? households);
        if (before !== households) differs.push({ unit, households: before, listed: households });
        if (held.state === 'running') return;
        await start({ subject: unit, place: unit, data: held.opening ?? data, line: 0 }, held.caseId);
        started.push(held.caseId);
        begun++;
      });
      await markStarted(ledger, started);
    });
    const of = (fate: string) => list.rows.filter((row) => row.fate === fate).length;
    const totals = { rows: list.rows.length, counted: of('counted'), duplicate: of('duplicate'), refused: of('refused') };
    terminal.give({ totals, units: Object.fromEntries(list.units), begun, differs });
    for (const row of list.rows) for (const line of rowLines(row, file)) terminal.say(line);
    for (const { unit, households, listed } of differs)
      terminal.say({
        zh: `${unit}：排查已按 ${households} 户开始，名单有 ${listed} 户，未改动`,
        en: `${unit}: its survey began with ${households} households, the list has ${listed}; left as it is`,
      });
    terminal.say({
      zh: `共 ${totals.rows} 行 = 计入 ${totals.counted} + 重复 ${totals.duplicate} + 拒绝 ${totals.refused}；${list.units.size} 个单位，新开排查 ${begun}`,
      en: `${totals.rows} rows = ${totals.counted} households + ${totals.duplicate} twice in the file + ${totals.refused} refused; ${list.units.size} unit(s), ${begun} survey(s) begun`,
    });
    return totals.refused + totals.duplicate + differs.length > 0 ? exit.findings : exit.ok;
  } finally {
    await ledger.close();
  }
}

/** `early survey show [UNIT]`: how far the survey is, level by level. Findings while a household is not screened. */
async function show(home: Home, terminal: Terminal, called: string | undefined): Promise<number> {
  const { ledger } = await theLedger(home);
  try {
    const { units } = await theDistrict(home, ledger);
    const titles = titlesOf(await theLibrary(ledger), units);
    const unit = called === undefined ? undefined : known(called, units.units, { zh: '单位', en: 'unit' });
    const lines = (await surveyed(ledger, units)).filter((line) => unit === undefined || wayUp(units, line.unit).includes(unit));
    terminal.give(lines);
    const heads = {
      zh: ['单位', '应查户数', '已查', '无人', '拒绝', '未到户'],
      en: ['unit', 'households', 'screened', 'absent', 'refused', 'not visited yet'],
    }[terminal.locale];
    const blank = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
    const table = new Table({ head: heads, style: { head: [], border: [], compact: true }, chars: blank });
    for (const line of lines)
      table.push([titles.unit(line.unit)[terminal.locale], line.households, line.screened, line.absent, line.refused, line.unvisited]);
    terminal.say(lines.length > 0 ? table.toString() : { zh: '没有排查', en: 'there is no survey' });
    return lines.some(({ households, screened }) => screened < households) ? exit.findings : exit.ok;
  } finally {
    await ledger.close();
  }
}

async function survey(home: Home, terminal: Terminal, what: string, of: string | undefined): Promise<number> {
  if (what === 'show') return show(home, terminal, of);
  if (what !== 'begin') throw new Stop(exit.usage, { zh: `“${what}”不是 begin 或 show`, en: `"${what}" is neither begin nor show` });
  if (of === undefined) throw new Stop(exit.usage, { zh: '请写出户册文件', en: 'say which list of households' });
  return begin(home, terminal, of);
}

export const surveyVerb: Verb = {
  name: 'survey',
  summary: 'begin the survey of a list of households, and say how far it is / 按户册排查，不漏一户',
  define(command, act) {
    command
      .argument('<what>', 'begin, show / 开始、查看')
      .argument('[of]', 'to begin: FILE.csv or .xlsx; to show: the unit / 户册文件，或单位')
      .action(act(survey));
  },
};
