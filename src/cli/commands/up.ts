import { type ChildProcess, fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { type Clock, realTime } from '../../kernel/index.ts';
import { setClock as keepClock, publishProtocol } from '../../ledger/index.ts';
import {
  type DevServer,
  findTemporal,
  type Home,
  NoTemporal,
  runningHouse,
  startDevServer,
  startOperations,
  writeHouse,
} from '../../temporal/index.ts';
import { caseWorkflowType, setClock } from '../../workflow/contract.ts';
import { instantFrom, zone } from '../civil.ts';
import { theClient, theLedger } from '../house.ts';
import { checkFile, contextOf, protocolFiles } from '../library.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import type { Verb } from '../verb.ts';

/** `early up`: Temporal on a file under var/, the protocols published, a worker; until Ctrl-C. */
async function up(home: Home, terminal: Terminal, options: { from?: string; speed?: string }): Promise<number> {
  const running = runningHouse(home);
  if (running)
    throw new Stop(exit.environment, {
      zh: `六早已在运行（进程 ${running.pid}）`,
      en: `Six Earlies is already running (process ${running.pid})`,
    });
  const clock = clockOf(options);
  const opened = await theLedger(home);
  const context = contextOf(home);
  for (const file of protocolFiles(home)) {
    const { protocol, problems } = checkFile(file, context);
    const errors = problems.filter(({ severity }) => severity === 'error').length;
    if (!protocol)
      throw new Stop(exit.findings, {
        zh: `${file} 有 ${errors} 个错误；请先执行 early check`,
        en: `${file} has ${errors} error(s); run early check first`,
      });
    await publishProtocol(opened.ledger, protocol);
    terminal.say({ zh: `已发布 ${protocol.title.zh}（${protocol.edition}）`, en: `published ${protocol.protocol} (${protocol.edition})` });
  }
  await keepClock(opened.ledger, clock);
  let server: DevServer | undefined;
  let worker: ChildProcess | undefined;
  let address = process.env.TEMPORAL_ADDRESS;
  try {
    if (!address) {
      const found = await findTemporal(process.env, (line) => terminal.say(line));
      if (found.way === 'address') address = found.address;
      else {
        server = await startDevServer({ binary: found.binary, file: home.temporalFile });
        address = server.address;
        terminal.say({ zh: `Temporal ${found.version}，${address}`, en: `Temporal ${found.version} at ${address}` });
      }
    }
    writeHouse(home, { address, pid: process.pid });
    // The new clock reaches every open case before any worker runs it: no deadline is missed by the pause.
    const { client, close } = await theClient(home, opened);
    let told = 0;
    for await (const { workflowId } of client.workflow.list({
      query: `WorkflowType = '${caseWorkflowType}' AND ExecutionStatus = 'Running'`,
    })) {
      await client.workflow.getHandle(workflowId).signal(setClock, clock);
      told++;
    }
    await startOperations(client, { clock, zone, at: '02:00' });
    await close();
    worker = fork(home.worker, [address], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const ready = new Promise<void>((resolve, reject) => {
      worker!.once('message', () => resolve());
      worker!.once('exit', (code) =>
        reject(new Stop(exit.environment, { zh: `工作进程退出（${code}）`, en: `the worker ended (${code})` })),
      );
    });
    await ready;
    terminal.say({
      zh: `六早已就绪：${told} 个在办个案。Ctrl-C 结束。`,
      en: `Six Earlies is ready; ${told} running case(s). Ctrl-C ends it.`,
    });
    terminal.give({ address, pid: process.pid, worker: worker.pid, server: server?.pid, cases: told });
    await new Promise<void>((resolve) => {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve());
      worker!.once('exit', () => resolve());
    });
    return exit.ok;
  } catch (error) {
    if (error instanceof NoTemporal) throw new Stop(exit.environment, { zh: error.zh, en: error.message });
    throw error;
  } finally {
    rmSync(home.houseFile, { force: true });
    await ended(worker);
    await server?.stop();
    await opened.ledger.close();
  }
}

async function ended(worker: ChildProcess | undefined): Promise<void> {
  if (!worker || worker.exitCode !== null || worker.signalCode !== null) return;
  const gone = new Promise((resolve) => worker.once('exit', resolve));
  worker.kill('SIGTERM');
  const forced = setTimeout(() => worker.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(forced);
}

/** Real time, or a clock that starts at a civil time and runs `speed` times as fast (0: paused). */
function clockOf({ from, speed }: { from?: string; speed?: string }): Clock {
  const rate = speed === undefined ? 1 : Number(speed);
  if (!Number.isFinite(rate) || rate < 0)
    throw new Stop(exit.usage, { zh: `--speed 应为不小于 0 的数`, en: '--speed is a number, 0 or more' });
  if (from === undefined && rate === 1) return realTime;
  const real = Date.now();
  return { virtual: from === undefined ? real : instantFrom(from), real, rate };
}

export const upVerb: Verb = {
  name: 'up',
  summary: 'run the house: Temporal, worker, protocols / 启动',
  define(command, act) {
    command
      .option('--from <time>', 'the cases\' clock starts at "YYYY-MM-DD HH:MM" / 个案时钟的起点')
      .option('--speed <n>', 'how fast it runs; 0 is paused / 倍速')
      .action(act(up));
  },
};
