import { describe, expect, it } from 'vitest';
import { apply, unitValuesOf } from '../../src/kernel/index.ts';
import { readUnits } from '../../src/language/index.ts';
import { at, Played, place, written } from './written.ts';

const reporting = written(`
supervisors: [leader]
windows:
  early: { from: 2020-01-24, to: 2020-02-08 }
  later: { from: 2020-02-09 }
values:
  cut_off: { is: "18:00", in: { early: "17:00", later: "16:00" }, may_differ_by: township }
  answer: { is: 24h, in: { later: 12h } }
  fever: { is: 37.3, in: { later: 37.0 } }
events:
  filed: { by: doctor, title: 上报 }
  felt: { by: doctor, title: 体温, data: { celsius: { type: number } } }
  asked_for: { by: doctor, title: 请示 }
  answered: { by: leader, title: 答复 }
states:
  reporting:
    stage: report
    tasks: { filed: { by: doctor, due: daily at cut_off, late: slow } }
    on:
      filed: record
      asked_for: { to: waiting }
      felt:
        - { when: data.celsius >= values.fever, to: over }
        - otherwise: record
  waiting:
    stage: report
    tasks: { answered: { by: leader, due: answer, late: slow } }
    on:
      answered: { to: reporting }
      felt:
        - { when: data.celsius >= values.fever, to: over }
        - otherwise: record
  over: { stage: control, end: over }
`);

describe('values by campaign window', () => {
  it('change for a slot of a series with the day it belongs to', () => {
    const played = new Played(reporting, '2020-01-23 09:00');
    expect(played.dues('filed')).toEqual(['2020-01-23 18:00']);
    played.until('2020-01-23 18:00');
    expect(played.dues('filed')).toEqual(['2020-01-23 18:00', '2020-01-24 17:00']);
    const last = new Played(reporting, '2020-02-08 16:30');
    expect(last.dues('filed')).toEqual(['2020-02-08 17:00']);
    last.say('2020-02-08 16:45', 'filed');
    expect(last.dues('filed')).toEqual(['2020-02-09 16:00']);
  });

  it('hold to the last instant of the last day and from the first of the first', () => {
    const entering = (when: string) => new Played(reporting, '2020-02-08 09:00').say(when, 'asked_for').dues('answered');
    expect(entering('2020-02-08 23:59:59')).toEqual(['2020-02-09 23:59']);
    expect(entering('2020-02-09 00:00:00')).toEqual(['2020-02-09 12:00']);
  });

  it('are settled on entering a state and kept while it lasts', () => {
    const before = new Played(reporting, '2020-02-08 09:00').say('2020-02-08 23:00', 'asked_for');
    before.say('2020-02-09 08:00', 'felt', { celsius: 37.1 });
    expect(before.current.at).toEqual(['waiting']);
    const after = new Played(reporting, '2020-02-08 09:00').say('2020-02-09 00:00', 'asked_for');
    after.say('2020-02-09 08:00', 'felt', { celsius: 37.1 });
    expect(after.current.at).toEqual(['over']);
  });
});

describe('values by unit', () => {
  const tree = `
units: sample
edition: "1"
zone: Asia/Shanghai
roles: { doctor: { title: 医生, line: health } }
tree:
  county:
    title: 县
    level: county
    holds: doctor
    units:
      town:
        title: 镇
        level: township
        values: { sample: { cut_off: "16:30", answer: 1h } }
        units: { sample-village: { title: 村, level: village } }
`;
  const { units } = readUnits(tree, 'units.yaml');

  it('are those of the nearest unit above whose level may differ, and only of what may', () => {
    expect(unitValuesOf(reporting.protocol, units!, 'sample-village')).toEqual({ cut_off: '16:30' });
    expect(unitValuesOf(reporting.protocol, units!, 'county')).toEqual({});
  });

  it('come with the start and hold before those of the window', () => {
    const played = new Played(reporting, '2020-01-25 09:00', { values: { cut_off: '16:30' } });
    expect(played.dues('filed')).toEqual(['2020-01-25 16:30']);
  });

  it('change only by an input, and then from the next slot on', () => {
    const played = new Played(reporting, '2020-01-25 09:00', { values: { cut_off: '16:30' } });
    played.input({
      kind: 'values',
      values: { cut_off: '15:00' },
      recorded: at('2020-01-25 10:00'),
      by: { role: 'leader', place },
      reason: '会议决定',
    });
    expect(played.dues('filed')).toEqual(['2020-01-25 16:30']);
    played.say('2020-01-25 12:00', 'filed');
    expect(played.dues('filed')).toEqual(['2020-01-26 15:00']);
  });

  it('are refused where the protocol lets nobody differ, or of another kind, or without a reason', () => {
    const { current } = new Played(reporting, '2020-01-25 09:00');
    const by = { role: 'leader', place };
    const recorded = at('2020-01-25 10:00');
    const change = (values: Record<string, string | number>, reason = 'r') =>
      apply(reporting, current, { kind: 'values', values, recorded, by, reason });
    expect(change({ answer: '16:00' })).toMatchObject({ refused: 'fixed_value' });
    expect(change({ constructor: 1 })).toMatchObject({ refused: 'fixed_value' });
    expect(change({ cut_off: 17 })).toMatchObject({ refused: 'bad_data' });
    expect(change({ cut_off: '17:00' }, ' ')).toMatchObject({ refused: 'reason_needed' });
    const clerk = { ...by, role: 'clerk' };
    const said = { kind: 'values' as const, values: { cut_off: '17:00' }, recorded, by: clerk, reason: 'r' };
    expect(apply(reporting, current, said)).toMatchObject({ refused: 'not_supervisor' });
  });
});
