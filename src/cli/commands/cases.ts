import Table from 'cli-table3';
import { virtualAt } from '../../kernel/index.ts';
import { clock, countCases, listCases } from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { civil } from '../civil.ts';
import { theLedger } from '../house.ts';
import { exit, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

const stageWords: Record<string, { zh: string; en: string }> = {
  discover: { zh: '早发现', en: 'discover' },
  report: { zh: '早报告', en: 'report' },
  isolate: { zh: '早隔离', en: 'isolate' },
  diagnose: { zh: '早诊断', en: 'diagnose' },
  treat: { zh: '早治疗', en: 'treat' },
  control: { zh: '早控制', en: 'control' },
};

/** `early cases`: how many where, adding up, and a list. */
async function cases(
  home: Home,
  terminal: Terminal,
  options: { stage?: string; protocol?: string; unit?: string; overdue?: boolean; limit: number },
): Promise<number> {
  const { ledger } = await theLedger(home);
  try {
    const now = virtualAt(await clock(ledger), Date.now());
    const { stage, protocol, unit, overdue, limit } = options;
    const filter = { ...(stage && { stage }), ...(protocol && { protocol }), ...(unit && { unit }), ...(overdue && { overdueAt: now }) };
    const balance = await countCases(ledger, filter);
    const page = await listCases(ledger, filter, { limit });
    terminal.give({ ...balance, cases: page.cases });
    const word = (name: string) => stageWords[name]?.[terminal.locale] ?? name;
    const parts = [
      ...Object.entries(balance.stages)
        .filter(([, n]) => n > 0)
        .map(([name, n]) => `${word(name)} ${n}`),
      ...(balance.starting > 0 ? [terminal.locale === 'zh' ? `正在立案 ${balance.starting}` : `starting ${balance.starting}`] : []),
      ...(balance.unstaged > 0 ? [terminal.locale === 'zh' ? `无阶段 ${balance.unstaged}` : `without stage ${balance.unstaged}`] : []),
      ...Object.entries(balance.ended).map(([name, n]) => (terminal.locale === 'zh' ? `已结（${name}）${n}` : `ended (${name}) ${n}`)),
    ];
    terminal.say({ zh: `个案 ${balance.total} = ${parts.join(' + ') || '0'}`, en: `${balance.total} cases = ${parts.join(' + ') || '0'}` });
    if (page.cases.length === 0) return exit.ok;
    const head =
      terminal.locale === 'zh' ? ['个案', '规程', '状态', '责任方', '下一时限'] : ['case', 'protocol', 'state', 'holder', 'next due'];
    const table = new Table({ head, style: { head: [], border: [] } });
    for (const { id, protocol: name, place, row } of page.cases) {
      table.push([
        id,
        name,
        row ? (row.outcome ?? row.at.join('\n')) : '…',
        row ? (row.holderRole ?? row.holderPlace) : place,
        civil(row?.nextWake),
      ]);
    }
    terminal.say(table.toString());
    if (page.next) terminal.say({ zh: `只列出前 ${limit} 个；用 --limit 看更多`, en: `the first ${limit} only; --limit shows more` });
    return exit.ok;
  } finally {
    await ledger.close();
  }
}

export const casesVerb: Verb = {
  name: 'cases',
  summary: 'how many cases where, and a list / 个案数与清单',
  define(command, act) {
    command
      .option('--stage <stage>', 'in this stage / 阶段')
      .option('--protocol <name>', 'under this protocol / 规程')
      .option('--unit <unit>', 'placed in or held by this unit / 单位')
      .option('--overdue', 'with something overdue / 逾期')
      .option('--limit <n>', 'how many to list / 列出数', (text: string) => Math.max(1, Number.parseInt(text, 10) || 20), 20)
      .action(act(cases));
  },
};
