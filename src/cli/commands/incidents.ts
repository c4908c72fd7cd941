import type { Text } from '../../kernel/index.ts';
import { type IncidentPage, listIncidents } from '../../ledger/index.ts';
import { type Home, noAnswer, type Stuck, stuckCases } from '../../temporal/index.ts';
import { attentionWords } from '../case/timeline.ts';
import { civil } from '../civil.ts';
import { type OpenedLedger, theClient, theLedger, theLibrary } from '../house.ts';
import { unitsOf } from '../library.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { titlesOf } from '../titles.ts';
import type { Verb } from '../verb.ts';

/** `early incidents`: what somebody has to look at, in the cases and in the runs that cannot speak for themselves. */
async function incidents(home: Home, terminal: Terminal, options: { limit: string }): Promise<number> {
  const limit = Number(options.limit);
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new Stop(exit.usage, { zh: '--limit 应为不小于 1 的整数', en: '--limit is a whole number, 1 or more' });
  const opened = await theLedger(home);
  const { ledger } = opened;
  try {
    const page = await listIncidents(ledger, { limit });
    const stuck = await swept(home, terminal, opened);
    const titles = titlesOf(await theLibrary(ledger), unitsOf(home));
    terminal.give({ ...page, stuck: stuck ?? null });
    for (const { case: held, attention } of page.incidents) {
      const { zh, en } = attentionWords(attention, titles);
      const protocol = titles.protocol(held.protocol);
      terminal.say({
        zh: `${civil(attention.at)}  ${held.id}  ${protocol.zh}　${zh}`,
        en: `${civil(attention.at)}  ${held.id}  ${protocol.en}: ${en}`,
      });
    }
    for (const run of (stuck ?? []).slice(0, limit)) terminal.say(stuckWords(run));
    if (page.next !== undefined)
      terminal.say({
        zh: `只列出前 ${limit} 个个案的，共 ${page.cases} 个个案；用 --limit 看更多`,
        en: `of the first ${limit} cases only, of ${page.cases}; --limit shows more`,
      });
    terminal.say(summary(page, stuck));
    return page.cases + (stuck?.length ?? 0) > 0 ? exit.findings : exit.ok;
  } finally {
    await ledger.close();
  }
}

/** The runs whose last workflow task failed; undefined where nobody can be asked, which is said. */
async function swept(home: Home, terminal: Terminal, opened: OpenedLedger): Promise<Stuck[] | undefined> {
  try {
    const { client, close } = await theClient(home, opened);
    try {
      return await stuckCases(client);
    } finally {
      await close();
    }
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const { zh, en } = error.words;
    terminal.warn({ zh: `未能巡查运行中的个案：${zh}`, en: `the running cases were not looked at: ${en}` });
    return undefined;
  }
}

/** What somebody can do, so that the case goes on by itself. */
const remedies: Record<Stuck['at'], Text> = {
  start: {
    zh: '请换回写下它的密钥（early doctor 显示现用的），它会自行继续',
    en: 'Put the key back under which it was written (early doctor says which is in use), and it goes on by itself',
  },
  protocol: {
    zh: '请重新发布该规程（early publish）或恢复台账，它会自行继续',
    en: 'Publish that protocol again (early publish) or restore the ledger, and it goes on by itself',
  },
  program: {
    zh: '若继续下去，是程序的错误：请换回上一发行版（docs/versions.zh.md），它会自行继续；缘由见 worker.log',
    en: 'If it stays so, the program is wrong: go back to the former release (docs/versions.md), and it goes on by itself; worker.log says more',
  },
};

/** What a workflow task failed with, in Chinese: its own words are for whoever repairs the program. */
const failures: Record<Stuck['at'], (failure: string) => string> = {
  start: () => '启动内容无法解密',
  protocol: () => '所依规程取不到',
  program: (failure) => (failure === noAnswer ? '未在时限内答复' : `程序出错“${failure}”`),
};

function stuckWords({ case: id, attempt, failure, at }: Stuck): Text {
  const { zh, en } = remedies[at];
  return {
    zh: `${id}  不能运行（已试 ${attempt} 次）：${failures[at](failure)}。${zh}`,
    en: `${id}  cannot run (tried ${attempt} times): ${failure}. ${en}`,
  };
}

function summary({ cases }: IncidentPage, stuck: readonly Stuck[] | undefined): Text {
  const m = stuck?.length ?? 0;
  if (cases + m === 0) return { zh: '没有须关注的事', en: 'nothing needs attention' };
  const deal =
    cases === 0
      ? { zh: '', en: '' }
      : { zh: '；处理：early resolve 个案 编号 --because 理由', en: '; early resolve ID NUMBER --because REASON deals with one' };
  return {
    zh: `须关注的个案 ${cases} 个，不能运行的个案 ${m} 个${deal.zh}`,
    en: `${cases} case(s) to look at, ${m} that cannot run${deal.en}`,
  };
}

export const incidentsVerb: Verb = {
  name: 'incidents',
  summary: 'what somebody has to look at, in every case / 须关注的事',
  define(command, act) {
    command.option('--limit <n>', 'of how many cases to list them / 列出多少个个案的', '20').action(act(incidents));
  },
};
