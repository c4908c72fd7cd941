import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertEqual } from './compare.ts';
import type { Figure } from './figures.ts';
import { live } from './lived.ts';
import { replay } from './replay.ts';
import { type Pair, pairOf, throughput } from './rounds.ts';
import { type Bench, setUp } from './setup.ts';

export interface Options {
  /** Address of the one server both sides work on. */
  address: string;
  /** Cases of each side in a round, all at once. */
  cases: number;
  /** Rounds in which both sides play one after the other, and then at once: at least so many of each, and until `seconds` are over. */
  rounds: number;
  seconds: number;
  /** How many cases live through fourteen days by themselves on each side, in how many real seconds; none: only throughput is measured. */
  lived?: { cases: number; seconds: number };
  /** Updates after which a run continues as new. */
  continueAfter?: number;
  /** Folder for CPU profiles of the workers. */
  profile?: string;
  say(line: string): void;
}

export interface Result {
  figures: Figure[];
  /** Rows of cases, tasks, timeline and messages found equal. */
  rowsCompared: number;
  casesCompared: number;
}

/** Plays the same story on both sides of one server, and compares what it cost and what came of it. Throws when what came of it differs. */
export async function runBench(options: Options): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'early-bench-'));
  const ends: (() => Promise<unknown>)[] = [];
  try {
    return await measure(options, await setUp(options, folder, ends));
  } catch (error) {
    options.say(String(error));
    throw error;
  } finally {
    for (const end of ends.reverse()) await end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure({ lived, say, ...options }: Options, bench: Bench): Promise<Result> {
  const { played, figures } = await throughput(bench, { ...options, say });
  if (lived) {
    const lives = await live(bench, { ...lived, say });
    figures.push(...lives.figures, ...(await replay(bench, lives.played, { seconds: options.seconds / 9, say })));
    for (const side of ['engine', 'expert'] as const) played[side].push(...lives.played[side]);
  }
  const of = pairOf((side) => [bench.tables[side], played[side]] as const) satisfies Pair<unknown>;
  const rowsCompared = await assertEqual([...of.engine], [...of.expert]);
  return { figures, rowsCompared, casesCompared: played.engine.length * 2 };
}
