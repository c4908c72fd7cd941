import { describe, expect, inject, it } from 'vitest';
import { runBench } from '../../bench/durable/run.ts';

const address = inject('temporal');

// In miniature and without a word on speed: `npm run bench:durable` measures.
describe.skipIf(!address)('a case on Temporal beside the same protocol hard-coded by an expert', () => {
  it('ends with the same answers, ledger rows and told units, also when it continues as new', async () => {
    const { casesCompared, rowsCompared, figures } = await runBench({
      address: address!,
      cases: 1,
      rounds: 1,
      seconds: 0,
      continueAfter: 8,
      say: () => {},
    });
    expect(casesCompared).toBe(6);
    expect(rowsCompared).toBeGreaterThan(100);
    expect(figures.map(({ name }) => name)).toEqual(['cases a second', 'worker CPU a case']);
  }, 120_000);
});
