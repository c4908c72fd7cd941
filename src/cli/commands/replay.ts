import { protocolByHash } from '../../ledger/index.ts';
import { converter, errorsOnly, type Home, replayRunning, stuckCases } from '../../temporal/index.ts';
import { theClient, theLedgerAsItIs } from '../house.ts';
import { exit, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early replay`: whether what runs would go on under this build, before any worker of it is started. */
async function replay(home: Home, terminal: Terminal): Promise<number> {
  const opened = await theLedgerAsItIs(home);
  const { ledger, keys } = opened;
  try {
    const { client, close } = await theClient(home, opened);
    try {
      errorsOnly();
      const build = {
        workflowBundle: { codePath: home.workflowBundle },
        dataConverter: converter(keys, home.failureConverter, (hash) => protocolByHash(ledger, hash)),
      };
      const stuck = new Set((await stuckCases(client)).map((run) => run.case));
      const failed: { workflow: string; why: string; before: boolean }[] = [];
      let sound = 0;
      for await (const one of replayRunning(client, build)) {
        if (one.failed === undefined) sound++;
        else failed.push({ workflow: one.workflow, why: one.failed, before: stuck.has(one.workflow) });
      }
      const newly = failed.filter(({ before }) => !before).length;
      terminal.give({ sound, failed });
      for (const { workflow, why, before } of failed)
        terminal.say({
          zh: `${workflow}：${before ? '现在就不能运行' : '在本构建下不能继续'}（${why}）`,
          en: `${workflow}: ${before ? 'cannot run as it is' : 'cannot go on under this build'} (${why})`,
        });
      terminal.say({
        zh: `${sound + failed.length} 个在运行 = ${sound} 个可在本构建下继续 + ${newly} 个不能 + ${failed.length - newly} 个现在就不能运行；什么也没有改动`,
        en: `${sound + failed.length} running = ${sound} would go on under this build + ${newly} would not + ${failed.length - newly} cannot run as it is; nothing was changed`,
      });
      return newly > 0 ? exit.findings : exit.ok;
    } finally {
      await close();
    }
  } finally {
    await ledger.close();
  }
}

export const replayVerb: Verb = {
  name: 'replay',
  summary: 'would what runs go on under this build: before an upgrade / 升级前：在办个案能否在本构建下继续',
  define(command, act) {
    command.action(act(replay));
  },
};
