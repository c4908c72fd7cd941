import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addSpan, isWorkday } from '../../src/kernel/index.ts';
import { readCalendar } from '../../src/language/index.ts';
import { civil } from '../kernel/written.ts';
import { protocolsFolder } from '../library.ts';

const file = join(protocolsFolder, 'calendars', 'cn-2020.yaml');
const text = readFileSync(file, 'utf8');
const { workdays, problems } = readCalendar(text, file);

describe('the calendar of 2020', () => {
  it('is read without a problem', () => expect(problems).toEqual([]));

  it('has the Spring Festival as it was prolonged, and the weekends that were worked', () => {
    const off = ['2020-01-24', '2020-01-31', '2020-02-01', '2020-02-02', '2020-05-05', '2020-10-08'];
    const worked = ['2020-01-19', '2020-01-23', '2020-02-03', '2020-04-26', '2020-05-09', '2020-06-28', '2020-09-27', '2020-10-10'];
    expect(off.filter((day) => isWorkday(day, workdays))).toEqual([]);
    expect(worked.filter((day) => !isWorkday(day, workdays))).toEqual([]);
  });

  it('puts two working days after 23 January at the end of 4 February', () => {
    const span = { calendar: 2, unit: 'workday' } as const;
    expect(civil(addSpan('Asia/Shanghai', '2020-01-23', span, { workdays: workdays! }))).toBe('2020-02-05 00:00');
    expect(civil(addSpan('Asia/Shanghai', '2020-01-23', span))).toBe('2020-01-28 00:00');
  });
});

describe('a calendar file', () => {
  it('may write days as a range, and each is a day that exists', () => {
    const read = readCalendar('calendar: a\nholidays: [2020-01-30..2020-02-02]\nworking: ["2020-01-19"]\n', 'a.yaml');
    expect(read.workdays).toEqual({ holidays: ['2020-01-30', '2020-01-31', '2020-02-01', '2020-02-02'], working: ['2020-01-19'] });
    for (const wrong of ['2020-02-30', '2020-02-02..2020-01-30', '2020-01-01..2023-01-01', 'soon']) {
      const { problems, workdays } = readCalendar(`calendar: a\nholidays: ["${wrong}"]\n`, 'a.yaml');
      expect(problems.map(({ code }) => code)).toEqual(['phrase']);
      expect(workdays).toBeUndefined();
    }
  });
});
