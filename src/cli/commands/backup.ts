import { backUp, LedgerError } from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { theLedger } from '../house.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early backup FILE`: the whole ledger as it is now, while the house goes on. */
async function backup(home: Home, terminal: Terminal, file: string): Promise<number> {
  const { ledger } = await theLedger(home);
  try {
    const { rows, key } = await backUp(ledger, file);
    terminal.give({ file, rows, key });
    const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
    terminal.say({
      zh: `已备份台账 ${ledger.store.where} 到 ${file}：${rows.persons} 人，${rows.cases} 个个案，共 ${total} 行`,
      en: `The ledger ${ledger.store.where} is backed up to ${file}: ${rows.persons} person(s), ${rows.cases} case(s), ${total} row(s)`,
    });
    terminal.say({
      zh: `密钥 ${key} 不在备份中，请另外保管：没有它，备份中的个人信息无法读取`,
      en: `The key ${key} is not in it; keep it elsewhere: without it nobody can read the persons in the backup`,
    });
    return exit.ok;
  } catch (error) {
    if (error instanceof LedgerError) throw new Stop(exit.usage, error.text);
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    throw new Stop(exit.usage, { zh: `无法写入 ${file}（${code}）`, en: `${file} cannot be written (${code})` });
  } finally {
    await ledger.close();
  }
}

export const backupVerb: Verb = {
  name: 'backup',
  summary: 'write the whole ledger to a file / 备份台账',
  define(command, act) {
    command.argument('<file>', 'a new file / 新文件').action(act(backup));
  },
};
