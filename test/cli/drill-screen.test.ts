import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { width } from '../../src/cli/drill/columns.ts';
import type { Figures } from '../../src/cli/drill/figures.ts';
import { frameOf, type Picture } from '../../src/cli/drill/frame.ts';
import { Pace } from '../../src/house/drill/pace.ts';

const stage = (open: number, ended = 0, also = 0) => ({ open, ended, also });
const figures: Figures = {
  people: 200,
  found: 187,
  byStage: {
    discover: stage(0, 0, 12),
    report: stage(0, 0, 3),
    isolate: stage(121),
    diagnose: stage(9, 4),
    treat: stage(12),
    control: stage(3, 38),
  },
  byOutcome: new Map([
    ['Released', { outcome: { zh: '解除观察', en: 'Released' }, n: 38 }],
    ['Excluded', { outcome: { zh: '排除', en: 'Excluded' }, n: 4 }],
  ]),
  owed: 412,
  overdue: 17,
  escalations: 131,
  lapsed: 14,
  refused: 9,
  files: { open: 3, closed: 12 },
};
const at = Date.parse('2020-02-02T14:32:00+08:00');
const pictureOf = (locale: 'zh' | 'en'): Picture => ({
  locale,
  title: locale === 'zh' ? '秦州区演练' : 'Exercise of Qinzhou District',
  phase: 'running',
  now: at,
  day: 10,
  recalled: { cases: 200, of: 200 },
  rate: 800,
  wanted: 1440,
  lag: 12.34,
  nextDue: at + 60_000,
  figures,
  lines: Array.from({ length: 30 }, (_, n) => ({
    at: at - n * 60_000,
    text:
      locale === 'zh'
        ? `QZ-${100 + n} 体温测量 36.${n % 10} °C（村医），`.repeat(1 + (n % 4))
        : `QZ-${100 + n} temperature taken 36.6 °C `.repeat(1 + (n % 4)),
    weight: 'notable' as const,
  })),
  notice: undefined,
});

describe.each(['zh', 'en'] as const)('the screen of a drill in %s', (locale) => {
  it.each([80, 120])('fits %i columns, and its columns stand under one another', (columns) => {
    const lines = frameOf(pictureOf(locale), columns, 30);
    expect(lines).toHaveLength(30);
    for (const line of lines) expect(width(line), line).toBeLessThanOrEqual(columns);
    // Every stage's number ends in the same column, whatever the width of its name.
    const plain = lines.map((line) => stripVTControlCharacters(line));
    const numbers = plain.slice(4, 10).map((line) => width(/^\S+ +\d+/.exec(line)![0]));
    expect(new Set(numbers).size).toBe(1);
  });

  it('shows stages that add up to the people, and says so', () => {
    const text = frameOf(pictureOf(locale), 100, 30).join('\n');
    const counted = Object.values(figures.byStage).reduce((sum, { open, ended }) => sum + open + ended, 0);
    expect(counted).toBe(figures.found);
    expect(text).toContain(
      locale === 'zh' ? '人员 200 = 六个阶段 187 + 尚未发现 13' : '200 people = 187 in the six stages + 13 not found yet',
    );
  });
});

describe('the pace of a drill', () => {
  const told = (pace: Pace, minutes: number, until: number, from: number) => {
    const rates: number[] = [];
    for (let now = from; now < until; now += 100) {
      pace.add(minutes);
      const rate = pace.next(now);
      if (rate !== undefined) {
        rates.push(rate);
        pace.begin(now);
      }
    }
    return rates;
  };

  it('slows down at once when 1 in 100 lags by more than fifteen minutes, to what can be borne', () => {
    const pace = new Pace(1440, 0);
    expect(told(pace, 30, 3_000, 0)[0]).toBeCloseTo(480);
  });

  it('goes faster again, up to what is wanted, when it can', () => {
    const pace = new Pace(1440, 0);
    told(pace, 30, 3_000, 0);
    expect(told(pace, 2, 120_000, 3_000).at(-1)).toBe(1440);
  });

  it('stays as it is while the lag is bearable', () => {
    expect(told(new Pace(1440, 0), 12, 60_000, 0)).toEqual([]);
  });
});
