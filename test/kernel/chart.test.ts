import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { armsOf, askXState, take } from '../../src/kernel/chart.ts';
import { readLibrary } from '../library.ts';

const { machines } = readLibrary();

describe.each(machines)('the chart of $protocol.protocol', ({ chart, protocol }) => {
  it('remembers steps that equal what XState says, on random sequences', () => {
    const arms = protocol.states
      .flatMap((state) => [...armsOf(state)])
      .filter((arm) => arm.to)
      .map((arm) => arm.id);
    fc.assert(
      fc.property(fc.array(fc.array(fc.constantFrom(...arms), { minLength: 1, maxLength: 2 }), { maxLength: 25 }), (sequence) => {
        let at = chart.initial;
        for (const vector of sequence) {
          const remembered = take(chart, at, vector);
          expect(remembered).toEqual(askXState(chart, at, vector));
          expect(take(chart, at, vector)).toBe(remembered);
          at = remembered;
        }
      }),
      { numRuns: 150 },
    );
  });
});
