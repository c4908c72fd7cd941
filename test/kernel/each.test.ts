import { describe, expect, it } from 'vitest';
import { civil, Played, place, written } from './written.ts';

const survey = written(`
subject: unit
facts:
  households: { type: text, many: true, required: true }
  added: { is: "moved_in.map(m, m.household)" }
  gone: { is: "moved_out.map(m, m.household)" }
  to_screen: { is: "(households + added).distinct().filter(h, !(h in gone))" }
  missing: { is: "slots.screened.filter(s, !s.done).map(s, s.key)" }
events:
  screened: { by: doctor, title: 已查, back_to: 9d, data: { household: { type: text } } }
  moved_in: { by: doctor, title: 迁入, data: { household: { type: text } } }
  moved_out: { by: doctor, title: 迁出, data: { household: { type: text } } }
  persuaded: { by: leader, title: 劝导 }
states:
  surveying:
    stage: discover
    tasks:
      screened: { by: doctor, due: 3d, each: household in to_screen, late: slow }
    on: { screened: record, moved_in: record, moved_out: record, persuaded: { to: over } }
    once: { 30d: { to: over } }
  over: { stage: control, end: over }
`);
const opened = () => new Played(survey, '2020-01-25 08:00', { data: { households: ['h1', 'h2', 'h3'] } });
const keys = (played: Played) => played.current.slots.map(({ key }) => key);

describe('a task for each of a list', () => {
  it('is asked for every one of it, and done for the one that is named', () => {
    const played = opened();
    expect(keys(played)).toEqual(['h1', 'h2', 'h3']);
    expect(played.say('2020-01-25 09:00', 'screened', { household: 'h2' }).fact('missing')).toEqual(['h1', 'h3']);
    expect(played.say('2020-01-25 09:30', 'screened', { household: 'h2' }).fact('missing')).toEqual(['h1', 'h3']);
    expect(keys(played)).toEqual(['h1', 'h3']);
  });

  it('follows the list: what joins is asked, what leaves is withdrawn, nothing is asked twice', () => {
    const played = opened().say('2020-01-25 09:00', 'screened', { household: 'h1' });
    played.say('2020-01-26 09:00', 'moved_in', { household: 'h4' }).say('2020-01-26 09:30', 'moved_out', { household: 'h2' });
    expect(keys(played)).toEqual(['h3', 'h4']);
    expect(played.current.slots.map(({ due }) => civil(due!))).toEqual(['2020-01-29 00:00', '2020-01-30 00:00']);
    expect(played.current.closed.map(({ key, status }) => [key, status])).toEqual([
      ['h1', 'done'],
      ['h2', 'withdrawn'],
    ]);
  });

  it('climbs its ladder for each that is late', () => {
    expect(opened().say('2020-01-25 09:00', 'screened', { household: 'h2' }).until('2020-01-29 00:00').told()).toHaveLength(2);
  });

  it('goes on for each by itself in a series', () => {
    const daily = written(`
facts: { members: { type: person, many: true, required: true } }
events: { taken: { by: doctor, title: 测温, data: { who: { type: person } } } }
states:
  watched:
    stage: isolate
    tasks: { taken: { by: doctor, due: daily at 08:00, window: 1h before to 4h after, each: who in members, late: slow } }
    on: { taken: record }
    once: { 14d: { to: over } }
  over: { stage: control, end: over }
`);
    const played = new Played(daily, '2020-01-25 07:00', { data: { members: ['p1', 'p2'] } });
    played.say('2020-01-25 08:10', 'taken', { who: 'p1' });
    expect(played.current.slots.map(({ key, on }) => [key, civil(on!)])).toEqual([
      ['p2', '2020-01-25 08:00'],
      ['p1', '2020-01-26 08:00'],
    ]);
    played.until('2020-01-25 12:00').say('2020-01-26 08:00', 'taken', { who: 'p2' });
    expect(played.current.closed.map(({ key, status }) => [key, status])).toEqual([
      ['p1', 'done'],
      ['p2', 'done'],
      ['p2', 'missed'],
    ]);
  });
});

describe('a role seen from another unit', () => {
  const directive = written(`
subject: unit
facts:
  addressees: { type: unit, many: true, required: true }
  town: { type: unit, required: true }
events:
  reported_back: { by: unit_head, title: 反馈, data: { unit: { type: unit } } }
  recalled: { by: leader, title: 撤回 }
states:
  in_hand:
    stage: control
    tell: [leader, township_leader of town]
    tasks: { reported_back: { by: unit_head of unit, each: unit in addressees, due: 1d, late: overdue } }
    on: { reported_back: record, recalled: { to: offered } }
  offered:
    stage: control
    hand_off: { to: unit_head of town, due: 1h, late: overdue }
    on: { accepted: { to: over }, declined: { open: supervision, against: unit_head of town, to: over } }
  over: { stage: control, end: over }
ladders:
  overdue: [{ after: 0m, tell: [asked, township_leader] }, { after: 1h, open: supervision, against: asked }]
`);
  const given = () => new Played(directive, '2020-01-25 08:00', { data: { addressees: ['v1', 'v2'], town: 't1' } });

  it('is asked, told and held to account there', () => {
    const played = given();
    expect(played.effects.flatMap((effect) => (effect.kind === 'tell' ? [[effect.roles, effect.place]] : []))).toEqual([
      [['leader'], place],
      [['township_leader'], 't1'],
    ]);
    expect(played.current.slots.map(({ key, place }) => [key, place])).toEqual([
      ['v1', 'v1'],
      ['v2', 'v2'],
    ]);
    const before = played.effects.length;
    played.say('2020-01-25 09:00', 'reported_back', { unit: 'v1' }, { role: 'unit_head', place: 'v1' }).until('2020-01-27 01:00');
    const effects = played.effects.slice(before);
    expect(effects.flatMap((effect) => (effect.kind === 'tell' ? [[effect.roles, effect.place]] : []))).toEqual([
      [['unit_head', 'township_leader'], 'v2'],
    ]);
    expect(effects.flatMap((effect) => (effect.kind === 'open' ? [effect.subject] : []))).toEqual([
      { unitOf: { role: 'unit_head', place: 'v2' } },
    ]);
  });

  it('is offered the case there', () => {
    const played = given().say('2020-01-25 09:00', 'recalled', {}, { role: 'leader' });
    expect(played.current.slots).toMatchObject([{ kind: 'hand_off', by: ['unit_head'], place: 't1' }]);
    played.say('2020-01-25 09:10', 'declined', { reason: 'r' }, { role: 'unit_head' });
    expect(played.effects.findLast(({ kind }) => kind === 'open')).toMatchObject({
      subject: { unitOf: { role: 'unit_head', place: 't1' } },
    });
  });
});

describe('opening a case for each of a list', () => {
  const named = written(`
events: { contacts_named: { by: doctor, title: 接触者, data: { who: { type: person, many: true }, on: { type: date } } } }
on:
  contacts_named: { open: { protocol: close-contact, for: each data.who, with: { exposed_on: data.on, name: each }, as: contacts } }
states:
  a: { stage: report, once: { 30d: { to: b } } }
  b: { stage: control, end: over }
`);

  it('opens one for everybody named, each but once', () => {
    const played = new Played(named, '2020-01-25 08:00').say('2020-01-25 09:00', 'contacts_named', { who: ['p1', 'p2'], on: '2020-01-24' });
    expect(played.effects.flatMap((effect) => (effect.kind === 'open' ? [[effect.subject, effect.data]] : []))).toEqual([
      [{ id: 'p1' }, { exposed_on: '2020-01-24', name: 'p1' }],
      [{ id: 'p2' }, { exposed_on: '2020-01-24', name: 'p2' }],
    ]);
  });

  it.each([
    [['p1', 'p1'], 'twice'],
    ['p1', 'type'],
    [[1], 'type'],
    [Array.from({ length: 2_001 }, (_, n) => `p${n}`), 'too_many'],
  ])('is refused for what is no list of persons: %#', (who, why) => {
    const played = new Played(named, '2020-01-25 08:00');
    expect(played.tried('2020-01-25 09:00', 'contacts_named', { who, on: '2020-01-24' })).toMatchObject({
      refused: 'bad_data',
      params: { why },
    });
  });
});
