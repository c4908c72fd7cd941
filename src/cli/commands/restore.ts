import { erasedPersons, keyRing, LedgerError, openLedger, restore } from '../../ledger/index.ts';
import { type Home, runningHouse } from '../../temporal/index.ts';
import { civil } from '../civil.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early restore FILE [--erased-from LEDGER]`: fills the empty ledger of the installation from a backup. */
async function restoreFrom(home: Home, terminal: Terminal, file: string, options: { erasedFrom?: string }): Promise<number> {
  if (runningHouse(home))
    throw new Stop(exit.environment, {
      zh: '六早正在运行：请先停止（Ctrl-C），再恢复',
      en: 'Six Earlies is running: end it (Ctrl-C) before you restore',
    });
  try {
    const keys = keyRing(process.env, home.var);
    const erased = options.erasedFrom === undefined ? [] : await erasedIn(options.erasedFrom, keys);
    const result = await restore(home.ledger, keys, file, erased);
    terminal.give(result);
    const { rows, at, fault } = result;
    terminal.say({
      zh: `已从 ${civil(at)} 的备份恢复：${rows.persons} 人，${rows.cases} 个个案${result.erased > 0 ? `；再次抹去 ${result.erased} 人` : ''}`,
      en: `Restored the backup of ${civil(at)}: ${rows.persons} person(s), ${rows.cases} case(s)${result.erased > 0 ? `; ${result.erased} erased again` : ''}`,
    });
    terminal.say({
      zh: '备份之后在办个案的进展：npm start 后执行 early rebuild 补齐',
      en: 'What running cases did since the backup: after npm start, early rebuild brings it back',
    });
    if (!fault) return exit.ok;
    terminal.warn({
      zh: `审计链在第 ${fault.seq} 行断裂（early audit verify）`,
      en: `The audit does not hold at line ${fault.seq} (early audit verify)`,
    });
    return exit.findings;
  } catch (error) {
    if (error instanceof LedgerError) throw new Stop(exit.usage, error.text);
    throw error;
  }
}

async function erasedIn(where: string, keys: ReturnType<typeof keyRing>): Promise<string[]> {
  const former = await openLedger(where, keys);
  try {
    return await erasedPersons(former);
  } finally {
    await former.close();
  }
}

export const restoreVerb: Verb = {
  name: 'restore',
  summary: 'fill an empty ledger from a backup / 恢复台账',
  define(command, act) {
    command
      .argument('<file>', 'made by early backup / 备份文件')
      .option('--erased-from <ledger>', 'the former ledger: who was erased there stays erased / 旧台账，其中已抹去的人不再恢复')
      .action(act(restoreFrom));
  },
};
