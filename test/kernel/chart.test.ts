import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { armsOf, askXState, type Configuration, take } from '../../src/kernel/chart.ts';
import { activeOf, type Machine } from '../../src/kernel/machine.ts';
import { readLibrary } from '../library.ts';
import { written } from './written.ts';

const { machines } = readLibrary();

/** Whoever has been away comes back to where he was, in each of two tracks: where that is stands in the history alone. */
const returning = written(`
protocol: returning
events:
  on_left: { by: doctor, title: { zh: 左进, en: Left goes on } }
  on_right: { by: doctor, title: { zh: 右进, en: Right goes on } }
  away: { by: doctor, title: { zh: 离开, en: Away } }
  back: { by: doctor, title: { zh: 返回, en: Back } }
  anew: { by: doctor, title: { zh: 重来, en: Anew } }
on: { opened: record }
states:
  home:
    stage: isolate
    on: { away: { to: elsewhere } }
    once: { 90d: { to: over } }
    tracks:
      left:
        states:
          l1: { on: { on_left: { to: l2 } } }
          l2: { on: { on_left: { to: l3 } } }
          l3: { on: { on_left: { to: l1 } } }
      right:
        states:
          r1: { on: { on_right: { to: r2 } } }
          r2: { on: { on_right: { to: r1 } } }
  elsewhere: { stage: diagnose, once: { 90d: { to: over } }, on: { back: { to: last home }, anew: { to: home } } }
  over: { stage: control, end: over }
`);

/** The arms that a case in this configuration can take. */
const openArms = (machine: Machine, at: Configuration): string[] =>
  activeOf(machine, at.at).states.flatMap((index) =>
    [...armsOf(machine.protocol.states[index]!)].filter(({ to }) => to).map(({ id }) => id),
  );

describe.each([...machines, returning])('the chart of $protocol.protocol', (machine) => {
  const { chart, protocol } = machine;
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

  it('remembers them on ways that a case can go, also those that lead back to where it was', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), (choices) => {
        let at = chart.initial;
        for (const choice of choices) {
          const arms = openArms(machine, at);
          if (arms.length === 0) return;
          const arm = [arms[choice % arms.length]!];
          const remembered = take(chart, at, arm);
          expect(remembered).toEqual(askXState(chart, at, arm));
          at = remembered;
        }
      }),
      { numRuns: 100 },
    );
  });
});
