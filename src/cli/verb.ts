import { type Command, Option } from 'commander';
import pc from 'picocolors';
import type { Home } from '../temporal/index.ts';
import { type Locale, Stop, type Terminal, terminalOf } from './terminal.ts';
import { half, headings } from './usage.ts';

/** One verb of the command line: its name, what it is for, its arguments and options, and what it does. */
export interface Verb {
  name: string;
  /** `English / 中文`, as all texts of the help. */
  summary: string;
  /** Does not look into the running house: it is one itself, or reads files only. */
  apart?: true;
  /** Adds arguments and options, and says with `command.action(act(…))` what it does. */
  define(command: Command, act: Act): void;
}

/** Wraps what a verb does: gives it the house and a terminal, turns a Stop into words and an exit code. `work` gets what commander gives. */
export type Act = <A extends unknown[]>(
  work: (home: Home, terminal: Terminal, ...given: A) => Promise<number> | number,
) => (...given: A) => Promise<void>;

/** Registers a verb with what all verbs have: --json, --lang, --help, exit codes. */
export function register(program: Command, installation: Home, { name, summary, apart, define }: Verb): void {
  const command = program
    .command(name)
    .description(summary)
    .exitOverride()
    .option('--json', 'print the result as JSON / 以 JSON 输出')
    .addOption(new Option('--lang <lang>', 'language of the words / 语言').choices(['zh', 'en']));
  define(command, (work) => async (...given) => {
    const terminal = terminalOf(command.opts());
    try {
      process.exitCode = await work(apart ? installation : await present(installation, terminal), terminal, ...given);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      terminal.fail(error.words);
      process.exitCode = error.code;
    }
  });
}

/** The house that runs, said to be a drill's where it is. Looking for it needs the ledger's packages. */
async function present(installation: Home, terminal: Terminal): Promise<Home> {
  const { drillSign, presentHome } = await import('./house.ts');
  const { home, isDrill } = presentHome(installation);
  if (isDrill) terminal.say(pc.yellow(drillSign));
  return home;
}

const codes = {
  zh: '退出码：0 正常，1 有发现，2 用法错误，3 环境问题',
  en: 'Exit codes: 0 ok, 1 findings, 2 usage, 3 environment',
};

/** Puts the help of all verbs in one language. */
export function inLanguage(program: Command, locale: Locale): void {
  for (const command of [program, ...program.commands]) {
    command
      .description(half(command.description(), locale))
      .helpOption('-h, --help', half('show this / 显示本说明', locale))
      .addHelpText('after', `\n${codes[locale]}`);
    if (locale === 'zh') command.configureHelp({ styleTitle: (title) => headings[title] ?? title });
    for (const each of [...command.options, ...command.registeredArguments]) each.description = half(each.description, locale);
  }
  program.helpCommand('help [command]', half('show the help of a command / 显示某命令的说明', locale));
}
