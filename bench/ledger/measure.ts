import { median } from '../durable/figures.ts';
import { asked, type Filled } from './asked.ts';

/** ms of one question, asked of both ledgers in turns. */
export interface Times {
  name: string;
  /** How much the answer was. */
  few: { answer: number; median: number; p95: number };
  many: { answer: number; median: number; p95: number };
  /** many / few. */
  ratio: { median: number; p95: number };
}

const WARM_UPS = 2;

/** Asks everything of the small ledger and of the great one, in turns, the one that begins alternating. Throws when an answer is empty. */
export async function timesOf(few: Filled, many: Filled, rounds: number): Promise<Times[]> {
  const took = asked.map(() => ({ few: [] as number[], many: [] as number[], answer: { few: 0, many: 0 } }));
  for (let round = -WARM_UPS; round < rounds; round++) {
    for (const [i, { name, ask }] of asked.entries()) {
      for (const side of round % 2 ? (['few', 'many'] as const) : (['many', 'few'] as const)) {
        const began = performance.now();
        const answer = await ask(side === 'few' ? few : many);
        const ms = performance.now() - began;
        if (answer === 0) throw new Error(`${name}: nothing found at ${side === 'few' ? few.cases : many.cases} cases`);
        took[i]!.answer[side] = answer;
        if (round >= 0) took[i]![side].push(ms);
      }
    }
  }
  return asked.map(({ name }, i) => {
    const of = (side: 'few' | 'many') => ({ answer: took[i]!.answer[side], median: median(took[i]![side]), p95: p95(took[i]![side]) });
    const [less, more] = [of('few'), of('many')];
    return { name, few: less, many: more, ratio: { median: more.median / less.median, p95: more.p95 / less.p95 } };
  });
}

export const p95 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * 0.95) - 1)]!;
