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
 * Rounds with a jumping clock. Two thirds of `seconds` both sides play one after the other, the one that begins alternating: cases a second.
 * Then both play at once, so that whatever else the machine does takes as much from the one as from the other: their CPU, of which rounds in
 * turns say little. At least `rounds` of each.
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
  const one = async (side: Side, cases: number): Promise<Plays> => {
    const plays = await play(bench, side, cases, 'jumping', { continueAfter });
    played[side].push(...plays.played);
    return plays;
  };
  const inTurns = async (n: number): Promise<Pair<Plays>> => {
    const turn: Partial<Pair<Plays>> = {};
    for (const side of n % 2 ? sides.toReversed() : sides) turn[side] = await one(side, cases);
    say(`round ${n + 1}: ${sides.map((side) => `${side} ${turn[side]!.seconds.toFixed(1)} s`).join(', ')}`);
    return turn as Pair<Plays>;
  };
  const few = Math.ceil(cases / 2);
  const atOnce = async (n: number): Promise<Pair<Plays>> => {
    const [engine, expert] = await Promise.all([one('engine', few), one('expert', few)]);
    say(
      `both at once, round ${n + 1}: engine ${(engine.cpu / few).toFixed(0)} ms, expert ${(expert.cpu / few).toFixed(0)} ms of CPU a case`,
    );
    return { engine, expert };
  };
  const until = async (seconds: number, play: (n: number) => Promise<Pair<Plays>>): Promise<Pair<Plays>[]> => {
    const pairs: Pair<Plays>[] = [];
    for (const began = performance.now(); pairs.length < rounds || performance.now() - began < seconds * 1000; )
      pairs.push(await play(pairs.length));
    return pairs;
  };
  for (const side of sides) await one(side, Math.min(4, cases));
  say('warmed up');
  const turns = await until((seconds * 2) / 3, inTurns);
  const together = await until(seconds / 3, atOnce);
  const each = (pairs: Pair<Plays>[], of: (plays: Plays) => number) => pairs.map((pair) => pairOf((side) => of(pair[side])));
  return {
    played,
    figures: [
      figure(
        'cases a second',
        '/s',
        each(turns, (plays) => cases / plays.seconds),
        { aim: 0.95, floor: true },
      ),
      figure(
        'worker CPU a case',
        'ms',
        each(together, (plays) => plays.cpu / few),
        { aim: 1.1 },
      ),
    ],
  };
}
