import Table from 'cli-table3';
import { type Text, type Units, virtualAt } from '../../kernel/index.ts';
import { type Balance, type CaseEntry, type CaseFilter, clock, countCases, listCases } from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { civil } from '../civil.ts';
import { districtOf } from '../district.ts';
import { theLedger, theLibrary } from '../house.ts';
import { known } from '../known.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { listed, stages, type Titles, titlesOf } from '../titles.ts';
import type { Verb } from '../verb.ts';

interface Options {
  stage?: string;
  protocol?: string;
  unit?: string;
  overdue?: boolean;
  limit: string;
}

/** `early cases`: how many where, adding up, and a list. */
async function cases(home: Home, terminal: Terminal, options: Options): Promise<number> {
  const limit = Number(options.limit);
  if (!Number.isSafeInteger(limit) || limit < 0)
    throw new Stop(exit.usage, { zh: '--limit 应为不小于 0 的整数', en: '--limit is a whole number, 0 or more' });
  const { ledger } = await theLedger(home);
  try {
    const now = virtualAt(await clock(ledger), Date.now());
    const units = (await districtOf(home, ledger))?.units;
    const library = await theLibrary(ledger);
    const titles = titlesOf(library, units);
    const filter = filterOf(options, { units, protocols: Object.fromEntries(library.map((each) => [each.protocol, each])), now });
    const balance = await countCases(ledger, filter);
    const page = limit === 0 ? { cases: [] } : await listCases(ledger, filter, { limit });
    terminal.give({ ...balance, ...page });
    const parts = partsOf(balance, titles);
    terminal.say({
      zh: `个案 ${balance.total} = ${parts.map(({ zh }) => zh).join(' + ') || '0'}`,
      en: `${balance.total} cases = ${parts.map(({ en }) => en).join(' + ') || '0'}`,
    });
    if (page.cases.length === 0) return exit.ok;
    terminal.say(tableOf(page.cases, titles, terminal.locale));
    if ('next' in page) terminal.say({ zh: `只列出前 ${limit} 个；用 --limit 看更多`, en: `the first ${limit} only; --limit shows more` });
    return exit.ok;
  } finally {
    await ledger.close();
  }
}

/** Names are looked up first: a mistyped one must not look like "none". A unit stands for all below it. */
function filterOf(
  { stage, protocol, unit, overdue }: Options,
  { units, protocols, now }: { units: Units | undefined; protocols: Record<string, { title: Text }>; now: number },
): CaseFilter {
  const stageTable = Object.fromEntries(Object.entries(stages).map(([id, title]) => [id, { title }]));
  return {
    ...(stage !== undefined && { stage: known(stage, stageTable, { zh: '阶段', en: 'stage' }) }),
    ...(protocol !== undefined && { protocol: known(protocol, protocols, { zh: '已发布的规程', en: 'published protocol' }) }),
    ...(unit !== undefined && { under: units ? known(unit, units.units, { zh: '单位', en: 'unit' }) : unit }),
    ...(overdue && { overdueAt: now }),
  };
}

function partsOf({ stages: counts, starting, unstaged, ended }: Balance, titles: Titles): Text[] {
  const part = ({ zh, en }: Text, n: number): Text => ({ zh: `${zh} ${n}`, en: `${en} ${n}` });
  return [
    ...Object.entries(counts).map(([name, n]) => [titles.stage(name), n] as const),
    [{ zh: '正在立案', en: 'starting' }, starting] as const,
    [{ zh: '无阶段', en: 'without stage' }, unstaged] as const,
    ...Object.entries(ended).map(([name, n]) => {
      const { zh, en } = titles.outcome(name);
      return [{ zh: `已结（${zh}）`, en: `ended (${en})` }, n] as const;
    }),
  ]
    .filter(([, n]) => n > 0)
    .map(([text, n]) => part(text, n));
}

function tableOf(entries: readonly CaseEntry[], titles: Titles, locale: 'zh' | 'en'): string {
  const heads = {
    zh: ['个案', '规程', '状态', '责任方', '最早时限', '拒收', '须关注'],
    en: ['case', 'protocol', 'state', 'held by', 'earliest due', 'refused', 'attention'],
  };
  const blank = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
  const table = new Table({ head: heads[locale], style: { head: [], border: [], compact: true }, chars: blank });
  for (const { id, protocol, place, earliestDue, row } of entries) {
    const states = row?.outcome ? titles.outcome(row.outcome) : listed((row?.at ?? []).map(titles.state), '\n');
    const holder = row?.holderRole ? titles.role(row.holderRole) : titles.unit(row?.holderPlace ?? place);
    table.push([
      id,
      titles.protocol(protocol)[locale],
      states[locale] || '…',
      holder[locale],
      civil(earliestDue),
      row?.bounces ? String(row.bounces) : '',
      row?.attention ? String(row.attention) : '',
    ]);
  }
  return table.toString();
}

export const casesVerb: Verb = {
  name: 'cases',
  summary: 'how many cases where, and a list / 个案数与清单',
  define(command, act) {
    command
      .option('--stage <stage>', 'in this stage / 阶段')
      .option('--protocol <name>', 'under this protocol / 规程')
      .option('--unit <unit>', 'placed in or held by this unit or one below it / 单位及其下级')
      .option('--overdue', 'with something overdue / 逾期')
      .option('--limit <n>', 'how many to list / 列出数', '20')
      .action(act(cases));
  },
};
