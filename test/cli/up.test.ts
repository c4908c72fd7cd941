import { describe, expect, it } from 'vitest';
import { clockOf } from '../../src/cli/commands/up.ts';
import { realTime, virtualAt } from '../../src/kernel/index.ts';

const now = Date.parse('2026-11-25T09:00:00+08:00');
const then = Date.parse('2020-01-31T08:00:00+08:00');
const hour = 3_600_000;

describe('the time at which the cases of a house live', () => {
  const house = clockOf({ from: '2020-01-31 08:00' }, realTime, now);

  it('is real time at first, or the one that is asked for', () => {
    expect(clockOf({}, realTime, now)).toEqual(realTime);
    expect(virtualAt(house, now)).toBe(then);
    expect(virtualAt(clockOf({ from: '2020-01-31 08:00', speed: '60' }, realTime, now), now + hour)).toBe(then + 60 * hour);
  });

  it('goes on when the house is begun again and nobody says otherwise, at another speed too', () => {
    expect(virtualAt(clockOf({}, house, now + hour), now + hour)).toBe(then + hour);
    const faster = clockOf({ speed: '2' }, house, now + hour);
    expect(virtualAt(faster, now + hour)).toBe(then + hour);
    expect(virtualAt(faster, now + 2 * hour)).toBe(then + 3 * hour);
    expect(virtualAt(clockOf({}, clockOf({ speed: '0' }, house, now), now + hour), now + hour)).toBe(then);
  });

  it('is brought to real time by who asks for it', () => {
    expect(clockOf({ from: 'now' }, house, now)).toEqual(realTime);
    expect(virtualAt(clockOf({ from: 'now', speed: '0' }, house, now), now + hour)).toBe(now);
  });

  it('is none where the speed or the time cannot be read', () => {
    expect(() => clockOf({ speed: '-1' }, house, now)).toThrow(expect.objectContaining({ code: 2 }));
    expect(() => clockOf({ from: 'yesterday' }, house, now)).toThrow(expect.objectContaining({ code: 2 }));
  });
});
