import { describe, expect, it } from 'vitest';
import { isRefusal } from '../../src/kernel/index.ts';
import { at, Played, place, written } from './written.ts';

const machine = written(`
events:
  moved: { by: doctor, title: 转诊 }
  cured: { by: [clinic, hospital], title: 治愈 }
states:
  home:
    stage: isolate
    tasks: { moved: { by: doctor, due: 90d, late: slow } }
    on: { moved: { to: offered } }
  offered:
    stage: diagnose
    hand_off: { to: clinic, due: 2h, late: slow, bounces: 2 }
    on:
      accepted: { to: taken }
      declined: { to: elsewhere }
      bounced: { tell: discipline, to: elsewhere }
  elsewhere:
    stage: diagnose
    hand_off: { to: hospital, due: 2h, late: slow, bounces: 2 }
    on:
      accepted: { to: taken }
      declined: { to: offered }
      bounced:
        - { when: bounces >= 5, to: over }
        - otherwise: { tell: [discipline, leader], to: offered }
  taken:
    stage: treat
    tasks: { cured: { by: [clinic, hospital], due: 9d, late: slow } }
    on: { cured: { to: over }, moved: { to: offered } }
  over: { stage: control, end: over }
`);
const clinic = { role: 'clinic', person: 'u-1' };
const hospital = { role: 'hospital', person: 'u-2' };
const offered = () => new Played(machine, '2020-01-25 10:00').say('2020-01-25 10:30', 'moved');

describe('a hand-off', () => {
  it('leaves the holder as he was until it is accepted', () => {
    const played = offered();
    expect(played.current.holder).toEqual({ place });
    played.say('2020-01-25 11:00', 'accepted', {}, clinic);
    expect(played.current.holder).toEqual({ place, role: 'clinic' });
    expect(played.current.at).toEqual(['taken']);
  });

  it('is refused with a reason or not at all, and only by whoever it was offered to', () => {
    expect(offered().tried('2020-01-25 11:00', 'declined', {}, clinic)).toMatchObject({ refused: 'reason_needed' });
    expect(offered().tried('2020-01-25 11:00', 'declined', { reason: '满床' }, hospital)).toMatchObject({ refused: 'wrong_role' });
    expect(isRefusal(offered().tried('2020-01-25 11:00', 'declined', { reason: '满床' }, clinic))).toBe(false);
  });

  it('keeps of each answer who gave it, when and why', () => {
    const played = offered().say('2020-01-25 11:00', 'declined', { reason: '满床' }, clinic);
    const slot = played.current.closed.find(({ status }) => status === 'declined')!;
    const entry = played.current.record.find(({ id }) => id === slot.filled!.entry)!;
    expect(entry).toMatchObject({ at: at('2020-01-25 11:00'), by: { role: 'clinic', person: 'u-1' }, data: { reason: '满床' } });
    expect(slot).toMatchObject({ asked: at('2020-01-25 10:30'), by: ['clinic'] });
  });

  it('refused more often in a row than the plan allows, by whomever, is passing the buck', () => {
    const played = offered();
    played.say('2020-01-25 11:00', 'declined', { reason: 'a' }, clinic);
    played.say('2020-01-25 12:00', 'declined', { reason: 'b' }, hospital);
    expect(played.fact('bounces')).toBe(2);
    expect(played.told()).toEqual([]);
    played.say('2020-01-25 13:00', 'declined', { reason: 'c' }, clinic);
    expect(played.told()).toEqual([['discipline']]);
    expect(played.current.at).toEqual(['elsewhere']);
    played.say('2020-01-25 14:00', 'declined', { reason: 'd' }, hospital);
    expect(played.told().at(-1)).toEqual(['discipline', 'leader']);
    played.say('2020-01-25 14:30', 'declined', { reason: 'e' }, clinic);
    played.say('2020-01-25 14:40', 'declined', { reason: 'f' }, hospital);
    expect(played.current.at).toEqual(['over']);
  });

  it('counts anew once somebody has accepted', () => {
    const played = offered();
    played.say('2020-01-25 11:00', 'declined', { reason: 'a' }, clinic);
    played.say('2020-01-25 12:00', 'declined', { reason: 'b' }, hospital);
    played.say('2020-01-25 12:30', 'accepted', {}, clinic);
    expect(played.fact('bounces')).toBe(0);
    played.say('2020-01-25 13:00', 'moved').say('2020-01-25 13:30', 'declined', { reason: 'c' }, clinic);
    expect(played.told()).toEqual([]);
  });

  it('that lapses stays open, and accepting late still moves the responsibility', () => {
    const played = offered().until('2020-01-25 12:30');
    expect(played.current.slots).toMatchObject([{ late: at('2020-01-25 12:30'), status: 'open' }]);
    played.say('2020-01-25 18:00', 'accepted', {}, clinic);
    expect(played.current.holder.role).toBe('clinic');
    expect(played.current.closed.at(-1)).toMatchObject({ filled: { late: true } });
  });
});
