import { describe, expect, it } from 'vitest';
import { type Dated, editionAt, isRefusal } from '../../src/kernel/index.ts';
import { at, Played, place, written } from './written.ts';

const calendars = { days: { holidays: ['2020-01-27', '2020-01-28'], working: ['2020-02-01'] } };
const events = 'events: { seen: { by: doctor, title: t, back_to: 9d }, heard: { by: doctor, title: t, data: { day: { type: date } } } }\n';
const facts =
  'facts: { wedding_on: { type: date, required: true }, moved_to: { is: heard.last().day }, day: { is: "known(moved_to) ? moved_to : wedding_on" } }\n';

/** A case that waits for one thing. */
function waiting(due: string): Played {
  const machine = written(
    `calendar: days\n${facts}${events}states:\n  a:\n    stage: report\n    tasks: { seen: { by: doctor, due: ${due}, late: slow } }\n    on: { seen: record, heard: record }\n    once: { 90d: { to: b } }\n  b: { stage: control, end: over }\n`,
    { calendars },
  );
  return new Played(machine, '2020-01-25 10:30', { data: { wedding_on: '2020-02-02' } });
}
const due = (phrase: string) => waiting(phrase).dues('seen')[0];

describe('when something is due', () => {
  it.each([
    ['next 08:00 and 20:00', '2020-01-25 20:00'],
    ['next 10:30', '2020-01-26 10:30'],
    ['1d before day', '2020-02-02 00:00'],
    ['1d before day at 18:00', '2020-02-01 18:00'],
    ['24h before day', '2020-02-01 00:00'],
    ['1wd before day', '2020-02-02 00:00'],
    ['2wd before day', '2020-02-01 00:00'],
    ['1mo before day', '2020-01-03 00:00'],
    ['day at 12:00', '2020-02-02 12:00'],
    ['0d from day at 12:00', '2020-02-02 12:00'],
    ['2wd', '2020-01-31 00:00'],
    ['1d at 12:00 or next workday', '2020-01-29 12:00'],
    ['every 2wd from day', '2020-02-05 00:00'],
    ['workdays at 09:00', '2020-01-29 09:00'],
  ])('%s', (phrase, expected) => expect(due(phrase)).toBe(expected));

  it('moves with its anchor', () => {
    const played = waiting('1d before day at 18:00');
    played.say('2020-01-25 11:00', 'heard', { day: '2020-02-09' });
    expect(played.dues('seen')).toEqual(['2020-02-08 18:00']);
  });

  it('opens a state the day before at the start of that day', () => {
    const machine = written(
      `${facts}${events}states:\n  a: { stage: report, on: { heard: record, seen: record }, once: { 1d before day: { to: b } } }\n  b: { stage: control, end: over }\n`,
    );
    const played = new Played(machine, '2020-01-25 10:30', { data: { wedding_on: '2020-02-02' } });
    expect(played.until('2020-01-31 23:59:59').current.at).toEqual(['a']);
    expect(played.until('2020-02-01 00:00').current.at).toEqual(['b']);
  });
});

describe('a series with an end', () => {
  it('has its last slot on the last day', () => {
    const played = waiting('daily at 08:00 until 2020-01-27');
    played.until('2020-02-09 00:00');
    expect(played.current.slots.map(({ on }) => on)).toEqual([at('2020-01-26 08:00'), at('2020-01-27 08:00')]);
  });

  it('ends earlier and goes on again as its end moves', () => {
    const played = waiting('every 2d from day at 08:00 until day');
    expect(played.current.slots).toEqual([]);
    const daily = waiting('daily at 08:00 until day');
    daily.say('2020-01-25 11:00', 'heard', { day: '2020-01-25' });
    expect(daily.dues('seen')).toEqual([]);
    daily.say('2020-01-25 12:00', 'heard', { day: '2020-01-26' });
    expect(daily.dues('seen')).toEqual(['2020-01-26 08:00']);
    daily.say('2020-01-26 07:00', 'seen');
    expect(daily.dues('seen')).toEqual([]);
    daily.say('2020-01-26 07:30', 'heard', { day: '2020-01-27' });
    expect(daily.dues('seen')).toEqual(['2020-01-27 08:00']);
  });
});

describe('an event that is said once for each day', () => {
  const machine = written(`
events:
  filed: { by: [doctor, case], title: 日报, back_to: 3d, once_per: day, data: { count: { type: integer } } }
  found: { by: [doctor, case], title: 发现, once_per: [matter], data: { matter: { type: text } } }
states:
  a: { stage: report, on: { filed: record, found: record }, once: { 90d: { to: b } } }
  b: { stage: control, end: over }
`);
  const played = () => new Played(machine, '2020-01-25 00:00').say('2020-01-25 17:00', 'filed', { count: 0 });

  it('is refused a second time, with the entry to put right', () => {
    const answer = played().tried('2020-01-25 23:59', 'filed', { count: 1 });
    expect(answer).toMatchObject({ refused: 'said_before', params: { entry: 2 } });
    expect(isRefusal(played().tried('2020-01-26 00:00', 'filed', { count: 1 }))).toBe(false);
    expect(isRefusal(played().tried('2020-01-26 09:00', 'filed', { count: 1 }, { role: 'doctor' }, '2020-01-25 23:59'))).toBe(true);
  });

  it('may be said again once it was withdrawn, and not be moved onto another', () => {
    const one = played().say('2020-01-26 17:00', 'filed', { count: 2 });
    const by = { role: 'doctor', place };
    const recorded = at('2020-01-26 18:00');
    const corrected = () => one.input({ kind: 'correct', entry: 3, at: at('2020-01-25 12:00'), recorded, by, reason: 'r' });
    expect(corrected).toThrow('said_before');
    one.input({ kind: 'withdraw', entry: 2, recorded, by, reason: 'r' });
    expect(corrected().current.record).toHaveLength(3);
  });

  it('told twice by another case is heard once, without attention', () => {
    const one = new Played(machine, '2020-01-25 00:00');
    const recorded = at('2020-01-25 01:00');
    for (const number of [1, 2])
      one.input({ kind: 'message', event: 'found', from: 'x', number, at: recorded, recorded, data: { matter: 'm' } });
    expect(one.current.record).toHaveLength(2);
    expect(one.current.attention).toEqual([]);
  });
});

describe('the edition in force', () => {
  const edition = (effective?: string) =>
    written(
      `protocol: p\n${effective ? `effective_from: ${effective}\n` : ''}${events}states:\n  a: { stage: report, on: { seen: record, heard: record }, once: { 1d: { to: b } } }\n  b: { stage: control, end: over }\n`,
    );
  const [first, second, third] = [edition(), edition('2020-01-28'), edition('2020-02-05')];

  const inForce = <T extends { protocol: Dated }>(editions: readonly T[], instant: number) =>
    editionAt(editions, instant, ({ protocol }) => protocol);

  it('is the latest that has begun, from midnight of its first day', () => {
    const all = [third, first, second];
    expect(inForce(all, at('2020-01-27 23:59:59'))).toBe(first);
    expect(inForce(all, at('2020-01-28 00:00'))).toBe(second);
    expect(inForce(all, at('2020-02-05 00:00'))).toBe(third);
  });

  it('is the first to begin before any has, the highest of those that begin together, and of one edition the text listed last', () => {
    expect(inForce([third, second], at('2020-01-01 00:00'))).toBe(second);
    const text = (name: string): { protocol: Dated } => ({ protocol: { ...first.protocol, edition: name } });
    const [nine, ten, again] = [text('9'), text('10'), text('10')];
    expect(inForce([ten, again, nine], at('2020-01-01 00:00'))).toBe(again);
    expect(inForce([], at('2020-01-01 00:00'))).toBeUndefined();
  });
});
