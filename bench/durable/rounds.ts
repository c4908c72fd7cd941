import { setTimeout as sleep } from 'node:timers/promises';
import { type Figure, figure } from './figures.ts';
import { type Side, sides } from './house.ts';
import { type Pace, type Played, playStory } from './play.ts';
import type { Bench } from './setup.ts';

export interface Plays {
  played: Played[];
  seconds: number;
  /** Of the side's worker, ms. */
  cpu: number;
}

export type Pair<T> = Record<Side, T>;

export const pairOf = <T>(from: (side: Side) => T): Pair<T> => ({ engine: from('engine'), expert: from('expert') });

let count = 0;

/** N cases of one side at once, each begun `apart` ms after the one before. */
export async function play(
  { tables, workers }: Bench,
  side: Side,
  cases: number,
  pace: Pace,
  { continueAfter, apart = 0 }: { continueAfter?: number | undefined; apart?: number } = {},
): Promise<Plays> {
  const ids = Array.from({ length: cases }, () => `c-${side}-${Date.now()}-${++count}`);
  const cpu = async () => {
    const { user, system } = await workers[side].ask<NodeJS.CpuUsage>('usage');
    return (user + system) / 1000;
  };
  const before = await cpu();
  const started = performance.now();
  const ended = await Promise.allSettled(
    ids.map(async (id, n) => {
      await sleep(n * apart);
      return playStory(tables[side], id, pace, continueAfter);
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return { played: ended.map((one) => (one as PromiseFulfilledResult<Played>).value), seconds, cpu: (await cpu()) - before };
}

/**
 * Rounds in which both sides play one after the other with a jumping clock, the one that begins alternating, until `seconds` are over;
 * at least `rounds` of them. Each round's ratio is of two plays some seconds apart, so what else the machine does weighs on both.
 */
export async function throughput(
  bench: Bench,
  {
    cases,
    rounds,
    seconds,
    continueAfter,
    say,
  }: { cases: number; rounds: number; seconds: number; continueAfter?: number | undefined; say(line: string): void },
): Promise<{ played: Pair<Played[]>; figures: Figure[] }> {
  const played: Pair<Played[]> = { engine: [], expert: [] };
  const turn = async (cases: number, order: Side[]): Promise<Pair<Plays>> => {
    const one: Partial<Pair<Plays>> = {};
    for (const side of order) {
      const plays = await play(bench, side, cases, 'jumping', { continueAfter });
      one[side] = plays;
      played[side].push(...plays.played);
    }
    return one as Pair<Plays>;
  };
  await turn(Math.min(4, cases), sides);
  say('warmed up');
  const began = performance.now();
  const pairs: Pair<Plays>[] = [];
  while (pairs.length < rounds || performance.now() - began < seconds * 1000) {
    const pair = await turn(cases, pairs.length % 2 ? sides.toReversed() : sides);
    pairs.push(pair);
    say(`round ${pairs.length}: ${sides.map((side) => `${side} ${pair[side].seconds.toFixed(1)} s`).join(', ')}`);
  }
  const each = (of: (plays: Plays) => number) => pairs.map((pair) => pairOf((side) => of(pair[side])));
  return {
    played,
    figures: [
      figure(
        'cases a second',
        '/s',
        each((plays) => cases / plays.seconds),
        { aim: 0.95, floor: true },
      ),
      figure(
        'worker CPU a case',
        'ms',
        each((plays) => plays.cpu / cases),
        { aim: 1.1 },
      ),
    ],
  };
}
