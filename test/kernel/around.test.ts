import { describe, expect, it } from 'vitest';
import { check, scopeOf } from '../../src/kernel/index.ts';
import { Played, written } from './written.ts';

const machine = written(`
facts:
  missed_twice: { is: "size(slots.reading.filter(s, s.missed || s.late)) >= 2" }
  alone: { is: 'inside("ward.alone") && inside("found.searching")' }
  ordered: { is: 'result.sort_by(r, r.sampled_at).run(r, r.result == "negative")' }
  negatives: { is: size(ordered) }
  houses: { is: "visited.map(v, v.house).distinct()" }
events:
  reading: { by: doctor, title: 测温 }
  result: { by: doctor, title: 结果, back_to: 9d, data: { sampled_at: { type: time }, result: { type: text, one_of: [negative, positive] } } }
  visited: { by: doctor, title: 走访, data: { house: { type: text } } }
  settled: { by: doctor, title: 安置 }
states:
  watched:
    tracks:
      ward:
        stage: isolate
        tasks: { reading: { by: doctor, due: daily at 08:00, window: 1h before to 1h after, late: slow } }
        on: { reading: record, result: record, visited: record }
        states:
          waiting: { on: { settled: { to: alone } } }
          alone: { once: { 9d: { to: over } } }
      found:
        stage: discover
        states:
          searching: { once: { 9d: { to: over } } }
    once:
      missed_twice: { to: over }
  over: { stage: control, end: over }
`);
const problem = (source: string) => check(source, scopeOf(machine.protocol));

describe('what an expression sees beside the record', () => {
  it('the slots of a task: how many were missed or late', () => {
    const played = new Played(machine, '2020-01-25 06:00').until('2020-01-25 09:00');
    expect(played.current.at).toContain('watched.ward.waiting');
    expect(played.until('2020-01-26 09:00').current.at).toEqual(['over']);
  });

  it('the state another track is in, at every step anew', () => {
    const played = new Played(machine, '2020-01-25 06:00');
    const alone = (): unknown => played.fact('alone');
    expect(alone()).toBe(false);
    played.say('2020-01-25 07:00', 'settled');
    expect(alone()).toBe(true);
  });

  it('the record in another order than that of arrival', () => {
    const played = new Played(machine, '2020-01-25 06:00');
    const result = (when: string, sampled: string, result: string) =>
      played.say(when, 'result', { sampled_at: Date.parse(`${sampled}+08:00`), result });
    result('2020-01-25 10:00', '2020-01-25T09:00', 'negative');
    result('2020-01-25 11:00', '2020-01-25T07:00', 'positive');
    expect(played.fact('negatives')).toBe(1);
  });

  it('each thing once, however often it was said', () => {
    const played = new Played(machine, '2020-01-25 06:00');
    for (const house of ['a', 'b', 'a']) played.say('2020-01-25 07:00', 'visited', { house });
    expect(played.fact('houses')).toEqual(['a', 'b']);
  });
});

describe('a mistaken name is found where it stands, also where no scenario comes', () => {
  it.each([
    ['size(slots.readings) > 0', 'readings', 'reading'],
    ['inside("ward.alon")', '"ward.alon"', 'ward.alone'],
    ['children.contacts.exists(c, c.open)', 'contacts', undefined],
    ['slots.reading.exists(s, s.mised)', 'mised', 'missed'],
    ['this.subjct == "p"', 'subjct', 'subject'],
    ['result.sort_by(r, r.sampled_on).last().result', 'sampled_on', 'sampled_at'],
  ])('%s', (source, at, suggestion) => {
    const found = problem(source);
    if (!('code' in found)) throw new Error('no problem found');
    expect(found.code).toBe('cel-type');
    expect(source.slice(found.from, found.to)).toBe(at);
    expect(found.suggestion).toBe(suggestion);
    expect(found.zh).toMatch(/[\u4e00-\u9fff]/);
  });

  it('a state whose name stands in two places is asked to be named whole', () => {
    const two = written(`
events: { went: { by: doctor, title: t } }
states:
  a: { stage: control, once: { 9d: { to: over } }, states: { same: { on: { went: { to: b } } } } }
  b: { stage: control, once: { 9d: { to: over } }, states: { same: { on: { went: { to: over } } } } }
  over: { stage: control, end: over }
`);
    expect(check('inside("same")', scopeOf(two.protocol))).toMatchObject({ code: 'cel-type', suggestion: 'a.same' });
    expect(check('inside("b.same")', scopeOf(two.protocol))).toMatchObject({ type: 'bool' });
  });
});
