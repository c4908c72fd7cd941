import type { Home } from '../../temporal/index.ts';
import { begin } from '../report/begin.ts';
import { type Filing, file } from '../report/file.ts';
import { missing, show, sum } from '../report/show.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

interface Options extends Partial<Filing> {
  confirm?: boolean;
}

/** `early report WHAT [UNIT] …`: a unit's report of a day, and the sums above it. */
async function report(home: Home, terminal: Terminal, what: string, unit: string | undefined, pairs: string[], options: Options) {
  switch (what) {
    case 'begin':
      return begin(home, terminal, unit, options);
    case 'show':
      return show(home, terminal, unit, options);
    case 'missing':
      return missing(home, terminal, unit, options);
    case 'sum':
      return sum(home, terminal, unit, options);
    case 'confirm':
      if (pairs.length > 0)
        throw new Stop(exit.usage, { zh: '数字不同请用 correct', en: 'with other figures than the ledger has: report correct' });
      return file(home, terminal, named(unit), [], { ...options, as: actor(options) });
    case 'correct':
      if (pairs.length === 0) throw new Stop(exit.usage, { zh: '请写出 字段=值 …', en: 'say which figures: FIELD=VALUE …' });
      return file(home, terminal, named(unit), pairs, { ...options, as: actor(options) });
    default:
      throw new Stop(exit.usage, {
        zh: `“${what}”不是 begin、show、confirm、correct、missing 或 sum`,
        en: `"${what}" is none of begin, show, confirm, correct, missing, sum`,
      });
  }
}

function named(unit: string | undefined): string {
  if (unit !== undefined) return unit;
  throw new Stop(exit.usage, { zh: '请写出哪个单位', en: 'say which unit' });
}

function actor({ as }: Options): string {
  if (as !== undefined) return as;
  throw new Stop(exit.usage, {
    zh: '请用 --as 角色@单位 写明由谁办理，如 reporter@sample-village',
    en: 'say who acts with --as ROLE@UNIT, for instance reporter@sample-village',
  });
}

export const reportVerb: Verb = {
  name: 'report',
  summary: "a unit's report of a day, and the sums above it / 日报告、零报告及逐级汇总",
  define(command, act) {
    command
      .argument('<what>', 'begin, show, confirm, correct, missing, sum / 开始、查看、确认、更正、缺报、汇总')
      .argument('[unit]', 'the unit / 单位')
      .argument('[pairs...]', 'to correct: FIELD=VALUE … / 更正：字段=值 …')
      .option('--day <day>', 'YYYY-MM-DD, today by default / 报告日，默认今天')
      .option('--as <role@unit>', 'who acts / 以何角色@单位')
      .option('--zero', 'that there is nothing is meant so / 明确确认零报告')
      .option('--reason <text>', 'why a report is put right / 更正理由')
      .option('--confirm', 'with sum: the unit stands by it / 确认汇总')
      .option('--key <key>', 'the same key is recorded once / 幂等键：同一键只记录一次')
      .action(act(report));
  },
};
