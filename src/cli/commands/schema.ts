import { LedgerError, ledgerSteps, migrateLedger, schemaOf } from '../../ledger/index.ts';
import { type Home, runningHouse } from '../../temporal/index.ts';
import { theLedgerAsItIs } from '../house.ts';
import { known } from '../known.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early schema [STEP]`: which step the form of the ledger has taken; with STEP, takes it to one that a former release knows. */
async function schema(home: Home, terminal: Terminal, asked: string | undefined): Promise<number> {
  const { ledger, keys } = await theLedgerAsItIs(home);
  const steps = ledgerSteps(home.ledger, keys);
  try {
    const step = asked && known(asked, Object.fromEntries(steps.map((name) => [name, {}])), { zh: '步骤', en: 'step' });
    const before = await schemaOf(ledger.db);
    if (step && step !== before) {
      if (runningHouse(home)) throw new Stop(exit.environment, inUse);
      await migrateLedger(home.ledger, keys, step);
    }
    const at = await schemaOf(ledger.db);
    terminal.give({ at, steps });
    terminal.say({ zh: `台账结构：${at}；本发行的是 ${steps.at(-1)}`, en: `the ledger is at ${at}; this release's is ${steps.at(-1)}` });
    if (at !== steps.at(-1)) terminal.say(steps.includes(at) ? behind : ahead);
    return exit.ok;
  } catch (error) {
    if (error instanceof LedgerError) throw new Stop(exit.environment, error.text);
    throw error;
  } finally {
    await ledger.close();
  }
}

const inUse = {
  zh: '六早正在运行并使用这个台账：请先停下（Ctrl-C）',
  en: 'Six Earlies is running on this ledger: stop it first (Ctrl-C)',
};
const behind = {
  zh: '本发行的其他命令（除 early replay）一打开台账就会补上其余各步；要用旧发行，先换上它',
  en: 'any other command of this release but early replay takes the other steps as soon as it opens it; to use the former release, put it in place first',
};
const ahead = {
  zh: '由更新的发行写成：请用那个发行执行 early schema 步骤，退回本发行认得的',
  en: 'a later release wrote it: with that one, early schema STEP takes it back to a step that this one knows',
};

export const schemaVerb: Verb = {
  name: 'schema',
  summary: 'which form the ledger has; takes it back for a former release / 台账结构，或退回旧发行的',
  define(command, act) {
    command.argument('[step]', 'the last step that the former release knows / 旧发行认得的最后一步').action(act(schema));
  },
};
