import fc, { type Arbitrary } from 'fast-check';
import { advance, apply, type Case, type Input, isRefusal, type Machine, type Outcome, open } from '../../src/kernel/index.ts';
import { events } from './protocol.ts';

/** One thing that happens to a case, after some time. */
export interface Happening {
  /** Minutes since what happened before. */
  after: number;
  what: 'event' | 'accepted' | 'declined' | 'correct' | 'withdraw' | 'nothing';
  event: string;
  n: number;
  f: boolean;
  /** Minutes between what occurred and its entry. */
  late: number;
  /** Which entry is put right, counted from the last. */
  nth: number;
}

export const happenings: Arbitrary<Happening[]> = fc.array(
  fc.record({
    after: fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 6_000 })),
    what: fc.constantFrom<Happening['what']>('event', 'event', 'event', 'accepted', 'declined', 'correct', 'withdraw', 'nothing'),
    event: fc.constantFrom(...events),
    n: fc.constantFrom(35, 36.5, 37.6, 39),
    f: fc.boolean(),
    late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3_000 })),
    nth: fc.nat(4),
  }),
  { maxLength: 30 },
);

const MINUTE = 60_000;
export const BEGIN = Date.UTC(2020, 2, 27, 1, 0);
const doctor = { role: 'doctor', place: 'village' };
const clinic = { role: 'clinic', place: 'clinic' };

/** Leads a case of a protocol through its life; `see` is told of each outcome, the opening first. */
export function live(machine: Machine, life: readonly Happening[], see: (outcome: Outcome) => void): Case {
  const opened = open(machine, { id: 'c', subject: 'p', place: 'village', now: BEGIN, by: doctor, data: { met: '2020-03-26' } });
  if (isRefusal(opened)) throw new Error(JSON.stringify(opened));
  see(opened);
  let current = opened.case;
  let now = BEGIN;
  for (const happening of life) {
    now += happening.after * MINUTE;
    const input = inputOf(current, happening, now);
    const before = advance(machine, current, now, false);
    see(before);
    current = before.case;
    const outcome = input && apply(machine, current, input);
    if (!outcome || isRefusal(outcome)) continue;
    see(outcome);
    current = outcome.case;
  }
  return current;
}

/** What a happening says to a case at an instant; undefined: there is nothing to put right. */
export function inputOf(current: Case, { what, event, n, f, late, nth }: Happening, now: number): Input | undefined {
  const at = Math.max(BEGIN - 3 * 86_400_000, now - late * MINUTE);
  const entry = current.record.filter((own) => own.event !== 'opened').at(-1 - nth);
  switch (what) {
    case 'event':
      return { kind: 'event', event, at, recorded: now, by: doctor, data: { n, f } };
    case 'accepted':
      return { kind: 'event', event: 'accepted', at: now, recorded: now, by: clinic, data: {} };
    case 'declined':
      return { kind: 'event', event: 'declined', at: now, recorded: now, by: clinic, data: { reason: 'full' } };
    case 'correct':
      return entry && { kind: 'correct', entry: entry.id, data: { n, f }, at, recorded: now, by: doctor, reason: 'misread' };
    case 'withdraw':
      return entry && { kind: 'withdraw', entry: entry.id, recorded: now, by: doctor, reason: 'of somebody else' };
    case 'nothing':
      return undefined;
    default:
      return what satisfies never;
  }
}
