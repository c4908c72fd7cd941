import { type Command, Option } from 'commander';
import type { Home } from '../temporal/index.ts';
import { Stop, type Terminal, terminalOf } from './terminal.ts';

/** One verb of the command line: its name, what it is for, its arguments and options, and what it does. */
export interface Verb {
  name: string;
  summary: string;
  /** Adds arguments and options, and says with `command.action(act(…))` what it does. */
  define(command: Command, act: Act): void;
}

/** Wraps what a verb does: gives it the house and a terminal, turns a Stop into words and an exit code. `work` gets what commander gives. */
export type Act = <A extends unknown[]>(
  work: (home: Home, terminal: Terminal, ...given: A) => Promise<number> | number,
) => (...given: A) => Promise<void>;

/** Registers a verb with what all verbs have: --json, --lang, --help, exit codes. */
export function register(program: Command, home: Home, { name, summary, define }: Verb): void {
  const command = program
    .command(name)
    .description(summary)
    .exitOverride()
    .option('--json', 'print the result as JSON / 以 JSON 输出')
    .addOption(new Option('--lang <lang>', 'language of the words / 语言').choices(['zh', 'en']))
    .addHelpText('after', '\nExit codes: 0 ok, 1 findings, 2 usage, 3 environment');
  define(command, (work) => async (...given) => {
    const terminal = terminalOf(command.opts());
    try {
      process.exitCode = await work(home, terminal, ...given);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      terminal.give({ error: error.words });
      terminal.warn(error.words);
      process.exitCode = error.code;
    }
  });
}
