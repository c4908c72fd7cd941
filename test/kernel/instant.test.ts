import { describe, expect, it } from 'vitest';
import { Played, written } from './written.ts';

/** Fit as soon as three days have passed since the last fever, and no longer as long as the last reading was one: a circle after a fever. */
const ward = written(`
values: { calm: { is: 72h } }
facts:
  fit_from: { is: "plus(reading.last().at, values.calm)", title: 可出院 }
  hot: { is: reading.last().hot, title: 发热 }
events:
  reading: { by: doctor, title: 测温, data: { hot: { type: flag } } }
  cured: { by: doctor, title: 治愈 }
on: { reading: record, cured: { to: over } }
states:
  treated: { stage: treat, tasks: { reading: { by: doctor, due: 12h, late: slow } }, once: { fit_from: { to: fit } } }
  fit: { stage: treat, tasks: { cured: { by: doctor, due: 24h, late: slow } }, once: { hot: { to: treated, tell: leader } } }
  over: { stage: control, end: over }
`);

/** An offer that is due by an instant long past lapses as it is made. */
const clinic = written(`
events: { seen: { by: doctor, title: 就诊 } }
on: { seen: { to: over } }
states:
  offered:
    stage: diagnose
    hand_off: { to: clinic, due: 1h from opened, late: slow }
    on: { accepted: { to: over }, declined: { to: over }, lapsed: { to: again offered, tell: leader } }
  over: { stage: control, end: over }
`);

const hours = ({ current }: Played) => (current.nextWake === null ? null : (current.nextWake - current.now) / 3_600_000);

describe('a protocol that leads round in a circle at one instant', () => {
  it('comes to rest after a hundred steps, as something to look at', () => {
    const played = new Played(ward, '2020-01-25 08:00').say('2020-01-25 09:00', 'reading', { hot: true }).until('2020-01-28 09:00');
    expect(played.told().filter((roles) => roles[0] === 'leader').length).toBeLessThan(120);
    expect(played.current.attention).toMatchObject([{ code: 'bound', detail: { says: 'steps', most: 100, at: ['treated'] } }]);
    // The next thing is in the future, whoever wakes the case.
    expect(hours(played)).toBeGreaterThan(0);
    const { effects } = played;
    expect(played.until('2020-01-28 09:00').effects.length).toBe(effects.length);
  });

  it('goes on from there with the next fact', () => {
    const played = new Played(ward, '2020-01-25 08:00')
      .say('2020-01-25 09:00', 'reading', { hot: true })
      .until('2020-01-29 08:00')
      .say('2020-01-29 09:00', 'reading', { hot: false });
    expect(played.current.at).toEqual(['treated']);
    expect(played.say('2020-01-29 10:00', 'cured').current.outcome).toBe('over');
    expect(played.current.attention.length).toBe(1);
  });

  it('is stopped too where an offer lapses over and over', () => {
    const played = new Played(clinic, '2020-01-25 08:00').until('2020-01-25 09:00');
    expect(played.effects.length).toBeLessThan(1_000);
    expect(played.current.attention).toMatchObject([{ code: 'bound' }]);
    expect(hours(played)).toBeNull();
    expect(played.say('2020-01-26 08:00', 'accepted', {}, { role: 'clinic' }).current.outcome).toBe('over');
  });

  it('ends alike whether it was looked at in between or not', () => {
    const once = new Played(ward, '2020-01-25 08:00').say('2020-01-25 09:00', 'reading', { hot: true });
    const often = new Played(ward, '2020-01-25 08:00').say('2020-01-25 09:00', 'reading', { hot: true });
    for (const day of ['26', '27', '28']) often.until(`2020-01-${day} 09:00`);
    expect(often.until('2020-01-30 08:00').current).toEqual(once.until('2020-01-30 08:00').current);
  });
});

describe('a task that repeats after no time at all', () => {
  const often = written(`
values: { gap: { is: 4h, may_differ_by: village } }
events: { seen: { by: doctor, title: 就诊 } }
states:
  one: { stage: treat, tasks: { seen: { by: doctor, due: every gap, late: slow } }, on: { seen: { to: over } } }
  over: { stage: control, end: over }
`);

  it('is not asked, and somebody is to look at it: a unit said so after the protocol was checked', () => {
    const played = new Played(often, '2020-01-25 08:00', { values: { gap: { elapsed: 0 } } });
    expect(played.dues('seen')).toEqual([null]);
    expect(played.current.attention).toMatchObject([{ code: 'bound', detail: { says: 'no_time_between', series: 'every gap' } }]);
    expect(played.until('2020-02-25 08:00').current.nextWake).toBeNull();
    expect(new Played(often, '2020-01-25 08:00').dues('seen')).toEqual(['2020-01-25 12:00']);
  });
});
