import { describe, expect, it } from 'vitest';
import { type Results, report } from '../../src/cli/drill/report.ts';
import { exit, type Locale, type Terminal } from '../../src/cli/terminal.ts';
import { titlesOf } from '../../src/cli/titles.ts';
import { readLibrary } from '../library.ts';

const results: Results = {
  summary: {
    people: 50,
    byStage: { isolate: 11, diagnose: 3, treat: 0, control: 36 },
    byOutcome: { excluded: 3, released: 33 },
    escalations: ['c-1'],
    lapsed: [],
    supervision: [],
    refused: [],
    lagP99Minutes: 4.8,
    balanced: true,
  },
  departures: [],
  cases: 54,
};

/** What a person reads, and the exit code. */
function read(locale: Locale, changed: Partial<Results> = {}): { lines: string[]; code: number } {
  const lines: string[] = [];
  const say: Terminal['say'] = (words) => lines.push(typeof words === 'string' ? words : words[locale]);
  const terminal: Terminal = { locale, json: false, say, give: () => {}, warn: say, fail: say };
  const { protocols, units } = readLibrary();
  const titles = titlesOf(
    [...protocols.get('close-contact')!, ...protocols.get('suspected-case')!].map(({ protocol }) => protocol),
    units,
  );
  return { code: report(terminal, { ...results, ...changed }, titles), lines };
}

describe('how a drill ended', () => {
  it('is said in the titles of stages and outcomes, adding up to the people', () => {
    expect(read('en').lines[0]).toBe('50 people = isolate 11 + diagnose 3 + control 36; ended: Excluded 3 + Released 33; 54 cases in all');
    const { lines, code } = read('zh');
    expect(lines[0]).toBe('人员 50 = 早隔离 11 + 早诊断 3 + 早控制 36；已结 排除 3 + 解除观察 33；共 54 个个案');
    expect(lines.join(' ')).not.toMatch(/[a-z]{3}/);
    expect(code).toBe(exit.ok);
  });

  it('is a finding when something does not balance, or differs from the simulator without a reason', () => {
    expect(read('en', { summary: { ...results.summary, balanced: false } })).toMatchObject({ code: exit.findings });
    const departure = { number: 'QZ-007', case: 'c-7', drill: 'told', simulator: 'nothing' };
    expect(read('en', { departures: [{ ...departure, because: 'lag' }] }).code).toBe(exit.ok);
    const { code, lines } = read('en', { departures: [{ ...departure, because: 'unexplained' }] });
    expect([code, lines[2]]).toEqual([exit.findings, expect.stringContaining('not as simulated QZ-007')]);
  });
});
