import { type Difference, lastNight, reconcile, recountCases, wrongSums } from '../../ledger/index.ts';
import { type Home, liveCases } from '../../temporal/index.ts';
import { civil } from '../civil.ts';
import { theClient, theLedger } from '../house.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

const meanings: Record<Difference['code'], { zh: string; en: string }> = {
  missing_in_ledger: { zh: '在办，但台账中没有', en: 'runs, and the ledger does not know it' },
  missing_in_temporal: { zh: '台账中在办，但没有在运行', en: 'is open in the ledger, and nothing runs' },
  digest_differs: { zh: '台账与在办不一致', en: 'says something else in the ledger' },
  not_confirmed: { zh: '已登记，但从未启动：请重新导入', en: 'was reserved and never started: import its row again' },
  no_answer: { zh: '在运行，但上一步失败，不能应答', en: 'runs, but its last step failed and it cannot answer' },
};

/** `early reconcile [--repair]`: every case against its rows in the ledger, by digest. `--last`: what the last night found. */
async function reconcileCases(home: Home, terminal: Terminal, options: { repair?: boolean; last?: boolean }): Promise<number> {
  if (options.last && options.repair)
    throw new Stop(exit.usage, {
      zh: '--last 只显示昨夜的结果，不能同时 --repair',
      en: '--last only shows what was found; it cannot --repair',
    });
  const opened = await theLedger(home);
  try {
    if (options.last) return await showLast(opened.ledger, terminal);
    const { client, close } = await theClient(home, opened);
    try {
      const result = await reconcile(opened.ledger, liveCases(client), options.repair ? { repair: true } : {});
      const sums = await (options.repair ? recountCases : wrongSums)(opened.ledger);
      terminal.give({ ...result, sums });
      tellDifferences(terminal, result.differences);
      if (sums > 0)
        terminal.say({
          zh: `${sums} 个合计数与个案不符${options.repair ? '，已更正' : ''}`,
          en: `${sums} sum(s) do not agree with the cases${options.repair ? '; put right' : ''}`,
        });
      terminal.say({
        zh: `核对 ${result.compared} 个个案，${result.differences.length} 处不一致`,
        en: `${result.compared} cases compared, ${result.differences.length} difference(s)`,
      });
      return result.differences.some(({ repaired }) => !repaired) || (sums > 0 && !options.repair) ? exit.findings : exit.ok;
    } finally {
      await close();
    }
  } finally {
    await opened.ledger.close();
  }
}

async function showLast(ledger: Parameters<typeof lastNight>[0], terminal: Terminal): Promise<number> {
  const night = await lastNight(ledger);
  terminal.give(night ?? null);
  if (!night) {
    terminal.say({
      zh: '还没有核对过：六早运行时每夜 02:00 核对一次',
      en: 'No night has been reconciled yet: a running house does so at 02:00',
    });
    return exit.findings;
  }
  const { startedAt, endedAt, compared, count, differences, audit } = night;
  terminal.say({
    zh: `${civil(startedAt)} 至 ${civil(endedAt)} 核对 ${compared} 个个案，${count} 处不一致；审计 ${audit.seq} 行`,
    en: `From ${civil(startedAt)} to ${civil(endedAt)}: ${compared} cases compared, ${count} difference(s); audit of ${audit.seq} line(s)`,
  });
  tellDifferences(terminal, differences);
  if (count > differences.length)
    terminal.say({ zh: `……另有 ${count - differences.length} 处`, en: `… and ${count - differences.length} more` });
  if (audit.fault)
    terminal.say({
      zh: `审计链在第 ${audit.fault.seq} 行断裂（early audit verify）`,
      en: `The audit does not hold at line ${audit.fault.seq} (early audit verify)`,
    });
  return count > 0 || audit.fault ? exit.findings : exit.ok;
}

function tellDifferences(terminal: Terminal, differences: readonly Difference[]): void {
  for (const { case: id, code, seq, repaired } of differences) {
    const { zh, en } = meanings[code];
    terminal.say({
      zh: `${id}：${zh}（台账 ${seq.ledger ?? '–'}，在办 ${seq.live ?? '–'}）${repaired ? '，已修复' : ''}`,
      en: `${id} ${en} (ledger ${seq.ledger ?? '–'}, live ${seq.live ?? '–'})${repaired ? '; repaired' : ''}`,
    });
  }
}

export const reconcileVerb: Verb = {
  name: 'reconcile',
  summary: 'compare the ledger with the running cases / 核对台账',
  define(command, act) {
    command
      .option('--repair', 'project what differs again / 修复')
      .option('--last', 'what the last night found / 最近一夜的结果')
      .action(act(reconcileCases));
  },
};
