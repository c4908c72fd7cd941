import { describe, expect, it } from 'vitest';
import type { Effect, Slot } from '../../src/kernel/index.ts';
import { courseOf, isEscalation, partingOf } from '../../src/simulator/index.ts';

const zone = 'Asia/Shanghai';
const at = (civil: string) => Date.parse(`${civil.replace(' ', 'T')}:00+08:00`);
const row = { protocol: 'close-contact', at: ['observed'], status: 'running', outcome: null, holderRole: null } as const;
const reading = (on: string, rest: Partial<Slot> = {}): Slot => ({
  id: `observed.temperature_taken ${on}`,
  kind: 'task',
  rule: 'observed.temperature_taken',
  event: 'temperature_taken',
  by: ['village_doctor'],
  asked: at('2020-01-24 10:00'),
  opens: at(on) - 3 * 3_600_000,
  due: at(on),
  on: at(on),
  status: 'open',
  step: 0,
  ...rest,
});
const done = (on: string, when: string) => ({
  ...reading(on, { status: 'done', closed: at(when) }),
  filled: { entry: 2, at: at(when), late: false, recordedLate: false },
});
const courseWith = (...slots: Slot[]) => courseOf({ ...row, at: [...row.at] }, slots);

describe('two runs of one exercise', () => {
  it('do not part when the same was done at the same time, in whatever order it is told', () => {
    const [morning, evening] = [done('2020-01-25 08:00', '2020-01-25 07:40'), done('2020-01-25 17:00', '2020-01-25 17:00')];
    expect(partingOf(courseWith(morning, evening), courseWith(evening, morning), zone)).toBeUndefined();
  });

  it('part at the earliest instant that differs, and say what each has in civil time', () => {
    const here = courseWith(
      reading('2020-01-25 08:00', { status: 'missed', late: at('2020-01-25 08:00'), closed: at('2020-01-25 12:00') }),
      done('2020-01-25 17:00', '2020-01-25 16:30'),
    );
    const there = courseWith(done('2020-01-25 08:00', '2020-01-25 07:40'), done('2020-01-25 17:00', '2020-01-25 16:40'));
    expect(partingOf(here, there, zone)).toEqual({
      at: at('2020-01-25 07:40'),
      here: 'observed.temperature_taken 2020-01-25 08:00 missed 2020-01-25 12:00 late 2020-01-25 08:00',
      there: 'observed.temperature_taken 2020-01-25 08:00 done 2020-01-25 07:40',
    });
  });

  it('part where only one of them was asked something, and at the end when only where they stand differs', () => {
    expect(partingOf(courseWith(reading('2020-01-25 08:00')), courseWith(), zone)).toMatchObject({
      at: at('2020-01-24 10:00'),
      there: '–',
    });
    const elsewhere = courseOf({ ...row, at: ['febrile'] }, []);
    expect(partingOf(courseWith(), elsewhere, zone)?.at).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('an escalation', () => {
  const slot = reading('2020-01-25 08:00');
  const told = (roles: string[], when: string, reason: 'ladder' | 'arm' = 'ladder'): Effect => ({
    kind: 'tell',
    roles,
    place: 'sample-village',
    about: { reason, of: slot.id, step: 0 },
    seq: 3,
    index: 0,
    at: at(when),
  });

  it('is a step of a ladder that goes above those who were asked, from the due instant on', () => {
    expect(isEscalation(told(['grid_head'], '2020-01-25 10:00'), [slot])).toBe(true);
    expect(isEscalation(told(['village_doctor'], '2020-01-25 08:00'), [slot])).toBe(false);
    expect(isEscalation(told(['grid_head'], '2020-01-25 07:30'), [slot])).toBe(false);
    expect(isEscalation(told(['grid_head'], '2020-01-25 10:00', 'arm'), [slot])).toBe(false);
  });

  it('is counted by the slot it speaks of, though another protocol has a rule of the same name', () => {
    expect(isEscalation(told(['grid_head'], '2020-01-25 10:00'), [{ ...slot, id: 'another' }])).toBe(false);
    expect(
      isEscalation(told(['village_doctor', 'grid_head'], '2020-01-25 10:00'), [{ ...slot, by: ['village_doctor', 'grid_head'] }]),
    ).toBe(false);
  });
});
