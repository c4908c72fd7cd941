import { describe, expect, it } from 'vitest';
import {
  advanceBefore,
  apply,
  archive,
  bytesOf,
  type Case,
  type Effect,
  type Input,
  isRefusal,
  refusalText,
  refuseFull,
  refuseSize,
  viewCase,
} from '../../src/kernel/index.ts';
import { fitting, stepsFitting } from '../../src/workflow/weight.ts';
import { at, Played, place, written } from './written.ts';

const machine = written(`
supervisors: leader
facts:
  told: { is: size(seen) }
  grave: { is: "size(weighed.filter(w, w.grade > 90))" }
events:
  seen: { by: doctor, title: Seen, data: { grade: { type: integer }, lines: { type: text, many: true } } }
  weighed: { by: doctor, title: Weighed, data: { grade: { type: integer }, lines: { type: text, many: true } } }
states:
  open:
    stage: isolate
    on: { seen: record, weighed: record, opened: record }
    once: { 3650d: { to: over } }
  over: { stage: control, end: over }
`);
const by = { role: 'doctor', place };
const begin = at('2020-01-01 08:00');
const texts = (bytes: number, of = 'x') => Array.from({ length: Math.ceil(bytes / 2_000) }, (_, n) => `${n}${of}`.padEnd(1_990, of));
const seen = (n: number, lines: string[], event = 'seen'): Input => {
  const now = begin + n * 60_000;
  return { kind: 'event', event, at: now, recorded: now, by, data: { grade: n, lines } };
};
const opened = () => new Played(machine, '2020-01-01 08:00').current;

function said(current: Case, input: Input): Case {
  const answer = apply(machine, advanceBefore(machine, current, input).case, input);
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer));
  return answer.case;
}

describe('how much a case takes, in bytes', () => {
  it('weighs what is said as it is sent: as JSON in UTF-8', () => {
    for (const text of ['plain', '体温三十八度', 'é', '𠮷', '"\\\n', '\ud800']) {
      expect(bytesOf({ text })).toBe(new TextEncoder().encode(JSON.stringify({ text })).length);
    }
    expect(bytesOf(undefined)).toBe(0);
  });

  it('takes no more than 64 KB at once, and says so in both languages; two thousand persons in one list are fewer', () => {
    const refused = refuseSize(opened(), seen(1, texts(70_000)))!;
    expect(refused).toMatchObject({ refused: 'too_large', params: { of: 'said', event: 'seen', most: 65_536 } });
    expect(refusalText(refused).zh).toContain('请分几次报告');
    expect(refusalText(refused).en).toContain('report it in several parts');
    expect(refuseSize(opened(), seen(1, texts(30_000, '热')))).toMatchObject({ refused: 'too_large' });
    const persons = Array.from({ length: 2_000 }, (_, n) => `p-0123456789ab-${n}`);
    expect(refuseSize(opened(), seen(1, persons))).toBeUndefined();
  });

  it('lets an entry be put right so often that all its versions are no more than 128 KB', () => {
    let current = said(opened(), seen(1, texts(50_000)));
    const corrected: Input = {
      kind: 'correct',
      entry: 2,
      data: { lines: texts(50_000, 'y') },
      recorded: begin + 120_000,
      by,
      reason: 'misread',
    };
    expect(refuseSize(current, corrected)).toBeUndefined();
    current = said(current, corrected);
    const again = refuseSize(current, corrected)!;
    expect(again).toMatchObject({ refused: 'too_large', params: { of: 'entry', entry: 2 } });
    expect(refusalText(again)).toMatchObject({ zh: expect.stringContaining('撤销'), en: expect.stringContaining('withdraw it') });
    const withdrawn: Input = { kind: 'withdraw', entry: 2, recorded: begin + 120_000, by, reason: 'misread' };
    expect(refuseSize(current, withdrawn)).toBeUndefined();
  });

  it('hands over to another case no more than can be sent', () => {
    let current = opened();
    const merge: Input = { kind: 'merge', into: 'c-other', recorded: begin, by: { role: 'leader', place }, reason: 'the same person' };
    expect(refuseSize(current, merge)).toBeUndefined();
    for (let n = 1; n <= 10; n++) current = said(current, seen(n, texts(58_000)));
    const refused = refuseSize(current, merge)!;
    expect(refused).toMatchObject({ refused: 'too_large', params: { of: 'estate' } });
    expect(refusalText(refused).en).toContain('merge the other case into this one');
  });

  it('when it is full takes what is short longer than what is long, corrections longer still, and closing always', () => {
    const long = seen(1, texts(10_000));
    const short = seen(1, []);
    const corrected: Input = { kind: 'correct', entry: 2, data: {}, recorded: begin, by, reason: 'misread' };
    const closed: Input = { kind: 'void', recorded: begin, by, reason: 'full' };
    const taken = (weight: number) => [long, short, corrected, closed].map((input) => refuseFull(weight, input) === undefined);
    expect(taken(1_200_000)).toEqual([true, true, true, true]);
    expect(taken(1_300_000)).toEqual([false, true, true, true]);
    expect(taken(1_500_000)).toEqual([false, false, true, true]);
    expect(taken(1_800_000)).toEqual([false, false, false, true]);
    const refused = refuseFull(1_300_000, long)!;
    expect(refusalText(refused)).toMatchObject({ zh: expect.stringContaining('另立新案'), en: expect.stringContaining('open another') });
  });

  it('leaves what is large to the ledger as it leaves what is much: the youngest 400 KB can be put right, and facts are as before', () => {
    let current = opened();
    for (let n = 1; n <= 60; n++) {
      current = said(current, seen(n, texts(58_000)));
      if (n % 5 === 0) current = JSON.parse(JSON.stringify(archive(machine, current)));
      expect(bytesOf(current)).toBeLessThan(1_250_000);
    }
    expect(current.archive?.entries.seen).toBeGreaterThan(40);
    expect(current.record.length).toBeGreaterThan(6);
    expect(viewCase(machine, current).facts).toMatchObject({ told: 60, grave: 0 });
  });

  it('what another case tells a full one stands in the ledger only, and that there is no room is said once', () => {
    let current = opened();
    const effects: Effect[] = [];
    for (let n = 1; n <= 3; n++) {
      const message: Input = {
        kind: 'message',
        event: 'opened',
        from: 'c-other',
        number: n,
        at: begin,
        recorded: begin,
        data: { n },
        aside: true,
      };
      const outcome = apply(machine, current, message);
      if (isRefusal(outcome)) throw new Error(outcome.refused);
      current = outcome.case;
      effects.push(...outcome.effects);
    }
    expect(current.attention.map(({ code, said: kept }) => ({ code, kept }))).toEqual([{ code: 'no_room', kept: undefined }]);
    const told = effects.flatMap((effect) =>
      effect.kind === 'record' && effect.note.note === 'attention' ? (effect.note.attention.said ?? []) : [],
    );
    expect(told.map(({ data }) => data)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(current.record).toHaveLength(1);
  });
});

describe('what goes out in parts', () => {
  const line = (seq: number, index: number, size = 100) => ({ kind: 'become', protocol: 'x'.repeat(size), seq, index, at: 0 }) as Effect;

  it('as much as fits, in order, and one at least', () => {
    expect(fitting(['aa', 'bb', 'cc'], 8)).toBe(2);
    expect(fitting(['a'.repeat(100), 'b'], 8)).toBe(1);
    expect(fitting([], 8)).toBe(0);
  });

  it('never part of a step: the ledger replaces whole ones', () => {
    const lines = [line(1, 0), line(1, 1), line(2, 0), line(2, 1), line(2, 2)];
    expect(stepsFitting(lines, 10_000)).toBe(5);
    expect(stepsFitting(lines, 650)).toBe(2);
    expect(stepsFitting(lines, 200)).toBe(2);
    expect(stepsFitting(lines.slice(2), 200)).toBe(3);
  });
});
