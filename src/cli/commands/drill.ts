import { createHash } from 'node:crypto';
import {
  castOf,
  Drill,
  departuresOf,
  drillHome,
  forgetDrill,
  fromHistories,
  House,
  keepSetup,
  keptProgress,
  keptSetup,
  makeWish,
  Obstacle,
  type Setup,
  summaryOf,
  type Wish,
} from '../../house/index.ts';
import type { Protocol, Units } from '../../kernel/index.ts';
import { errorsOnly, type Home, runningHouse } from '../../temporal/index.ts';
import { instantFrom } from '../civil.ts';
import { countFrom, type DrillArguments, populationOf, rateFrom, registerText, spanFrom } from '../drill/options.ts';
import { type Results, report } from '../drill/report.ts';
import { type Scene, sceneOf } from '../drill/scene.ts';
import { theLedger } from '../house.ts';
import { theUnits } from '../library.ts';
import { publishAll } from '../publish.ts';
import { exit, Stop, type Terminal } from '../terminal.ts';
import { titlesOf } from '../titles.ts';
import type { Verb } from '../verb.ts';

/** `early drill`: a district comes alive on real cases, in virtual time. */
async function drill(reality: Home, terminal: Terminal, given: DrillArguments): Promise<number> {
  const home = drillHome(reality);
  const running = runningHouse(home);
  const wish = wishOf(given, running !== undefined);
  if (wish) return wishFor(home, terminal, wish, running !== undefined);
  if (running)
    throw new Stop(exit.environment, {
      zh: `演练已在运行（进程 ${running.pid}）；可用 --pause、--resume、--jump、--speed 控制它`,
      en: `a drill is running already (process ${running.pid}); --pause, --resume, --jump and --speed govern it`,
    });
  const rate = given.speed === undefined ? undefined : rateFrom(given.speed);
  const span = given.until === undefined ? undefined : spanFrom('--until', given.until, '15d');
  const people = given.people === undefined ? undefined : countFrom('--people', given.people);
  const { population, text } = await populationOf(reality, terminal, given.population);
  const wanted: Partial<Setup> = {
    ...(people !== undefined && { people }),
    ...(given.seed !== undefined && { seed: given.seed }),
    ...(given.from !== undefined && { begins: given.from }),
  };
  const hash = createHash('sha256').update(text).update(registerText(reality, population)).digest('hex');
  if (given.fresh) forgetDrill(home);
  const kept = keptSetup(home);
  if (kept) refuseAnother(kept, { ...wanted, ...(given.population !== undefined && { population: hash }) });
  const setup: Setup = kept ?? { people: 200, seed: '6', begins: population.begins, ...wanted, population: hash };
  if (kept && kept.population !== hash)
    throw new Stop(exit.usage, {
      zh: '人口文件或名册在演练开始后改过；--fresh 另起一次演练',
      en: 'the population or its register has changed since this drill began; --fresh begins another',
    });
  const begins = instantFrom(setup.begins);
  const until = span === undefined ? undefined : begins + span;
  const before = keptProgress(home);
  const progress = {
    virtual: begins,
    lag: [],
    displaced: [],
    ...before,
    speed: rate ?? before?.speed ?? rateFrom('1m'),
    paused: false,
  };
  if (until !== undefined && progress.virtual > until)
    throw new Stop(exit.usage, {
      zh: `这次演练已过了 ${given.until}；用更晚的 --until，或 --fresh 另起一次`,
      en: `this drill is past ${given.until} already; give a later --until, or --fresh to begin another`,
    });
  const opened = await theLedger(home);
  const { ledger, keys } = opened;
  const house = new House({ home, ledger, keys, env: own(process.env), say: (line) => scene.say(line) });
  let scene: Scene = sceneOf(terminal);
  try {
    const library = await publishAll(reality, ledger);
    const protocol = library.find((candidate) => candidate.protocol === population.protocol)!;
    const units = theUnits(reality);
    const cast = castOf(reality.protocols, { population, protocol, units, count: setup.people, begins });
    keepSetup(home, setup);
    const game = new Drill(
      { home, house, ledger, keys, population, protocol, units, cast, seed: setup.seed, begins, until, progress },
      { news: (news) => scene.news(news), done: (done) => scene.done(done), rate: (rate) => scene.rate(rate) },
    );
    scene = sceneOf(terminal, { drill: game, house, ledger, library, units });
    return await perform({ home, terminal, house, game, scene, library, units });
  } catch (error) {
    if (error instanceof Obstacle) throw new Stop(exit.usage, error.words);
    throw error;
  } finally {
    scene.close();
    await house.stop();
    await ledger.close();
  }
}

/** An exercise has a server of its own: on one that somebody else runs it could meet reality. */
const own = ({ TEMPORAL_ADDRESS: _, TEMPORAL_PROFILE: __, ...env }: NodeJS.ProcessEnv): NodeJS.ProcessEnv => env;

interface Stage {
  home: Home;
  terminal: Terminal;
  house: House;
  game: Drill;
  scene: Scene;
  library: Protocol[];
  units: Units;
}

/** Runs it to its end, or until somebody ends it. */
async function perform(stage: Stage): Promise<number> {
  const { terminal, house, game, scene, library, units } = stage;
  const asked = { yes: false };
  house.idle = () => game.isIdle;
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = () => {
      asked.yes = true;
      resolve();
    };
  });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, stop);
  scene.open(stop);
  const keeping = house.keepUp(stopped, {
    settle: () => game.settle(),
    ready: () => game.go(),
    async down() {
      game.hold();
    },
  });
  // A first start that fails is the end of it.
  const failed = keeping.then(() => false);
  const ended = await Promise.race([game.play(asked), failed]);
  if (!ended) {
    game.keep();
    await game.rest();
    await keeping;
    scene.close();
    terminal.say({
      zh: '演练已停在这里；npm start 从这里继续，npm start -- --fresh 另起一次',
      en: 'The drill stands still here. npm start goes on from here, npm start -- --fresh begins another',
    });
    return exit.ok;
  }
  await toTheEnd(stage, asked);
  const isOver = !asked.yes;
  stop();
  await keeping;
  if (!isOver) return exit.environment;
  scene.say({ zh: '演练结束，正在从各个案的历史重新核算 …', en: 'The drill is over; every history is played again …' });
  const results = await conclude(stage);
  scene.close();
  return report(terminal, results, titlesOf([game.options.protocol, ...library], units));
}

/** Brings every case to the last instant. When a child ends meanwhile, it is brought back and this begins again. */
async function toTheEnd({ game, scene }: Stage, asked: { yes: boolean }): Promise<void> {
  while (!asked.yes) {
    try {
      return await game.finish();
    } catch (error) {
      scene.say(error instanceof Error ? error.message : String(error));
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}

/** Sums up from the histories, and compares with the simulator. */
async function conclude({ house, game, library }: Stage): Promise<Results> {
  errorsOnly();
  await house.stopWorker();
  const told = await fromHistories(house);
  const { ledger } = game.options;
  const summary = await summaryOf(ledger, told, { people: game.finding.count, lagP99Minutes: game.lag.within(0.99) });
  return { summary, departures: departuresOf(game, told, library), cases: told.size };
}

function wishOf(given: DrillArguments, isRunning: boolean): Wish | undefined {
  if (isRunning && given.speed !== undefined) return { speed: rateFrom(given.speed) };
  if (given.pause) return { pause: true };
  if (given.resume) return { resume: true };
  if (given.jump) return { jump: true };
  return undefined;
}

function wishFor(home: Home, terminal: Terminal, wish: Wish, isRunning: boolean): number {
  if (!isRunning) throw new Stop(exit.environment, { zh: '没有正在运行的演练', en: 'no drill is running' });
  makeWish(home, wish);
  terminal.give(wish);
  terminal.say({ zh: '已转告正在运行的演练', en: 'The running drill has been told' });
  return exit.ok;
}

function refuseAnother(kept: Setup, wanted: Partial<Setup>): void {
  for (const [name, value] of Object.entries(wanted)) {
    const before = kept[name as keyof Setup];
    if (before === value) continue;
    throw new Stop(exit.usage, {
      zh: `进行中的演练是 --${name} ${before}，不是 ${value}；去掉该选项可继续，--fresh 另起一次`,
      en: `the drill under way has --${name} ${before}, not ${value}; leave the option out to go on, or give --fresh to begin another`,
    });
  }
}

export const drillVerb: Verb = {
  name: 'drill',
  summary: 'an exercise on real cases in virtual time / 演练',
  apart: true,
  define(command, act) {
    command
      .option('--people <n>', 'how many of the register take part (200) / 参加人数')
      .option('--until <span>', 'run to this virtual day, sum up and end, e.g. 15d / 演练到第几天，核算后结束')
      .option('--speed <time>', 'real time for a virtual day, e.g. 1m, 15s / 虚拟一天用多少真实时间')
      .option('--from <time>', 'when it begins, "YYYY-MM-DD HH:MM" / 开始时间')
      .option('--seed <text>', 'what chance decides by (6) / 随机种子')
      .option('--population <file>', 'who lives in it and how units behave / 人口文件')
      .option('--fresh', 'begin anew instead of going on / 另起一次')
      .option('--pause', 'the running drill stands still / 让运行中的演练暂停')
      .option('--resume', 'the running drill goes on / 让它继续')
      .option('--jump', 'the running drill jumps to the next due / 让它跳到下一时限')
      .action(act(drill));
  },
};
