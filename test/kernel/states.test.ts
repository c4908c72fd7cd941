import { describe, expect, it } from 'vitest';
import { Played, written } from './written.ts';

const ward = written(`
events:
  admitted: { by: doctor, title: 收治, back_to: 9d }
  better: { by: doctor, title: 好转 }
  worse: { by: doctor, title: 加重 }
  scanned: { by: doctor, title: 影像 }
  tested: { by: doctor, title: 检测 }
  moved: { by: doctor, title: 转院 }
  cured: { by: doctor, title: 治愈 }
on:
  moved: { to: away, tell: leader }
  cured: { to: over }
  scanned: { to: care, tell: leader }
states:
  waiting: { stage: report, tasks: { admitted: { by: doctor, due: 2h, late: slow } }, on: { admitted: { to: care } } }
  care:
    stage: treat
    once: { done: { to: discharge } }
    tracks:
      body:
        states:
          severe:
            tasks: { better: { by: doctor, due: 24h, late: slow } }
            on: { better: { to: mild } }
          mild:
            states:
              first: { tasks: { better: { by: doctor, due: 3d, late: slow } }, on: { better: { to: second } } }
              second: { tasks: { better: { by: doctor, due: 3d, late: slow } }, on: { better: { to: well }, worse: { to: again mild } } }
          well: { end: track }
      laboratory:
        states:
          testing: { tasks: { tested: { by: doctor, due: 12h, late: slow } }, on: { tested: { to: clear } } }
          clear: { end: track }
  away:
    stage: treat
    tasks: { admitted: { by: doctor, due: 24h, late: slow } }
    on: { admitted: { to: last care } }
  discharge: { stage: control, tasks: { cured: { by: doctor, due: 24h, late: slow } } }
  over: { stage: control, end: over }
`);
const leaves = (played: Played) => played.current.at.map((id) => id.split('.').at(-1));
const inCare = () => new Played(ward, '2020-01-25 08:00').say('2020-01-25 09:00', 'admitted');

describe('nested states and tracks', () => {
  it('enter what is first inside, in every track', () => {
    expect(leaves(inCare())).toEqual(['severe', 'testing']);
    expect(inCare().current.slots.map(({ event }) => event)).toEqual(['better', 'tested']);
  });

  it('move one track and leave the other as it is, its deadline too', () => {
    const played = inCare();
    const due = played.dues('tested');
    played.say('2020-01-25 10:00', 'better');
    expect(leaves(played)).toEqual(['first', 'testing']);
    expect(played.dues('tested')).toEqual(due);
  });

  it('lead on once all tracks have ended, whichever is last', () => {
    const played = inCare().say('2020-01-25 10:00', 'tested');
    for (const hour of ['11', '12']) played.say(`2020-01-25 ${hour}:00`, 'better');
    expect(leaves(played)).toEqual(['second', 'clear']);
    expect(leaves(played.say('2020-01-25 13:00', 'better'))).toEqual(['discharge']);
  });

  it('that are left withdraw what they asked, and only that', () => {
    const played = inCare().say('2020-01-25 10:00', 'moved');
    expect(
      played.current.closed
        .filter(({ status }) => status === 'withdrawn')
        .map(({ event }) => event)
        .sort(),
    ).toEqual(['better', 'tested']);
    expect(played.current.slots.map(({ event }) => event)).toEqual(['admitted']);
  });
});

describe('going back', () => {
  it('with last comes to where it was, in every track and however deep', () => {
    const played = inCare().say('2020-01-25 10:00', 'better').say('2020-01-25 11:00', 'better').say('2020-01-25 12:00', 'tested');
    played.say('2020-01-25 13:00', 'moved').say('2020-01-25 14:00', 'admitted');
    expect(leaves(played)).toEqual(['second', 'clear']);
  });

  it('asks afresh, from the return', () => {
    const played = inCare().say('2020-01-25 12:00', 'moved').say('2020-01-26 12:00', 'admitted');
    expect(played.dues('tested')).toEqual(['2020-01-27 00:00']);
  });

  it('survives being written and read: the history is in the case', () => {
    const played = inCare().say('2020-01-25 10:00', 'better').say('2020-01-25 13:00', 'moved');
    played.current = JSON.parse(JSON.stringify(played.current));
    expect(leaves(played.say('2020-01-25 14:00', 'admitted'))).toEqual(['first', 'testing']);
  });

  it('with again leaves and enters: what was asked is withdrawn and asked anew', () => {
    const played = inCare().say('2020-01-25 10:00', 'better').say('2020-01-25 11:00', 'better').say('2020-01-25 12:00', 'worse');
    expect(leaves(played)).toEqual(['first', 'testing']);
    expect(played.dues('better')).toEqual(['2020-01-29 00:00']);
  });
});

describe('what XState would do by itself', () => {
  it('restart a state whose outer arm points at it: here the arm is not taken, though it tells', () => {
    const played = inCare().say('2020-01-25 10:00', 'better');
    const before = { entered: played.current.entered, slots: played.current.slots };
    played.say('2020-01-25 11:00', 'scanned');
    expect(played.told()).toEqual([['leader']]);
    expect({ entered: played.current.entered, slots: played.current.slots }).toEqual(before);
  });

  it('answer root events after the end: here an ended case refuses', () => {
    const played = inCare().say('2020-01-25 10:00', 'cured');
    expect(played.tried('2020-01-25 11:00', 'moved')).toMatchObject({ refused: 'ended' });
  });

  it('know wildcards: here a star is no event', () => {
    expect(() =>
      written('on: { "*": record }\nstates:\n  a: { stage: control, once: { 1d: { to: over } } }\n  over: { stage: control, end: over }\n'),
    ).toThrow('event-undeclared');
  });

  it('listen to events of its own name: here no state may be called so', () => {
    expect(() =>
      written('states:\n  xstate: { stage: control, once: { 1d: { to: over } } }\n  over: { stage: control, end: over }\n'),
    ).toThrow('reserved-name');
  });

  it('run an arm of a state entered after the fact occurred: here it was about another time', () => {
    const played = inCare().say('2020-01-25 10:00', 'moved');
    played.say('2020-01-25 11:00', 'admitted', {}, { role: 'doctor' }, '2020-01-25 09:30');
    expect(leaves(played)).toEqual(['away']);
    expect(played.current.slots.map(({ event, status }) => [event, status])).toEqual([['admitted', 'open']]);
    expect(leaves(played.say('2020-01-25 12:00', 'admitted', {}, { role: 'doctor' }, '2020-01-25 10:00'))).toEqual(['severe', 'testing']);
  });
});
