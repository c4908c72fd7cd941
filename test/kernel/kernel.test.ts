import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, apply, type Case, type Effect, forget, type Input, isRefusal, load, open } from '../../src/kernel/index.ts';
import { readLibrary } from '../library.ts';

const { machines } = readLibrary();
const machine = machines.find((candidate) => candidate.protocol.protocol === 'close-contact')!;
const start = Date.parse('2020-01-25T10:30:00+08:00');
const HOUR = 3_600_000;
const place = 'sample-village';
const by = { role: 'village_doctor', place };

function opened(): { case: Case; effects: Effect[] } {
  const answer = open(machine, {
    id: 'c',
    subject: 'p',
    place,
    now: start,
    by: { role: 'county_cdc', place },
    data: { exposed_on: '2020-01-24' },
  });
  if (isRefusal(answer)) throw new Error(answer.refused);
  return answer;
}
const reading = (recorded: number, celsius = 36.5, at = recorded): Input => ({
  kind: 'event',
  event: 'temperature_taken',
  at,
  recorded,
  by,
  data: { celsius, symptoms: false },
});

describe('logical time', () => {
  it('six hours of outage give the answer of none', () => {
    const late = advance(machine, opened().case, start + 30 * HOUR);
    let current = opened().case;
    const effects: Effect[] = [];
    for (let at = start; at <= start + 30 * HOUR; at += HOUR / 4) {
      const step = advance(machine, current, at);
      current = step.case;
      effects.push(...step.effects);
    }
    expect(effects).toEqual(late.effects);
    expect(current).toEqual(late.case);
  });
  it('every deadline fires once and never early, however the case is woken', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -2 * HOUR, max: 20 * HOUR }), { minLength: 1, maxLength: 30 }), (jumps) => {
        let current = opened().case;
        let now = start;
        const late: string[] = [];
        for (const jump of jumps) {
          now += jump;
          const step = advance(machine, current, now);
          current = step.case;
          for (const effect of step.effects) {
            expect(effect.at).toBeLessThanOrEqual(now);
            if (effect.kind === 'task' && effect.change === 'late') late.push(effect.slot.id);
          }
        }
        expect(new Set(late).size).toBe(late.length);
      }),
    );
  });
  it('an event that only every JavaScript object knows is unknown to a person, and unplaced from another case', () => {
    const { case: current } = opened();
    for (const event of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      const fact: Input = { kind: 'event', event, at: start, recorded: start, by, data: {} };
      expect(apply(machine, current, fact)).toMatchObject({ refused: 'unknown_event' });
      const answer = apply(machine, current, { kind: 'message', event, from: 'c-2', number: 1, at: start, recorded: start, data: {} });
      expect(answer).toMatchObject({ case: { attention: [{ code: 'unplaced' }] } });
    }
  });
  it('a refusal changes nothing', () => {
    const { case: current } = opened();
    const before = JSON.stringify(current);
    expect(apply(machine, current, reading(start + 2 * HOUR, 99))).toMatchObject({ refused: 'bad_data' });
    expect(JSON.stringify(current)).toBe(before);
  });
  it('the case is plain JSON and goes on the same after being written and read, with a cold machine', () => {
    const { case: current } = opened();
    const input = reading(start + HOUR, 38);
    const warm = apply(machine, current, input);
    forget();
    const cold = apply(load(machine.protocol, machine.hash), JSON.parse(JSON.stringify(current)) as Case, input);
    expect(cold).toEqual(warm);
  });
  it('a guard that throws becomes attention, never a fault', () => {
    const protocol = structuredClone(machine.protocol);
    protocol.states.find((state) => state.id === 'observed')!.on.temperature_taken![0]!.when = '1 / 0 == 1';
    const broken = load(protocol, 'broken');
    const answer = apply(broken, opened().case, reading(start + HOUR, 39));
    if (isRefusal(answer)) throw new Error(answer.refused);
    expect(answer.case.attention).toMatchObject([{ code: 'guard_failed' }]);
    expect(answer.case.at).toEqual(['observed']);
  });
  it('a repeated message of a linked case is heard once', () => {
    const message: Input = {
      kind: 'message',
      event: 'source_excluded',
      from: 'index',
      number: 7,
      at: start + HOUR,
      recorded: start + HOUR,
      data: {},
    };
    const once = apply(machine, opened().case, message);
    if (isRefusal(once)) throw new Error(once.refused);
    const twice = apply(machine, once.case, message);
    if (isRefusal(twice)) throw new Error(twice.refused);
    expect(twice.effects).toEqual([]);
    expect(twice.case.record).toEqual(once.case.record);
  });
});
