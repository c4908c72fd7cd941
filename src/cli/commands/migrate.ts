import { readFileSync } from 'node:fs';
import { type MigrationTotals, type Published, runMigration, undoMigration } from '../../house/index.ts';
import { type Actor, load, type MigrationMap, type MigrationPlan, planMigration, unitValuesOf, virtualAt } from '../../kernel/index.ts';
import { readMigration, renderProblem } from '../../language/index.ts';
import { casesUnder, clock, forEachBounded, migrationsIn } from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { type Kept, kept } from '../../workflow/contract.ts';
import { asked } from '../asking.ts';
import { refusalWords } from '../do/refused.ts';
import { type OpenedLedger, theClient, theLedger, theLibrary } from '../house.ts';
import { known } from '../known.ts';
import { theUnits } from '../library.ts';
import { editionCalled } from '../migrate/editions.ts';
import { planLines, summaryLines } from '../migrate/words.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { type Titles, titlesOf } from '../titles.ts';
import type { Verb } from '../verb.ts';

interface Options {
  map?: string;
  dryRun?: boolean;
  undo?: string | true;
  as?: string;
  person?: string;
  reason?: string;
  limit: string;
}

const AT_ONCE = 16;
const PROGRESS = 3_000;

/** `early migrate OLD NEW [--map FILE] [--dry-run]`, `early migrate --undo [ID]` */
async function migrate(
  home: Home,
  terminal: Terminal,
  former: string | undefined,
  next: string | undefined,
  options: Options,
): Promise<number> {
  const opened = await theLedger(home);
  try {
    if (options.undo !== undefined) return await undo(home, terminal, opened, options);
    if (former === undefined || next === undefined)
      throw new Stop(exit.usage, {
        zh: '请写明旧版和新版，如 early migrate close-contact@2020-01-22 close-contact@2020-01-28 --dry-run',
        en: 'name both editions, for instance early migrate close-contact@2020-01-22 close-contact@2020-01-28 --dry-run',
      });
    const [from, to] = [
      await editionCalled(home, terminal, opened.ledger, former),
      await editionCalled(home, terminal, opened.ledger, next),
    ];
    if (from.protocol.protocol !== to.protocol.protocol)
      throw new Stop(exit.usage, {
        zh: `${from.protocol.protocol} 与 ${to.protocol.protocol} 是两个规程；迁移只在同一规程的版本之间`,
        en: `${from.protocol.protocol} and ${to.protocol.protocol} are two protocols; a migration is between editions of one`,
      });
    const map = mapFrom(terminal, options.map, from, to);
    if (options.dryRun) return await dryRun(home, terminal, opened, { from, to, map, limit: limitOf(options) });
    if (!to.isPublished)
      throw new Stop(exit.findings, {
        zh: `新版还没有发布：请先执行 early publish ${next}`,
        en: `the new edition is not published: early publish ${next} first`,
      });
    return await realRun(home, terminal, opened, { from, to, map, ...signed(home, options) });
  } finally {
    await opened.ledger.close();
  }
}

function limitOf({ limit }: Options): number {
  const most = Number(limit);
  if (Number.isSafeInteger(most) && most >= 0) return most;
  throw new Stop(exit.usage, { zh: '--limit 应为不小于 0 的整数', en: '--limit is a whole number, 0 or more' });
}

function mapFrom(terminal: Terminal, file: string | undefined, from: Published, to: Published): MigrationMap {
  if (file === undefined) return {};
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'UTF-8';
    throw new Stop(exit.usage, { zh: `无法读取文件 ${file}（${code}）`, en: `cannot read the file ${file} (${code})` });
  }
  const { map, problems } = readMigration(text, file, { from: from.protocol, to: to.protocol });
  for (const problem of problems) terminal.warn(`${renderProblem(problem, text, terminal.locale)}\n`);
  if (map) return map;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  throw new Stop(exit.findings, {
    zh: `${file} 有 ${errors} 个错误，没有迁移任何个案`,
    en: `${file} has ${errors} error(s); no case was migrated`,
  });
}

/** Who moves the cases, and why: both stand in the story of every case. */
function signed(home: Home, { as, person, reason }: Options): { by: Actor; reason: string } {
  const [role, unit] = (as ?? '').split('@');
  if (!role || !unit)
    throw new Stop(exit.usage, { zh: '请用 --as 角色@单位 写明由谁迁移', en: 'say with --as ROLE@UNIT who migrates the cases' });
  if (reason === undefined || reason.trim() === '')
    throw new Stop(exit.usage, {
      zh: '请用 --reason 写明理由，它会记入每个个案',
      en: 'say why with --reason: it stands in the story of every case',
    });
  const units = theUnits(home);
  const place = known(unit, units.units, { zh: '单位', en: 'unit' });
  const held = known(role, units.roles, { zh: '角色', en: 'role' });
  const { title, roles } = units.units[place]!;
  if (!roles.includes(held))
    throw new Stop(exit.findings, {
      zh: `“${title.zh}”不担任“${held}”；担任：${roles.join('、')}`,
      en: `"${title.en}" does not hold "${held}"; it holds: ${roles.join(', ')}`,
    });
  return { by: { role: held, place, ...(person !== undefined && { person }) }, reason };
}

/** Every running case as it says it stands, and what would become of it. Nothing is written. */
async function dryRun(
  home: Home,
  terminal: Terminal,
  opened: OpenedLedger,
  { from, to, map, limit }: { from: Published; to: Published; map: MigrationMap; limit: number },
): Promise<number> {
  const { ledger } = opened;
  const units = theUnits(home);
  const titles = titlesOf([from.protocol, to.protocol, ...(await theLibrary(ledger))], units);
  const machines = { from: load(from.protocol, from.hash), to: load(to.protocol, to.hash) };
  const cases = await casesUnder(ledger, from.hash);
  const setting = await clock(ledger);
  const plans: MigrationPlan[] = [];
  const { client, close } = await theClient(home, opened);
  try {
    const progress = progressOn(terminal);
    await forEachBounded(cases, AT_ONCE, async (id) => {
      const file = (await asked(client, id, () => client.workflow.getHandle(id).query<Kept>(kept))).carried.case;
      const values = unitValuesOf(to.protocol, units, file.place);
      const by = { role: 'operator', place: 'house' };
      const migration = { map, by, reason: 'dry run', ...(Object.keys(values).length > 0 && { values }) };
      plans.push(planMigration(machines.from, machines.to, file, migration, virtualAt(setting, Date.now())));
      progress(plans.length, cases.length);
    });
  } finally {
    await close();
  }
  plans.sort((a, b) => a.case.localeCompare(b.case));
  const left = plans.filter(({ unmapped }) => unmapped.length > 0);
  terminal.give({ from: from.hash, to: to.hash, total: plans.length, would: plans.length - left.length, left: left.length, plans });
  // What needs somebody's thought comes first.
  const shown = [...left, ...plans.filter(({ unmapped }) => unmapped.length === 0)].slice(0, limit);
  for (const plan of shown) for (const line of planLines(plan, titles)) terminal.say(line);
  if (plans.length > shown.length)
    terminal.say({
      zh: `（另有 ${plans.length - shown.length} 个；用 --limit 看更多）`,
      en: `(and ${plans.length - shown.length} more; --limit shows them)`,
    });
  terminal.say({
    zh: `${plans.length} 个在办个案 = ${plans.length - left.length} 个可迁移 + ${left.length} 个不能；什么也没有改动`,
    en: `${plans.length} running case(s) = ${plans.length - left.length} would go over + ${left.length} cannot; nothing was changed`,
  });
  for (const line of summaryLines(plans, titles)) terminal.say(line);
  return left.length > 0 ? exit.findings : exit.ok;
}

async function realRun(
  home: Home,
  terminal: Terminal,
  opened: OpenedLedger,
  order: { from: Published; to: Published; map: MigrationMap; by: Actor; reason: string },
): Promise<number> {
  const { ledger, keys } = opened;
  const units = theUnits(home);
  const titles = titlesOf([order.from.protocol, order.to.protocol], units);
  const { client, close } = await theClient(home, opened);
  try {
    const totals = await runMigration({ client, ledger, keys, units }, order, progressOn(terminal));
    const { id, total, moved, left, gone } = totals;
    if (totals.resumed) terminal.say({ zh: `继续先前中断的迁移 ${id}`, en: `goes on with the migration ${id} that was broken off` });
    tellLeft(terminal, totals, titles);
    terminal.say({
      zh: `迁移 ${id}：${total} 个个案 = 已迁移 ${moved} + 留在旧版 ${left.length} + 已结案 ${gone.length} + 未应答 ${totals.silent.length}`,
      en: `migration ${id}: ${total} case(s) = ${moved} moved + ${left.length} left where they were + ${gone.length} ended + ${totals.silent.length} without an answer`,
    });
    return ending(terminal, totals);
  } finally {
    await close();
  }
}

async function undo(home: Home, terminal: Terminal, opened: OpenedLedger, options: Options): Promise<number> {
  const { ledger, keys } = opened;
  const all = await migrationsIn(ledger);
  const id = options.undo === true ? all[0]?.id : options.undo;
  const found = all.find((held) => held.id === id);
  if (!found)
    throw new Stop(exit.findings, {
      zh: all.length === 0 ? '还没有迁移过' : `没有迁移“${id}”；最近的是 ${all[0]!.id}`,
      en: all.length === 0 ? 'nothing was ever migrated' : `there is no migration "${id}"; the latest is ${all[0]!.id}`,
    });
  const { by, reason } = signed(home, options);
  const units = theUnits(home);
  const titles = titlesOf(await theLibrary(ledger, [found.from, found.to]), units);
  const { client, close } = await theClient(home, opened);
  try {
    const totals = await undoMigration({ client, ledger, keys, units }, { id: found.id, by, reason }, progressOn(terminal));
    const { total, moved, left, gone, silent } = totals;
    tellLeft(terminal, totals, titles);
    terminal.say({
      zh: `撤回迁移 ${found.id}：${total} 个个案 = 已复原 ${moved} + 留在新版 ${left.length} + 已结案 ${gone.length} + 未应答 ${silent.length}`,
      en: `migration ${found.id} taken back: ${total} case(s) = ${moved} restored + ${left.length} stay under the new edition + ${gone.length} ended + ${silent.length} without an answer`,
    });
    return ending(terminal, totals);
  } finally {
    await close();
  }
}

function tellLeft(terminal: Terminal, { left }: MigrationTotals, titles: Titles): void {
  for (const { case: id, refusal } of left) {
    const words = refusalWords(refusal, titles);
    terminal.say({ zh: `${id}：${words.zh}`, en: `${id}: ${words.en}` });
  }
}

function ending(terminal: Terminal, totals: MigrationTotals): number {
  terminal.give(totals);
  if (totals.silent.length > 0)
    terminal.say({
      zh: '有个案没有应答：再执行一次同样的命令即可继续，不会重复迁移',
      en: 'some cases gave no answer: the same command again goes on with them, and moves none twice',
    });
  return totals.left.length + totals.silent.length > 0 ? exit.findings : exit.ok;
}

function progressOn(terminal: Terminal): (done: number, total: number) => void {
  let told = performance.now();
  return (done, total) => {
    if (performance.now() - told < PROGRESS || done === total) return;
    told = performance.now();
    terminal.warn({ zh: `已处理 ${done} / ${total} 个个案 …`, en: `${done} of ${total} cases …` });
  };
}

export const migrateVerb: Verb = {
  name: 'migrate',
  summary: 'move running cases to another edition of their protocol / 将在办个案改按另一版本',
  define(command, act) {
    command
      .argument('[old]', 'PROTOCOL@EDITION, published hash or file / 规程@版本、已发布的哈希或文件')
      .argument('[new]', 'the same / 同上')
      .option('--map <file>', 'how they go over (docs/migration.md) / 对应表')
      .option('--dry-run', 'say what would become of each case, change nothing / 只说明，不改动')
      .option('--undo [id]', 'take the latest migration back, or that one / 撤回迁移')
      .option('--as <role@unit>', 'who does it / 由谁')
      .option('--person <id>', 'which person, p-… / 经手人编号')
      .option('--reason <words>', 'why / 理由')
      .option('--limit <n>', 'how many cases a dry run shows / 列出数', '20')
      .action(act(migrate));
  },
};
