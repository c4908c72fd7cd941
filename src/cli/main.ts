import { Command, CommanderError } from 'commander';
import { homeOf } from '../temporal/home.ts';
import { verbs } from './commands/index.ts';
import { exit, localeOf, terminalOf } from './terminal.ts';
import { usageWords } from './usage.ts';
import { inLanguage, register, type Verb } from './verb.ts';

void main();

async function main(): Promise<void> {
  // What is said before a verb has read its options: about them, and their help.
  const given = process.argv.slice(2);
  const terminal = terminalOf({ json: given.includes('--json'), lang: localeOf(given) });
  const program = new Command('early')
    .description('Six Earlies: protocols without code, one durable case for each person / 六早：规程不写代码，一人一案')
    .exitOverride()
    // Said below, in the language asked for.
    .configureOutput({ outputError: () => {} });
  const home = homeOf(import.meta.url);
  // Whoever reads along may have read enough, as `| head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? exit.ok : exit.environment));
  // All verbs are known only where one of them is looked for.
  const [asked = ''] = given;
  const loaded: Verb[] = [];
  for (const load of Object.hasOwn(verbs, asked) ? [verbs[asked]!] : Object.values(verbs)) loaded.push(await load());
  for (const verb of loaded) register(program, home, verb);
  inLanguage(program, terminal.locale);

  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      const isHelp = ['commander.help', 'commander.helpDisplayed', 'commander.version'].includes(error.code);
      if (!isHelp) terminal.fail(usageWords(error.message));
      process.exitCode = error.exitCode === 0 ? exit.ok : exit.usage;
    } else {
      const message = error instanceof Error ? ((process.env.DEBUG ? error.stack : undefined) ?? error.message) : String(error);
      const { troubleWords } = await import('./trouble.ts');
      terminal.fail(troubleWords(error) ?? { zh: `出错：${message}`, en: `error: ${message}` });
      process.exit(exit.environment);
    }
  }
}
