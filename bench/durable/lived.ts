import { type Figure, figure, median } from './figures.ts';
import { sides } from './house.ts';
import { type Played, TooFast } from './play.ts';
import { measureHistories, type Story } from './replay.ts';
import { type Pair, type Plays, pairOf, play } from './rounds.ts';
import type { Bench } from './setup.ts';
import { opened, story } from './story.ts';

/**
 * Cases whose fourteen days pass by themselves in `seconds`: deadlines ring by Temporal's timers, nobody touches the clock. What they leave
 * on the server is a case's history as it is in life.
 */
export async function live(
  bench: Bench,
  { cases, seconds, say }: { cases: number; seconds: number; say(line: string): void },
): Promise<{ played: Pair<Played[]>; figures: Figure[] }> {
  const both = await bothLive(bench, cases, seconds, say);
  const left = {
    engine: await measureHistories(bench.tables.engine, both.engine.played),
    expert: await measureHistories(bench.tables.expert, both.expert.played),
  };
  // In a few cases two things fell into one workflow task, or did not: the middle one is what a case costs.
  const compared = (name: string, unit: string, key: keyof Story, aim?: number) =>
    figure(name, unit, [pairOf((side) => median(left[side].map((one) => one[key])))], aim === undefined ? undefined : { aim });
  return {
    played: pairOf((side) => both[side].played),
    figures: [
      compared('history events a case', '', 'events', 1.0),
      compared('history bytes a case', 'B', 'bytes', 1.1),
      compared('workflow tasks a case', '', 'workflowTasks'),
      compared('start payload', 'B', 'startBytes'),
      figure('worker CPU a case, lived', 'ms', [pairOf((side) => both[side].cpu / cases)]),
    ],
  };
}

/** On a machine with other work days may pass too fast for both sides: then half as fast. */
async function bothLive(bench: Bench, cases: number, seconds: number, say: (line: string) => void, trials = 3): Promise<Pair<Plays>> {
  const rate = (story.at(-1)!.at - opened) / (seconds * 1000);
  // No case's instants meet another's, as they would not in life.
  const apart = Math.round((seconds * 1000) / 14 / 12 / cases);
  const plays = await Promise.allSettled(sides.map((side) => play(bench, side, cases, { rate }, { apart })));
  const failed = plays.find((one) => one.status === 'rejected');
  if (!failed) {
    say(`lived: fourteen days in ${seconds} s`);
    const [engine, expert] = plays.map((one) => (one as PromiseFulfilledResult<Plays>).value);
    return { engine: engine!, expert: expert! };
  }
  if (!(failed.reason instanceof TooFast) || trials <= 1) throw failed.reason;
  say(`fourteen days in ${seconds} s are too fast for this machine (${failed.reason.message}): once more in ${seconds * 2} s`);
  return bothLive(bench, cases, seconds * 2, say, trials - 1);
}
