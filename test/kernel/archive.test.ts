import { describe, expect, it } from 'vitest';
import {
  advanceBefore,
  apply,
  archive,
  type Case,
  type Input,
  isRefusal,
  type Machine,
  refusalText,
  viewCase,
} from '../../src/kernel/index.ts';
import { at, Played, place, written } from './written.ts';

const MINUTE = 60_000;
const machine = written(`
supervisors: leader
facts:
  told: { is: size(seen) }
  first_time: { is: seen.first().at }
  last_grade: { is: seen.last().grade }
  highest: { is: "weighed.map(w, w.grade).max()" }
  heavy: { is: "size(weighed.filter(w, w.grade > 90))" }
events:
  seen: { by: doctor, title: Seen, data: { grade: { type: integer } } }
  weighed: { by: doctor, title: Weighed, data: { grade: { type: integer } } }
states:
  open:
    stage: isolate
    on: { seen: record, weighed: record, opened: record }
    once: { 3650d: { to: over } }
  over: { stage: control, end: over }
`);
const by = { role: 'doctor', place };
const begin = at('2020-01-01 08:00');

/** A case in which something is said every minute, and which leaves what it can to the ledger as often as it continues as new. */
function longCase(length: number, { every = 500, weighed = 100 } = {}) {
  let current: Case = new Played(machine, '2020-01-01 08:00').current;
  const sizes: number[] = [];
  for (let n = 1; n <= length; n++) {
    const now = begin + n * MINUTE;
    const event = n <= weighed ? 'weighed' : 'seen';
    current = said(machine, current, { kind: 'event', event, at: now, recorded: now, by, data: { grade: n % 97 } });
    if (n % every > 0) continue;
    current = JSON.parse(JSON.stringify(archive(machine, current)));
    sizes.push(JSON.stringify(current).length);
  }
  return { current, sizes };
}

function said(of: Machine, current: Case, input: Input): Case {
  const answer = apply(of, advanceBefore(of, current, input).case, input);
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer));
  return answer.case;
}

describe('a case to which very much is said', () => {
  const { current, sizes } = longCase(12_000);
  const now = begin + 13_000 * MINUTE;
  const leader = { role: 'leader', place };

  it('does not grow: what it takes along is as large after twelve thousand entries as after four', () => {
    const [early, late] = [Math.max(...sizes.slice(0, 8)), Math.max(...sizes.slice(8))];
    expect(late).toBeLessThan(early * 1.1);
    expect(late).toBeLessThan(600_000);
    expect(current.record.length).toBeLessThan(2_700);
  });

  it('still knows how many there were, the first and the last, and all of what it reads as a whole', () => {
    expect(viewCase(machine, current).facts).toMatchObject({
      told: 11_900,
      first_time: begin + 101 * MINUTE,
      last_grade: 12_000 % 97,
      highest: 96,
      heavy: 6,
    });
    expect(current.record.filter(({ event }) => event === 'weighed')).toHaveLength(100);
  });

  it('puts right what is not long past, and says of the rest where it is and what to do', () => {
    const recent = apply(machine, current, { kind: 'withdraw', entry: current.seq, recorded: now, by, reason: 'of somebody else' });
    expect(isRefusal(recent) || viewCase(machine, recent.case).facts.told).toBe(11_899);
    const old = apply(machine, current, { kind: 'withdraw', entry: 200, recorded: now, by, reason: 'of somebody else' });
    expect(old).toMatchObject({ refused: 'archived', params: { entry: 200, after: current.archive!.seq } });
    const words = isRefusal(old) && refusalText(old);
    expect(words).toMatchObject({ zh: expect.stringContaining('台账'), en: expect.stringContaining('kept in the ledger only') });
  });

  it('is not merged away, since it would not hand everything over', () => {
    expect(apply(machine, current, { kind: 'merge', into: 'c-other', recorded: now, by: leader, reason: 'the same person' })).toMatchObject(
      {
        refused: 'not_whole',
      },
    );
  });

  it('forgets of very many senders those who have been silent longest', () => {
    let heard = current;
    const hear = (from: string, number: number) => {
      heard = said(machine, heard, { kind: 'message', event: 'opened', from, number, at: now, recorded: now, data: {} });
    };
    hear('c-old', 1);
    hear('c-quiet', 1);
    for (let n = 0; n < 6_000; n++) hear(`c-${n}`, 1);
    hear('c-old', 2);
    const left = archive(machine, heard);
    expect(Object.keys({ ...left.heardBefore, ...left.heard }).length).toBeLessThan(5_300);
    expect({ ...left.heardBefore, ...left.heard }).toMatchObject({ 'c-5999': 1, 'c-old': 2, 'c-2000': 1 });
    expect(left.heardBefore).not.toHaveProperty('c-quiet');
    const again = { kind: 'message' as const, event: 'opened', from: 'c-old', number: 2, at: now, recorded: now, data: {} };
    expect(said(machine, left, again).seq).toBe(left.seq);
  });
});
