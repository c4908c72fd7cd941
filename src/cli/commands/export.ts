import { type Units, wayUp } from '../../kernel/index.ts';
import type { Home } from '../../temporal/index.ts';
import { theDistrict } from '../district.ts';
import { actorFrom } from '../do/actor.ts';
import { lists } from '../export/lists.ts';
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

/** `early export ten|linelist|exposures --out FILE --as ROLE@UNIT --why TEXT`: a list with personal data; the audit keeps who read whom, and what for. */
async function exportList(home: Home, terminal: Terminal, what: string, options: Options): Promise<number> {
  const list = Object.hasOwn(lists, what) ? lists[what] : undefined;
  const names = Object.keys(lists);
  if (!list)
    throw new Stop(exit.usage, {
      zh: `没有清单“${what}”；有：${names.join('、')}`,
      en: `there is no list "${what}"; there are: ${names.join(', ')}`,
    });
  if (options.why.trim() === '')
    throw new Stop(exit.usage, { zh: '请用 --why 写明用途（不写个人信息）', en: 'say with --why what it is for, without personal data' });
  if (options.protocol !== undefined && !list.ofCases)
    throw new Stop(exit.usage, {
      zh: `清单“${what}”不分规程，不能用 --protocol`,
      en: `the list "${what}" is not of one protocol: leave --protocol out`,
    });
  checkTableFile(options.out);
  const { ledger } = await theLedger(home);
  try {
    const { units } = await theDistrict(home, ledger);
    const library = await theLibrary(ledger);
    const unit = options.unit === undefined ? undefined : known(options.unit, units.units, { zh: '单位', en: 'unit' });
    const published = Object.fromEntries(library.map((each) => [each.protocol, each]));
    const protocol =
      options.protocol === undefined ? undefined : known(options.protocol, published, { zh: '已发布的规程', en: 'published protocol' });
    const by = actorFrom(options.as, [unit ?? topOf(units)], units, undefined);
    const which = { ...(protocol !== undefined && { protocol }), ...(unit !== undefined && { units: below(units, unit) }) };
    const { locale } = terminal;
    const lines = (await list.read(ledger, which, { by, why: options.why }))(titlesOf(library, units), locale);
    await writeTable(options.out, [list.headings.map((heading) => heading[locale]), ...lines], list.title[locale]);
    terminal.give({ lines: lines.length, out: options.out });
    terminal.say({
      zh: `${lines.length} 行已写入 ${options.out}；审计已记录由谁、为何读取`,
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
  summary: 'the ten clear items, a line list, or exposures, as CSV or XLSX / 导出排查台账十清、病例清单或暴露与接触',
  define(command, act) {
    command
      .argument('<what>', 'ten, linelist, exposures / 十清、清单、暴露')
      .requiredOption('--out <file>', 'FILE.csv or .xlsx / 输出文件')
      .requiredOption('--as <role@unit>', 'who reads / 以何角色@单位')
      .requiredOption('--why <text>', 'what it is for; the audit keeps it / 用途，记入审计')
      .option('--unit <unit>', 'this unit and all below it / 单位及其下级')
      .option('--protocol <name>', 'of this protocol / 规程')
      .action(act(exportList));
  },
};
