import Table from 'cli-table3';
import { type Units, wayUp } from '../../kernel/index.ts';
import { type Bulletin, type BulletinLine, confirmSum, dailyReport, reportVersions } from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { hasReports } from '../bulletin/table.ts';
import { civil } from '../civil.ts';
import { theDistrict } from '../district.ts';
import { actorFrom } from '../do/actor.ts';
import { theLedger, theLibrary } from '../house.ts';
import { known } from '../known.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { listed, type Titles, titlesOf } from '../titles.ts';
import { theBulletin } from './day.ts';
import { faultWords, figureWords, reportedWords, standingLine, unitDayWords } from './words.ts';

const { event } = dailyReport;

/** What these verbs look at: the day, the words, and the line of a unit when one is named. */
async function looked<T>(
  home: Home,
  { called, day }: { called?: string | undefined; day?: string | undefined },
  work: (at: {
    ledger: Awaited<ReturnType<typeof theLedger>>['ledger'];
    units: Units;
    titles: Titles;
    bulletin: Bulletin;
    line: BulletinLine;
  }) => Promise<T>,
): Promise<T> {
  const { ledger } = await theLedger(home);
  try {
    const { units } = await theDistrict(home, ledger);
    const titles = titlesOf(await theLibrary(ledger), units);
    const bulletin = await theBulletin(ledger, units, day);
    const table = Object.fromEntries(bulletin.lines.map(({ unit }) => [unit, units.units[unit]!]));
    const unit = called === undefined ? bulletin.lines[0]?.unit : known(called, table, { zh: '报告单位', en: 'reporting unit' });
    const line = bulletin.lines.find((each) => each.unit === unit);
    if (!line)
      throw new Stop(exit.findings, {
        zh: `没有单位担任“${dailyReport.by}”，无人日报`,
        en: `no unit holds "${dailyReport.by}": nobody reports`,
      });
    return await work({ ledger, units, titles, bulletin, line });
  } finally {
    await ledger.close();
  }
}

/** `early report show [UNIT]`: the unit's own report beside what the ledger says, its versions, and the sum of all below it. */
export function show(home: Home, terminal: Terminal, called: string | undefined, options: { day?: string }): Promise<number> {
  return looked(home, { called, ...options }, async ({ ledger, titles, bulletin: { day }, line }) => {
    const versions = await reportVersions(ledger, dailyReport.name, day, line.unit);
    terminal.give({ day, ...line, versions });
    const name = titles.unit(line.unit);
    terminal.say({ zh: `${name.zh}，${day}`, en: `${name.en}, ${day}` });
    if (line.own) {
      const stands = unitDayWords(line.own);
      terminal.say({ zh: `本单位：${stands.zh}`, en: `own report: ${stands.en}` });
    }
    for (const { version, figures, reason, recordedAt } of versions) {
      const said = figureWords(figures, titles, event);
      terminal.say({
        zh: `  第 ${version} 版，${civil(recordedAt)}：${said.zh}${reason ? `（${reason}）` : ''}`,
        en: `  version ${version}, ${civil(recordedAt)}: ${said.en}${reason ? ` (${reason})` : ''}`,
      });
    }
    const [reported, ledgerSays] = [reportedWords(line, titles, event), figureWords(line.ledger, titles, event)];
    const stands = standingLine(line);
    terminal.say({ zh: `本级及以下：${stands.zh}`, en: `here and below: ${stands.en}` });
    terminal.say({ zh: `  已报：${reported.zh}`, en: `  reported: ${reported.en}` });
    terminal.say({ zh: `  台账：${ledgerSays.zh}`, en: `  the ledger says: ${ledgerSays.en}` });
    const faults = faultWords(line, titles, event);
    for (const fault of faults) terminal.say({ zh: `  ${fault.zh}`, en: `  ${fault.en}` });
    return faults.length > 0 ? exit.findings : exit.ok;
  });
}

const OVERDUE = ['missing', 'never'] as const;

/** `early report missing [UNIT]`: who is late, who is missing, who has never reported, each by name. Findings when anybody is. */
export function missing(home: Home, terminal: Terminal, called: string | undefined, options: { day?: string }): Promise<number> {
  return looked(home, { called, ...options }, async ({ units, titles, bulletin: { day, lines }, line }) => {
    const below = lines.filter(({ unit }) => wayUp(units, unit).includes(line.unit));
    const own = below.flatMap((each) => (each.own ? [each.own] : []));
    const groups = (['never', 'missing', 'late', 'awaited'] as const).map((standing) => ({
      standing,
      units: own.filter((each) => each.standing === standing),
    }));
    terminal.give({ day, ...Object.fromEntries(groups.map((group) => [group.standing, group.units.map(({ unit }) => unit)])) });
    const stands = standingLine(line);
    terminal.say({ zh: `${day}：${stands.zh}`, en: `${day}: ${stands.en}` });
    for (const group of groups)
      for (const each of group.units) {
        const [name, words] = [titles.unit(each.unit), unitDayWords(each)];
        terminal.say({ zh: `  ${name.zh}：${words.zh}`, en: `  ${name.en}: ${words.en}` });
      }
    return OVERDUE.some((standing) => line.standing[standing] > 0) ? exit.findings : exit.ok;
  });
}

/** `early report sum [UNIT] [--confirm --as ROLE@UNIT]`: what all below add up to, level by level; confirmed, it is held to what comes later. */
export function sum(
  home: Home,
  terminal: Terminal,
  called: string | undefined,
  options: { day?: string; confirm?: boolean; as?: string },
): Promise<number> {
  return looked(home, { called, ...options }, async ({ ledger, units, titles, bulletin: { day, at, lines }, line }) => {
    const rows = lines.filter(({ unit }) => unit === line.unit || units.units[unit]!.parent === line.unit);
    const faults = rows.flatMap((row) => faultWords(row, titles, event).map((words) => ({ unit: row.unit, words })));
    if (options.confirm) {
      if (Object.keys(line.basis).length === 0)
        throw new Stop(exit.findings, { zh: `${day} 尚无报告可汇总`, en: `there is no report of ${day} to add up yet` });
      if (line.unbalanced.length > 0)
        throw new Stop(exit.findings, listed(faultWords(line, titles, event).slice(0, line.unbalanced.length)));
      if (options.as === undefined)
        throw new Stop(exit.usage, { zh: '确认汇总须用 --as 角色@单位', en: 'a sum is confirmed by somebody: --as ROLE@UNIT' });
      const by = actorFrom(options.as, [line.unit], units, undefined);
      const confirmed = await confirmSum(
        ledger,
        { form: dailyReport.name, day, unit: line.unit, summed: { figures: line.figures, basis: line.basis }, at },
        by,
      );
      const absent = line.standing.missing + line.standing.never + line.standing.awaited;
      terminal.give({ day, unit: line.unit, ...confirmed, figures: line.figures, absent });
      const [name, said] = [titles.unit(line.unit), figureWords(line.figures, titles, event)];
      terminal.say({
        zh: `${name.zh} ${day} 汇总第 ${confirmed.version} 版${confirmed.isNew ? '已确认' : '此前已确认'}：${said.zh}${absent ? `（缺 ${absent} 个单位）` : ''}`,
        en: `${name.en}, ${day}: sum no. ${confirmed.version} ${confirmed.isNew ? 'is confirmed' : 'was confirmed before'}: ${said.en}${absent ? ` (${absent} unit(s) absent)` : ''}`,
      });
      return exit.ok;
    }
    terminal.give({ day, lines: rows });
    terminal.say(tableOf(rows, titles, terminal.locale));
    for (const { unit, words } of faults) {
      const name = titles.unit(unit);
      terminal.say({ zh: `${name.zh}：${words.zh}`, en: `${name.en}: ${words.en}` });
    }
    return faults.length > 0 ? exit.findings : exit.ok;
  });
}

function tableOf(rows: readonly BulletinLine[], titles: Titles, locale: 'zh' | 'en'): string {
  const names = titles.fieldsOf(event).flatMap(([name]) => (name in (rows[0]?.figures ?? {}) ? [name] : []));
  const heads = { zh: ['单位', '报送'], en: ['unit', 'reports'] }[locale];
  const blank = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
  const style = { head: [], border: [], compact: true };
  const table = new Table({ head: [...heads, ...names.map((name) => titles.fieldTitle(event, name)[locale])], style, chars: blank });
  for (const row of rows)
    table.push([
      titles.unit(row.unit)[locale],
      standingLine(row)[locale],
      ...names.map((name) => (hasReports(row) ? String(row.figures[name] ?? 0) : '–')),
    ]);
  return table.toString();
}
