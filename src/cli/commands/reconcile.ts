import { reconcile } from '../../ledger/index.ts';
import { type Home, liveCases } from '../../temporal/index.ts';
import { theClient, theLedger } from '../house.ts';
import { exit, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early reconcile`: every running case against its rows in the ledger, by digest. */
async function reconcileAll(home: Home, terminal: Terminal, options: { repair?: boolean }): Promise<number> {
  const opened = await theLedger(home);
  const { client, close } = await theClient(home, opened);
  try {
    const result = await reconcile(opened.ledger, liveCases(client), options.repair ? { repair: true } : {});
    terminal.give(result);
    for (const { case: id, code, seq, repaired } of result.differences) {
      terminal.say({
        zh: `${id}：${code}（台账 ${seq.ledger ?? '–'}，在办 ${seq.live ?? '–'}）${repaired ? '已修复' : ''}`,
        en: `${id}: ${code} (ledger ${seq.ledger ?? '–'}, live ${seq.live ?? '–'})${repaired ? ' repaired' : ''}`,
      });
    }
    terminal.say({
      zh: `核对 ${result.compared} 个在办个案，${result.differences.length} 处不一致`,
      en: `${result.compared} running cases compared, ${result.differences.length} difference(s)`,
    });
    return result.differences.some(({ repaired }) => !repaired) ? exit.findings : exit.ok;
  } finally {
    await close();
    await opened.ledger.close();
  }
}

export const reconcileVerb: Verb = {
  name: 'reconcile',
  summary: 'compare the ledger with the running cases / 核对台账',
  define(command, act) {
    command.option('--repair', 'project what differs again / 修复').action(act(reconcileAll));
  },
};
