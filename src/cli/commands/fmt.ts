import { writeFileSync } from 'node:fs';
import { Option } from 'commander';
import { format, renderProblem } from '../../language/index.ts';
import type { Home } from '../../temporal/index.ts';
import { gather } from '../check/gather.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { readText } from '../test/files.ts';
import type { Verb } from '../verb.ts';

interface Options {
  to?: 'zh' | 'en';
  check?: boolean;
}

/** `early fmt [WHAT…]` */
function fmt(home: Home, terminal: Terminal, asked: string[], { to, check }: Options): number {
  const files = named(home, asked);
  const changed: string[] = [];
  let broken = 0;
  for (const file of files) {
    const text = readText(file);
    const formatted = format(text, file, { ...(to && { to }) });
    if ('problems' in formatted) {
      broken++;
      for (const problem of formatted.problems) terminal.say(`${renderProblem(problem, text, terminal.locale)}\n`);
    } else if (formatted.text !== text) {
      changed.push(file);
      if (!check) writeFileSync(file, formatted.text);
    }
  }
  for (const file of changed) terminal.say(file);
  terminal.give({ files: files.length, changed, broken });
  const rest = files.length - changed.length - broken;
  terminal.say(
    check
      ? { zh: `${files.length} 个文件：${changed.length} 个未规范`, en: `${files.length} file(s): ${changed.length} not in canonical form` }
      : {
          zh: `已规范 ${changed.length} 个文件，${rest} 个未变`,
          en: `${changed.length} file(s) put into canonical form, ${rest} unchanged`,
        },
  );
  if (broken > 0)
    throw new Stop(exit.findings, { zh: `${broken} 个文件无法读取，未改动`, en: `${broken} file(s) cannot be read and were left alone` });
  return check && changed.length > 0 ? exit.findings : exit.ok;
}

/** Files, and those in folders, or everything in the folder of protocols; a register has no form of ours. */
const named = (home: Home, asked: string[]): string[] =>
  gather(home, asked).flatMap(({ asked, kind, name }) => (asked && kind !== 'register' ? name : []));

export const fmtVerb: Verb = {
  name: 'fmt',
  summary: 'put files into canonical form, or turn them over into the other language / 规范格式，或转换键的语言',
  apart: true,
  define(command, act) {
    command
      .argument(
        '[what...]',
        'files, folders or protocols by name; the whole library when none is given / 文件、目录或规程名；不写则整个规程库',
      )
      .option('--check', 'change nothing; exit 1 if a file is not in canonical form / 只检查，不改动')
      .addOption(new Option('--to <language>', 'the language of the fixed words / 键所用的语言').choices(['zh', 'en']))
      .action(act(fmt));
  },
};
