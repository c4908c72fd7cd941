import { Command, CommanderError } from 'commander';
import { homeOf } from '../temporal/index.ts';
import { verbs } from './commands/index.ts';
import { exit } from './terminal.ts';
import { register } from './verb.ts';

const program = new Command('early')
  .description('Six Earlies 六早: protocols without code, one durable case for each person')
  .exitOverride()
  .configureOutput({ writeErr: (text) => process.stderr.write(text) });
const home = homeOf(import.meta.url);
for (const verb of verbs) register(program, home, verb);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) {
    console.error(error instanceof Error ? (process.env.DEBUG ? error.stack : error.message) : error);
    process.exit(exit.environment);
  }
  process.exitCode = error.exitCode === 0 ? exit.ok : exit.usage;
}
