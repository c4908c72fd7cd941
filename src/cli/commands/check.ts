import { dirname } from 'node:path';
import { Option } from 'commander';
import { Memory } from '../../language/memory.ts';
import type { Home } from '../../temporal/index.ts';
import { checkFiles, totalsOf } from '../check/check.ts';
import { type Format, formats } from '../check/formats.ts';
import { gather } from '../check/gather.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';
import { watching } from '../watching.ts';

interface Options {
  format?: Format;
  fix?: true;
  watch?: true;
}

/** How long after the last write to a file it is checked again, ms: an editor may write twice. */
const QUIET = 10;

/** `early check [WHAT…]` */
async function check(home: Home, terminal: Terminal, asked: string[], options: Options): Promise<number> {
  const format = options.format ?? (terminal.json ? 'json' : 'text');
  const gathered = gather(home, asked);
  if (options.watch) return watch(home, terminal, asked, format);
  if (options.fix) {
    const { fix, showFixes } = await import('../check/fix.ts');
    showFixes(format === 'text' ? terminal : { ...terminal, say: () => {} }, await fix(gathered));
  }
  const { files } = await checkFiles(gathered);
  await formats[format](terminal, files);
  return totalsOf(files).errors > 0 ? exit.findings : exit.ok;
}

async function watch(home: Home, terminal: Terminal, asked: string[], format: Format): Promise<number> {
  if (format !== 'text') throw new Stop(exit.usage, { zh: '--watch 只能输出文字', en: '--watch prints text only' });
  const memory = new Memory();
  await watching(terminal, {
    folders: [home.protocols, ...gather(home, asked).map(({ file }) => dirname(file))],
    act: async () => {
      const started = performance.now();
      const { files } = await checkFiles(gather(home, asked), { memory });
      const took = performance.now() - started;
      await formats.text(terminal, files);
      terminal.say({ zh: `用时 ${took.toFixed(0)} 毫秒`, en: `${took.toFixed(0)} ms` });
    },
    hint: { zh: '文件一改就重查；Ctrl-C 结束', en: 'checks again when a file changes; Ctrl-C ends' },
    quiet: QUIET,
  });
  return exit.ok;
}

export const checkVerb: Verb = {
  name: 'check',
  summary: 'check protocols and everything beside them / 检查规程及其周边文件',
  apart: true,
  define(command, act) {
    command
      .argument('[what...]', 'files, folders or protocols by name; everything when none is given / 文件、目录或规程名；不写则全部')
      .addOption(
        new Option('--format <format>', 'how findings are printed; --json is --format json / 输出格式').choices(Object.keys(formats)),
      )
      .option('--fix', 'put right what needs no decision; show each line before and after / 改正无须斟酌的，并列出改动')
      .option('--watch', 'check again when a file changes / 文件一改就重查')
      .action(act(check));
  },
};
