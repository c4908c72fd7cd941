import { House, setEveryClock } from '../../house/index.ts';
import { type Clock, realTime, type Text, virtualAt } from '../../kernel/index.ts';
import { clock as clockKept } from '../../ledger/index.ts';
import { type Home, runningHouse, startOperations } from '../../temporal/index.ts';
import { civil, instantFrom, zone } from '../civil.ts';
import { theLedger } from '../house.ts';
import { publishAll } from '../publish.ts';
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
  const { ledger, keys } = await theLedger(home);
  const house = new House({ home, ledger, keys, env: process.env, say: (line) => terminal.say(line) });
  try {
    const clock = clockOf(options, await clockKept(ledger), Date.now());
    const published = await publishAll(home, ledger);
    terminal.say({
      zh: `已发布 ${published.map(({ title, edition }) => `${title.zh}（${edition}）`).join('、')}`,
      en: `published ${published.map(({ protocol, edition }) => `${protocol} (${edition})`).join(', ')}`,
    });
    let told = 0;
    await house.keepUp(interrupted(), {
      // The clock reaches every open case before any worker runs it: no deadline is missed by the pause.
      async settle() {
        told = await setEveryClock(house.client, ledger, clock);
        await startOperations(house.client, { clock, zone, at: '02:00' });
      },
      async ready() {
        const { found } = house;
        if (found?.way !== 'address') terminal.say(`${found?.version}, ${house.address}`);
        terminal.say({
          zh: `六早已就绪：${told} 个在办个案。Ctrl-C 结束。`,
          en: `Six Earlies is ready; ${told} running case(s). Ctrl-C ends it.`,
        });
        if (clock.virtual !== clock.real || clock.rate !== 1) terminal.say(otherTime(clock));
        terminal.give({ address: house.address, pid: process.pid, ...house.pids, cases: told });
      },
    });
    return exit.ok;
  } finally {
    await house.stop();
    await ledger.close();
  }
}

/** Resolves when somebody asks this process to end. */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => resolve());
  });
}

const NOW = 'now';

/**
 * The clock of a house that begins at `real`, ms: from a civil time or from now on, at `speed` times the pace (0: paused). Where nobody says,
 * the cases go on at the time at which they live: brought to real time, all that was due in between would happen at once, and for good.
 */
export function clockOf({ from, speed }: { from?: string; speed?: string }, kept: Clock, real: number): Clock {
  const rate = speed === undefined ? 1 : Number(speed);
  if (!Number.isFinite(rate) || rate < 0)
    throw new Stop(exit.usage, { zh: `--speed 应为不小于 0 的数`, en: '--speed is a number, 0 or more' });
  if (from === undefined && speed === undefined) return kept;
  if (from === NOW) return rate === 1 ? realTime : { virtual: real, real, rate };
  return { virtual: from === undefined ? virtualAt(kept, real) : instantFrom(from), real, rate };
}

function otherTime(clock: Clock): Text {
  const at = civil(virtualAt(clock, Date.now()));
  const { rate } = clock;
  const pace =
    rate === 0
      ? { zh: '，停着', en: ', and stands still' }
      : rate === 1
        ? { zh: '', en: '' }
        : { zh: `，${rate} 倍速`, en: `, and passes ${rate} times as fast` };
  return {
    zh: `个案的时间是 ${at}${pace.zh}；--from now 改为真实时间`,
    en: `It is ${at} for the cases${pace.en}; --from now lets them live in real time`,
  };
}

export const upVerb: Verb = {
  name: 'up',
  summary: 'run the house in real time: Temporal, worker, protocols / 按真实时间启动',
  apart: true,
  define(command, act) {
    command
      .option('--from <time>', 'the cases\' clock starts at "YYYY-MM-DD HH:MM", or "now"; else it goes on / 个案时钟的起点；不写则继续')
      .option('--speed <n>', 'how fast it runs; 0 is paused / 倍速')
      .action(act(up));
  },
};
