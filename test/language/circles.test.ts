import { describe, expect, it } from 'vitest';
import { readProtocol } from '../../src/language/index.ts';

/** Two states that lead to each other by what is given. */
const found = (facts: string, there: string, back: string, more = '') =>
  readProtocol(
    `protocol: sample
edition: "1"
title: Sample
subject: person
zone: Asia/Shanghai
facts:
${facts
  .trim()
  .split('\n')
  .map((line) => `  ${line.trim()}`)
  .join('\n')}
events:
  reading: { by: doctor, title: Reading, data: { hot: { type: flag }, n: { type: integer }, kind: { type: text, one_of: [a, b, c] } } }
  left: { by: doctor, title: Left }
ladders: { slow: [{ after: 0m, tell: doctor }] }
outcomes: { closed: Closed }
on: { reading: record, left: { to: over } }
states:
  one: { stage: treat, tasks: { reading: { by: doctor, due: 8h, late: slow } }, once: { ${there} } }
  two: { stage: treat, tasks: { left: { by: doctor, due: 8h, late: slow } }, once: { ${back} }${more} }
  over: { stage: control, end: closed }
`,
    'sample.yaml',
  ).problems.filter(({ code }) => ['may-go-round', 'instant-loop'].includes(code)).length;

describe('two states that lead to each other', () => {
  it.each([
    ['a flag and its denial', 'hot: { is: reading.last().hot }\ncool: { is: "!hot" }', 'hot: { to: two }', 'cool: { to: one }'],
    [
      'a number below and above',
      'few: { is: size(reading) < 3 }\nmany: { is: size(reading) >= 3 }',
      'few: { to: two }',
      'many: { to: one }',
    ],
    ['numbers apart', 'few: { is: size(reading) < 3 }\nmany: { is: size(reading) > 5 }', 'few: { to: two }', 'many: { to: one }'],
    [
      'a moment that is there only where the way back is not',
      'hot: { is: reading.last().hot }\nfit: { is: "when(!hot, [reading.first().at, reading.last().at].max())" }',
      'fit: { to: two }',
      'hot: { to: one }',
    ],
    [
      'a choice, of which the other side leads back',
      'hot: { is: reading.last().hot }\nknown_at: { is: "hot ? reading.first().at : when(false, reading.last().at)" }\ncool: { is: "!hot" }',
      'known_at: { to: two }',
      'cool: { to: one }',
    ],
    [
      'a criterion and its denial',
      'both: { all: [reading.last().hot, size(reading) > 2] }\nless: { is: "!both" }',
      'both: { to: two }',
      'less: { to: one }',
    ],
    ['time that lies ahead', 'hot: { is: reading.last().hot }', 'hot: { to: two }', '2h: { to: one }'],
    [
      'where what is looked at changes by going',
      'hot: { is: reading.last().hot }\nin_two: { is: inside("two") }',
      'hot: { to: two }',
      'in_two: { to: one }',
    ],
    [
      'arms of which the second goes on where the first does not hold',
      'hot: { is: reading.last().hot }\nread: { is: size(reading) > 0 }',
      'hot: { to: two }',
      'read: [{ when: hot, tell: doctor }, { otherwise: { to: one } }]',
    ],
  ])('%s: no circle', (_, facts, there, back) => {
    expect(found(facts, there, back)).toBe(0);
  });

  it.each([
    [
      'two flags that may both hold',
      'hot: { is: reading.last().hot }\nmany: { is: size(reading) > 3 }',
      'hot: { to: two }',
      'many: { to: one }',
    ],
    [
      'a denial of one part only',
      'hot: { is: reading.last().hot }\nill: { is: hot || size(reading) > 3 }\nfit: { is: "when(!hot, reading.last().at)" }',
      'fit: { to: two }',
      'ill: { to: one }',
    ],
    ['a moment of the record and a flag', 'hot: { is: reading.last().hot }', '2h from reading: { to: two }', 'hot: { to: one }'],
    ['two moments of the record', 'first: { is: reading.first().at }', '2h from first: { to: two }', 'first: { to: one }'],
    ['numbers that meet', 'few: { is: size(reading) <= 3 }\nmany: { is: size(reading) >= 3 }', 'few: { to: two }', 'many: { to: one }'],
  ])('%s: a circle', (_, facts, there, back) => {
    expect(found(facts, there, back)).toBe(1);
  });

  it('an offer that was due by something long past lapses as it is made', () => {
    const offer =
      ', hand_off: { to: clinic, due: 1h from reading, late: slow }, on: { accepted: { to: over }, declined: { to: over }, lapsed: { to: one } }';
    expect(found('hot: { is: reading.last().hot }', 'hot: { to: two }', '9d: { to: over }', offer)).toBe(1);
    expect(found('hot: { is: reading.last().hot }', 'hot: { to: two }', '9d: { to: over }', offer.replace(' from reading', ''))).toBe(0);
  });

  it('with very many conditions is told in no time', () => {
    const many = Array.from({ length: 30 }, (_, n) => `(reading.last().n == ${n} || size(left) == ${n})`).join(' && ');
    const before = process.cpuUsage();
    found(`hot: { is: "${many}" }\ncool: { is: "!hot" }`, 'hot: { to: two }', 'cool: { to: one }');
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(1);
  });
});
