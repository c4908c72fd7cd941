import { describe, expect, it } from 'vitest';
import { type PhraseNames, readMoment, readSeries, readSpan, readWindow } from '../../src/language/phrases.ts';

const names: PhraseNames = {
  span: (name) => (name === 'observation' ? { calendar: 14, unit: 'day' } : undefined),
  clock: (name) => (name === 'noon' ? '12:00' : undefined),
  anchor: (name) => (name === 'last_exposure' ? { of: 'fact', name } : name === 'discharged' ? { of: 'event', name } : undefined),
};

describe('a span', () => {
  it.each([
    ['30m', { elapsed: 1_800_000 }],
    ['24h', { elapsed: 86_400_000 }],
    ['14d', { calendar: 14, unit: 'day' }],
    ['14 days', { calendar: 14, unit: 'day' }],
    ['14天', { calendar: 14, unit: 'day' }],
    ['2小时', { elapsed: 7_200_000 }],
    ['2wd', { calendar: 2, unit: 'workday' }],
    ['1mo', { calendar: 1, unit: 'month' }],
  ])('of %s is elapsed or calendar by its unit', (text, span) => {
    expect(readSpan(text)).toEqual(span);
  });

  it.each([
    ['1d12h', '36h', '1d'],
    ['24', '24h', '24d'],
    ['PT24H', '24h', '1d'],
    ['PT90M', '90m', '1d'],
    ['P14D', '336h', '14d'],
  ])('of %s is refused with the two spellings to choose from', (text, hours, days) => {
    expect(readSpan(text)).toEqual({ problem: 'mixed-span', params: { text, hours, days } });
  });

  it.each(['', 'soon', '1.5h', '-2h', '2 fortnights', '24h later'])('cannot be "%s"', (text) => {
    expect(readSpan(text)).toMatchObject({ problem: 'phrase' });
  });
});

describe('a moment', () => {
  it.each([
    ['24h', { kind: 'span', span: { elapsed: 86_400_000 } }],
    ['observation from last_exposure', { kind: 'span', span: { calendar: 14, unit: 'day' }, from: { of: 'fact', name: 'last_exposure' } }],
    ['3d from discharged at 17:00', { kind: 'span', from: { of: 'event', name: 'discharged' }, at: '17:00' }],
    ['3d at noon', { kind: 'span', at: '12:00' }],
    ['1d at 12:00 or next workday', { kind: 'span', orNextWorkday: true }],
    ['last_exposure', { kind: 'anchor', anchor: { of: 'fact', name: 'last_exposure' } }],
    ['2020-02-08 at 00:00', { kind: 'date', date: '2020-02-08', at: '00:00' }],
  ])('can be "%s"', (text, moment) => {
    expect(readMoment(text, names)).toMatchObject({ ...moment, text });
  });

  it.each([
    ['in two days', 'phrase'],
    ['14d form last_exposure', 'phrase'],
    ['14d from', 'phrase'],
    ['3d at 25:00', 'phrase'],
    ['2020-02-30', 'phrase'],
    ['acept from last_exposure', 'value-unknown'],
    ['14d from last_expsure', 'anchor-unknown'],
    ['someday', 'anchor-unknown'],
  ])('cannot be "%s" (%s)', (text, problem) => {
    expect(readMoment(text, names)).toMatchObject({ problem });
  });
});

describe('a series', () => {
  it('can be daily at several times', () => {
    expect(readSeries('daily at 08:00 and 17:00', names)).toMatchObject({ kind: 'daily', at: ['08:00', '17:00'] });
  });
  it('can name days counted from an anchor', () => {
    expect(readSeries('days 14 28 from discharged at 09:00', names)).toMatchObject({ kind: 'days', days: [14, 28], at: '09:00' });
  });
  it('can repeat every so often', () => {
    expect(readSeries('every 2d from last_exposure', names)).toMatchObject({ kind: 'every', span: { calendar: 2, unit: 'day' } });
  });
  it.each([
    'daily',
    'daily at',
    'daily at 08:00 17:00',
    'days from discharged',
    'days 14 28',
    'every',
    'every moon',
    'every 0h',
    'daily at 08:00 and 08:00',
  ])('cannot be "%s"', (text) => {
    expect(readSeries(text, names)).toMatchObject({ problem: 'phrase' });
  });
});

describe('a window', () => {
  it('says how early and how late', () => {
    expect(readWindow('3h before to 4h after')).toEqual({ before: { elapsed: 10_800_000 }, after: { elapsed: 14_400_000 } });
  });
  it.each(['3h', '3h after to 4h before', '1d before to 1d after', '3h before to 4h after noon'])('cannot be "%s"', (text) => {
    expect(readWindow(text)).toMatchObject({ problem: 'phrase' });
  });
});
