import { expect, it } from 'vitest';
import { switches } from '../../bench/kernel/switches.ts';
import { tourOf } from '../../bench/kernel/tour.ts';
import { readLibrary } from '../library.ts';

const { machines } = readLibrary();

it.each(Object.entries(switches))(
  'the hand-written switch of %s, against which the kernel is measured, moves as XState does',
  (name, hand) => {
    const machine = machines.find(({ protocol }) => protocol.protocol === name)!;
    const ids = machine.protocol.states.map(({ id }) => id);
    const tour = tourOf(machine, 1_000);
    expect(tour.length).toBeGreaterThan(9);
    for (const { at, arm, to } of tour) {
      const named = { at: to.at, left: to.left.map((n) => ids[n]), entered: to.entered.map((n) => ids[n]) };
      expect(hand(at, arm), `${at.join(' + ')} > ${arm}`).toEqual(named);
    }
  },
);
