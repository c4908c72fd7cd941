import fc from 'fast-check';
import { expect, it } from 'vitest';
import { advance, type Case, type Effect, isRefusal, open } from '../../src/kernel/index.ts';
import { World } from '../../src/simulator/index.ts';
import { readLibrary } from '../library.ts';

const { machines, units } = readLibrary();
const machine = machines.find(({ protocol }) => protocol.protocol === 'close-contact')!;
const start = Date.parse('2020-01-25T08:00:00+08:00');
const HOUR = 3_600_000;
const place = 'sample-village';
const openingAt = (id: string, now: number) => ({
  id,
  subject: id,
  place,
  now,
  by: { role: 'county_cdc', place },
  data: { exposed_on: '2020-01-24' },
});

it('wakes cases in order of time, and those of one instant in the order in which they were opened', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 12 }), (offsets) => {
      const world = new World(machines, units);
      const starts = offsets.map((hour) => start + hour * HOUR).toSorted((a, b) => a - b);
      for (const [n, now] of starts.entries()) world.open('close-contact', openingAt(`c-${n}`, now));
      world.advance(start + 72 * HOUR);
      const order = (id: string) => (id.startsWith('c-') && !id.includes('/') ? Number(id.slice(2)) : undefined);
      const seen = world.happened.flatMap(({ case: id, effects }) =>
        effects[0] && order(id) !== undefined ? [{ at: effects[0].at, n: order(id)! }] : [],
      );
      for (const [i, { at, n }] of seen.entries()) {
        const before = seen[i - 1];
        if (!before) continue;
        expect(at).toBeGreaterThanOrEqual(before.at);
        if (at === before.at && at > starts.at(-1)!) expect(n).toBeGreaterThanOrEqual(before.n);
      }
    }),
    { numRuns: 30 },
  );
});

it('does to each of many cases what the kernel does to it alone', () => {
  const world = new World(machines, units);
  const alone = new Map<string, { current: Case; effects: Effect[] }>();
  const until = start + 20 * HOUR;
  for (let n = 0; n < 50; n++) {
    const opening = openingAt(`c-${n}`, start + n * 60_000);
    world.open('close-contact', opening);
    const opened = open(machine, opening);
    if (isRefusal(opened)) throw new Error(opened.refused);
    const later = advance(machine, opened.case, until);
    alone.set(opening.id, { current: later.case, effects: [...opened.effects, ...later.effects] });
  }
  world.advance(until);
  for (const [id, { current, effects }] of alone) {
    expect(world.cases.get(id)).toEqual(current);
    expect(world.trace.filter((traced) => traced.case === id).map(({ effect }) => effect)).toEqual(effects);
  }
});

it('takes no longer for a wake among many sleeping cases than among few', () => {
  // Counted, not timed: how many cases are looked at while one of them wakes.
  const looked = (sleeping: number) => {
    const world = new World(machines, units);
    for (let n = 0; n < sleeping; n++) world.open('close-contact', openingAt(`c-${n}`, start));
    let gets = 0;
    const { get } = world.cases;
    world.cases.get = (id) => {
      gets++;
      return get.call(world.cases, id);
    };
    world.cases[Symbol.iterator] = () => {
      throw new Error('a wake goes through all cases');
    };
    world.open('close-contact', openingAt('last', start + HOUR));
    return gets;
  };
  expect(looked(2_000)).toBe(looked(20));
});
