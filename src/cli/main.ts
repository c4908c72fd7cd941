import { Command, CommanderError, Option } from 'commander';
import { homeOf } from '../temporal/index.ts';
import { showCase } from './commands/case.ts';
import { cases } from './commands/cases.ts';
import { check } from './commands/check.ts';
import { doEvent } from './commands/do.ts';
import { doctor } from './commands/doctor.ts';
import { importFile } from './commands/import.ts';
import { reconcileAll } from './commands/reconcile.ts';
import { up } from './commands/up.ts';
import { exit, Stop, type Terminal, terminalOf } from './terminal.ts';

const home = homeOf(import.meta.url);
const program = new Command('early')
  .description('Six Earlies 六早: protocols without code, one durable case for each person')
  .exitOverride()
  .configureOutput({ writeErr: (text) => process.stderr.write(text) });

type Common = { json?: boolean; lang?: string };

/** A verb with what all verbs have: --json, --lang, exit codes. */
function verb(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .exitOverride()
    .option('--json', 'print the result as JSON / 以 JSON 输出')
    .addOption(new Option('--lang <lang>', 'language of the words / 语言').choices(['zh', 'en']))
    .addHelpText('after', '\nExit codes: 0 ok, 1 findings, 2 usage, 3 environment');
}

async function run(options: Common, work: (terminal: Terminal) => Promise<number> | number): Promise<void> {
  const terminal = terminalOf(options);
  try {
    process.exitCode = await work(terminal);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    terminal.give({ error: error.words });
    terminal.warn(error.words);
    process.exitCode = error.code;
  }
}

verb('up', 'run the house: Temporal, worker, protocols / 启动')
  .option('--from <time>', 'the cases\' clock starts at "YYYY-MM-DD HH:MM" / 个案时钟的起点')
  .option('--speed <n>', 'how fast it runs; 0 is paused / 倍速')
  .action((options: Common & { from?: string; speed?: string }) => run(options, (terminal) => up(home, terminal, options)));
verb('check', 'check protocols, scenarios and units / 检查规程')
  .argument('<files...>')
  .action((files: string[], options: Common) => run(options, (terminal) => check(home, terminal, files)));
verb('import', 'open a case for each row of a register / 导入名册')
  .argument('<file>', 'CSV, UTF-8')
  .requiredOption('--protocol <name>', 'protocol to open / 规程')
  .option('--map <mapping>', 'mapping file / 列对应文件')
  .action((file: string, options: Common & { protocol: string; map?: string }) =>
    run(options, (terminal) => importFile(home, terminal, file, options)),
  );
verb('cases', 'how many cases where, and a list / 个案数与清单')
  .option('--stage <stage>', 'in this stage / 阶段')
  .option('--protocol <name>', 'under this protocol / 规程')
  .option('--unit <unit>', 'placed in or held by this unit / 单位')
  .option('--overdue', 'with something overdue / 逾期')
  .option('--limit <n>', 'how many to list / 列出数', (text: string) => Math.max(1, Number.parseInt(text, 10) || 20), 20)
  .action((options: Common & { stage?: string; protocol?: string; unit?: string; overdue?: boolean; limit: number }) =>
    run(options, (terminal) => cases(home, terminal, options)),
  );
verb('case', 'one case: state, what is due, who may do what, timeline / 一个个案')
  .argument('<id>')
  .action((id: string, options: Common) => run(options, (terminal) => showCase(home, terminal, id)));
verb('do', 'report an event on a case / 报告事件')
  .argument('<id>')
  .argument('<event>')
  .argument('[pairs...]', 'name=value')
  .requiredOption('--as <role@unit>', 'who acts / 以何角色')
  .option('--person <id>', 'which person acts / 经手人')
  .option('--at <time>', 'when it occurred, "YYYY-MM-DD HH:MM" / 发生时间')
  .option('--key <key>', 'idempotency key: the same key is done once / 幂等键')
  .action((id: string, event: string, pairs: string[], options: Common & { as: string; person?: string; at?: string; key?: string }) =>
    run(options, (terminal) => doEvent(home, terminal, id, event, pairs, options)),
  );
verb('reconcile', 'compare the ledger with the running cases / 核对台账')
  .option('--repair', 'project what differs again / 修复')
  .action((options: Common & { repair?: boolean }) => run(options, (terminal) => reconcileAll(home, terminal, options)));
verb('doctor', 'can this machine run it, and how Temporal was found / 环境检查').action((options: Common) =>
  run(options, (terminal) => doctor(home, terminal)),
);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) {
    console.error(error instanceof Error ? (process.env.DEBUG ? error.stack : error.message) : error);
    process.exit(exit.environment);
  }
  process.exitCode = error.exitCode === 0 ? exit.ok : exit.usage;
}
