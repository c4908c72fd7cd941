import { describe, expect, it } from 'vitest';
import { instantOf, onDuty, type Roster, shiftAt } from '../../src/kernel/index.ts';
import { readRoster } from '../../src/language/index.ts';

const at = (text: string, zone = 'Asia/Shanghai') => instantOf(zone, text.slice(0, 10), text.slice(11));
const read = (more: string): Roster => {
  const { roster, problems } = readRoster(`roster: desk\nedition: "1"\nunit: cdc\nrole: county_cdc\nfrom: 2020-01-30\n${more}`, 'r.yaml');
  if (!roster) throw new Error(JSON.stringify(problems));
  return roster;
};
const day = read('change: "08:00"\nhand_over: 15m\nturns: [a, b, [c, d]]');

describe('shifts of 24 hours', () => {
  it.each([
    ['2020-01-30 07:59', undefined],
    ['2020-01-30 08:00', ['a']],
    ['2020-01-31 07:59', ['a']],
    ['2020-01-31 08:00', ['b', 'a']],
    ['2020-01-31 08:14', ['b', 'a']],
    ['2020-01-31 08:15', ['b']],
    ['2020-02-01 09:00', ['c', 'd']],
    ['2020-02-02 09:00', ['a']],
  ])('at %s are %j: while one hands over to the next, both', (when, duty) => expect(onDuty(day, at(when))).toEqual(duty));

  it('say from when to when', () => {
    expect(shiftAt(day, at('2020-02-01 23:00'))).toEqual({
      n: 2,
      from: at('2020-02-01 08:00'),
      until: at('2020-02-02 08:00'),
      turn: ['c', 'd'],
    });
  });

  it('end with the last one', () => {
    const short = read('change: "08:00"\nuntil: 2020-01-31\nturns: [a, b, c]');
    expect([onDuty(short, at('2020-02-01 07:59')), onDuty(short, at('2020-02-01 08:00'))]).toEqual([['b'], undefined]);
  });
});

describe('shifts that change twice a day', () => {
  const twice = read('change: ["08:00", "20:00"]\nturns: [a, b, c]');
  it.each([
    ['2020-01-30 08:00', 'a'],
    ['2020-01-30 20:00', 'b'],
    ['2020-01-31 07:59', 'b'],
    ['2020-01-31 08:00', 'c'],
    ['2020-01-31 20:00', 'a'],
  ])('at %s it is %s', (when, who) => expect(onDuty(twice, at(when))).toEqual([who]));

  it('keep their civil hours over a change to summer time', () => {
    const roster: Roster = { ...twice, zone: 'Europe/Berlin', from: '2020-03-28' };
    const there = (text: string) => at(text, 'Europe/Berlin');
    const night = shiftAt(roster, there('2020-03-29 05:00'))!;
    expect([night.from, night.until]).toEqual([there('2020-03-28 20:00'), there('2020-03-29 08:00')]);
    expect((night.until - night.from) / 3_600_000).toBe(11);
    expect(onDuty(roster, there('2020-03-29 08:00'))).toEqual(['c']);
  });
});

describe('leave', () => {
  const away = read(
    'change: "08:00"\nhand_over: 15m\nturns: [a, b]\naway:\n  - { who: a, from: 2020-02-01, until: 2020-02-03 12:00, stand_in: e }\n  - { who: e, from: 2020-02-03 10:00, until: 2020-02-04, stand_in: f }',
  );
  it.each([
    ['2020-02-01 07:59', ['b']],
    ['2020-02-01 08:30', ['e']],
    ['2020-02-02 08:05', ['b', 'e']],
    ['2020-02-03 09:59', ['e']],
    ['2020-02-03 11:00', ['f']],
    ['2020-02-03 12:00', ['a']],
  ])('at %s: %j, who stands in for whoever stands in too', (when, duty) => expect(onDuty(away, at(when))).toEqual(duty));

  it('of everybody leaves nobody, which is not the same as no roster', () => {
    const nobody: Roster = { ...day, away: [{ who: 'a', from: at('2020-01-30 08:00'), until: at('2020-01-31 08:00') }] };
    expect(onDuty(nobody, at('2020-01-30 09:00'))).toEqual([]);
  });

  it('in a circle comes to an end', () => {
    const [from, until] = [at('2020-01-30 08:00'), at('2020-01-31 08:00')];
    const circle: Roster = {
      ...day,
      away: [
        { who: 'a', from, until, standIn: 'b' },
        { who: 'b', from, until, standIn: 'a' },
      ],
    };
    expect(onDuty(circle, at('2020-01-30 09:00'))).toEqual([]);
  });
});
