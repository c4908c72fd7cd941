import { describe, expect, it } from 'vitest';
import { at, Played, place, written } from './written.ts';

const machine = written(`
facts:
  dose: { type: integer, required: true }
  interval: { type: integer, required: true }
  twice: { is: dose * 2 }
events:
  given: { by: doctor, title: 给药, data: { by_mouth: { type: flag } } }
states:
  treated:
    stage: treat
    tasks: { given: { by: doctor, due: daily at 08:00, late: slow } }
    on:
      opened: record
      given: { set: { dose: interval, interval: dose + interval }, tell: doctor }
    once: { 9d: { to: over } }
  over: { stage: control, end: over }
`);

describe('what an arm sets', () => {
  const given = () => new Played(machine, '2020-01-25 09:00', { data: { dose: 1, interval: 1 } });

  it('all at once: each sees the facts as they were', () => {
    const played = given();
    const seen: unknown[] = [];
    for (const day of ['26', '27', '28']) {
      played.say(`2020-01-${day} 08:00`, 'given', { by_mouth: true });
      seen.push([played.fact('dose'), played.fact('interval')]);
    }
    expect(seen).toEqual([
      [1, 2],
      [2, 3],
      [3, 5],
    ]);
    expect(played.fact('twice')).toBe(6);
  });

  it('lasts until another opening says otherwise', () => {
    const played = given().say('2020-01-26 08:00', 'given', { by_mouth: true });
    const recorded = at('2020-01-26 09:00');
    played.input({ kind: 'message', event: 'opened', from: 'x', number: 1, at: recorded, recorded, data: { dose: 40, interval: 1 } });
    expect([played.fact('dose'), played.fact('interval'), played.fact('twice')]).toEqual([40, 1, 80]);
  });

  it('does not follow a correction, as its warning says', () => {
    const played = given().say('2020-01-26 08:00', 'given', { by_mouth: true });
    played.input({
      kind: 'withdraw',
      entry: played.current.record.at(-1)!.id,
      recorded: at('2020-01-26 09:00'),
      by: { role: 'doctor', place },
      reason: 'r',
    });
    expect(played.fact('interval')).toBe(2);
  });
});
