import { type Units, wayUp } from '../../kernel/index.ts';
import { lineList } from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { theDistrict } from '../district.ts';
import { actorFrom } from '../do/actor.ts';
import { type Column, lineListed, tenClear } from '../export/columns.ts';
import { theLedger, theLibrary } from '../house.ts';
import { known } from '../known.ts';
import { checkTableFile, writeTable } from '../sheet/write.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { titlesOf } from '../titles.ts';
import type { Verb } from '../verb.ts';

interface Options {
  out: string;
  as: string;
  why: string;
  unit?: string;
  protocol?: string;
}

const lists: Record<string, { columns: readonly Column[]; protocols: readonly string[] }> = {
  ten: { columns: tenClear, protocols: ['returnee'] },
  linelist: { columns: lineListed, protocols: ['close-contact', 'returnee', 'suspected-case', 'asymptomatic'] },
};

/** `early export ten|linelist --out FILE --as ROLE@UNIT --why TEXT`: a list with personal data; the audit keeps who read whom, and what for. */
async function exportList(home: Home, terminal: Terminal, what: string, options: Options): Promise<number> {
  const list = Object.hasOwn(lists, what) ? lists[what]! : undefined;
  if (!list) throw new Stop(exit.usage, { zh: `“${what}”不是 ten 或 linelist`, en: `"${what}" is neither ten nor linelist` });
  if (options.why.trim() === '')
    throw new Stop(exit.usage, { zh: '请用 --why 写明用途（不写个人信息）', en: 'say with --why what it is for, without personal data' });
  checkTableFile(options.out);
  const { ledger } = await theLedger(home);
  try {
    const { units } = await theDistrict(home, ledger);
    const library = await theLibrary(ledger);
    const unit = options.unit === undefined ? undefined : known(options.unit, units.units, { zh: '单位', en: 'unit' });
    const published = Object.fromEntries(library.map((each) => [each.protocol, each]));
    const protocols =
      options.protocol === undefined
        ? list.protocols
        : [known(options.protocol, published, { zh: '已发布的规程', en: 'published protocol' })];
    const by = actorFrom(options.as, [unit ?? topOf(units)], units, undefined);
    const which = { protocols, ...(unit !== undefined && { units: below(units, unit) }) };
    const lines = await lineList(ledger, which, { by, why: options.why });
    const titles = titlesOf(library, units);
    const { locale } = terminal;
    const rows = [
      list.columns.map(({ title }) => title[locale]),
      ...lines.map((line) => list.columns.map((column) => column.of(line, titles, locale))),
    ];
    await writeTable(options.out, rows, what);
    terminal.give({ lines: lines.length, out: options.out });
    terminal.say({
      zh: `${lines.length} 人已写入 ${options.out}；审计已记录由谁、为何读取`,
      en: `${lines.length} line(s) written to ${options.out}; the audit keeps who read them and what for`,
    });
    return exit.ok;
  } finally {
    await ledger.close();
  }
}

const topOf = ({ units }: Units): string =>
  Object.keys(units).find((id) => units[id]!.parent === undefined && units[id]!.line === undefined)!;

const below = (units: Units, top: string): string[] => Object.keys(units.units).filter((id) => wayUp(units, id).includes(top));

export const exportVerb: Verb = {
  name: 'export',
  summary: 'the ten clear items, or a line list, as CSV or XLSX / 导出排查台账十清或病例清单',
  define(command, act) {
    command
      .argument('<what>', 'ten, linelist / 十清、清单')
      .requiredOption('--out <file>', 'FILE.csv or .xlsx / 输出文件')
      .requiredOption('--as <role@unit>', 'who reads / 以何角色@单位')
      .requiredOption('--why <text>', 'what it is for; the audit keeps it / 用途，记入审计')
      .option('--unit <unit>', 'this unit and all below it / 单位及其下级')
      .option('--protocol <name>', 'of this protocol / 规程')
      .action(act(exportList));
  },
};
