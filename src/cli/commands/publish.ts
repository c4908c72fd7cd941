import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Text, virtualAt } from '../../kernel/index.ts';
import { clock, editionInForce, type Ledger } from '../../ledger/index.ts';
import type { Home } from '../../temporal/index.ts';
import { theLedger } from '../house.ts';
import { type Published, publishFile } from '../publish.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early publish WHAT…`: puts protocols, units and rosters in force while the house goes on. */
async function publish(home: Home, terminal: Terminal, asked: string[]): Promise<number> {
  const files = asked.map((what) => fileOf(home, what));
  const { ledger } = await theLedger(home);
  try {
    const results: (Published & { file: string; inForce: boolean })[] = [];
    for (const file of files) {
      const published = await publishFile(home, ledger, file);
      const { inForce, words } = await standing(ledger, published);
      results.push({ file, ...published, inForce });
      const { name, edition, isNew } = published;
      const before = isNew ? { zh: '已发布', en: 'published' } : { zh: '此前已发布', en: 'was published before' };
      terminal.say({ zh: `${name}（${edition}）${before.zh}；${words.zh}`, en: `${name} (${edition}) ${before.en}; ${words.en}` });
    }
    terminal.give(results);
    return exit.ok;
  } finally {
    await ledger.close();
  }
}

/** A protocol by its name or folder, or a file. */
function fileOf(home: Home, what: string): string {
  const [path] = [what, join(home.protocols, what)].filter(existsSync);
  const file = path !== undefined && statSync(path).isDirectory() ? join(path, 'protocol.yaml') : path;
  if (file !== undefined && existsSync(file)) return file;
  throw new Stop(exit.usage, { zh: `没有规程或文件 ${what}`, en: `there is no protocol or file ${what}` });
}

async function standing(ledger: Ledger, { kind, name, edition, hash, isNew }: Published): Promise<{ inForce: boolean; words: Text }> {
  if (kind !== 'protocol')
    return isNew
      ? { inForce: true, words: { zh: '从下一次通知起生效', en: 'in force from the next telling on' } }
      : { inForce: false, words: { zh: '没有变化', en: 'nothing changes' } };
  const now = virtualAt(await clock(ledger), Date.now());
  const current = (await editionInForce(ledger, name, now))!;
  if (current.hash === hash) return { inForce: true, words: { zh: '新个案即按此版', en: 'new cases take it; those that run keep theirs' } };
  const other = current.protocol.edition;
  return {
    inForce: false,
    words: {
      zh: `新个案目前按 ${other} 版${other === edition ? '（同版另一文本）' : ''}，依各版生效日期（effective_from）`,
      en: `by the dates of the editions (effective_from) new cases take ${other === edition ? 'another text of it' : other} now`,
    },
  };
}

export const publishVerb: Verb = {
  name: 'publish',
  summary: 'check, test and put in force protocols, units and rosters / 核对、演练并发布',
  define(command, act) {
    command.argument('<what...>', 'protocols by name, files or folders / 规程名、文件或目录').action(act(publish));
  },
};
