import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, apply, type Case, type Effect, type Input, isRefusal, load, open } from '../../src/kernel/index.ts';
import { readProtocol } from '../../src/language/index.ts';

const HOUR = 3_600_000;
const place = 'sample-village';
/** The evening before the clocks of Berlin go forward, and before they go back. */
const evenings = ['2020-03-28T18:00:00+01:00', '2020-10-24T18:00:00+02:00'].map((text) => Date.parse(text));

const { protocol, problems } = readProtocol(
  `protocol: watch
edition: "1"
title: { zh: 看护, en: A watch }
subject: person
zone: Europe/Berlin
events:
  looked: { by: nurse, title: { zh: 查看, en: Looked }, data: { celsius: { type: number } } }
ladders:
  climb: [{ after: 0m, tell: nurse }, { after: 1h, tell: doctor }, { after: 3h, tell: doctor }]
outcomes: { over: { zh: 结束, en: Over } }
states:
  watched:
    stage: isolate
    tasks: { looked: { by: nurse, due: daily at 02:30 and 21:00, window: 1h before to 2h after, late: climb } }
    on: { looked: record }
    once: { 3d from opened: { to: over } }
  over: { stage: control, end: over }
`,
  'watch.yaml',
);
if (!protocol) throw new Error(JSON.stringify(problems));
const machine = load(protocol, 'watch');

function opened(now: number): { case: Case; effects: Effect[] } {
  const answer = open(machine, { id: 'c', subject: 'p', place, now, by: { role: 'nurse', place }, data: {} });
  if (isRefusal(answer)) throw new Error(answer.refused);
  return answer;
}

describe("when the server's clock jumps, forth and back", () => {
  // What a clock shows, one look after the other: it may be an hour wrong in either direction, at the change of summer time or at any other.
  const looks = fc.array(
    fc.record({ on: fc.integer({ min: 0, max: 5 * HOUR }), off: fc.constantFrom(-HOUR, 0, HOUR), look: fc.boolean() }),
    {
      minLength: 5,
      maxLength: 40,
    },
  );

  it('nothing is due before the clock has shown its time, nothing happens twice, and the end is that of a clock that never jumped', () => {
    fc.assert(
      fc.property(fc.constantFrom(...evenings), looks, (start, shown) => {
        const begun = opened(start);
        let current = begun.case;
        const effects = [...begun.effects];
        let real = start;
        let latest = start;
        let acted = false;
        for (const { on, off, look } of shown) {
          real += on;
          const clock = Math.max(start, real + off);
          latest = Math.max(latest, clock);
          if (look) {
            const input: Input = {
              kind: 'event',
              event: 'looked',
              at: clock,
              recorded: clock,
              by: { role: 'nurse', place },
              data: { celsius: 36 },
            };
            const outcome = apply(machine, current, input);
            if (isRefusal(outcome)) continue;
            acted = true;
            effects.push(...outcome.effects);
            current = outcome.case;
          }
          const outcome = advance(machine, current, clock);
          effects.push(...outcome.effects);
          current = outcome.case;
          for (const { at } of effects) expect(at).toBeLessThanOrEqual(latest);
        }
        const once = effects.map(({ seq, index }) => `${seq}:${index}`);
        expect(new Set(once).size).toBe(once.length);
        const late = effects.flatMap((effect) => (effect.kind === 'task' && effect.change === 'late' ? [effect.slot.id] : []));
        expect(new Set(late).size).toBe(late.length);
        expect(effects.map(({ at }) => at)).toEqual(effects.map(({ at }) => at).sort((a, b) => a - b));
        if (acted) return;
        expect(effects).toEqual([...begun.effects, ...advance(machine, begun.case, latest).effects]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('what says nothing new', () => {
  const incident = (recorded: number): Input => ({ kind: 'incident', code: 'undecodable', detail: 'a message: clear', recorded });
  const message = (number: number, recorded: number): Input => ({
    kind: 'message',
    event: 'looked',
    from: 'c-other',
    number,
    at: recorded,
    recorded,
    data: {},
  });

  it('is no step: the ledger holds every number a case has come to', () => {
    const start = evenings[0]!;
    const give = (current: Case, input: Input) => {
      const outcome = apply(machine, current, input);
      if (isRefusal(outcome)) throw new Error(outcome.refused);
      return outcome;
    };
    const first = give(opened(start).case, incident(start));
    expect(first.effects).toHaveLength(1);
    const again = give(first.case, incident(start + 1));
    expect([again.effects, again.case.seq]).toEqual([[], first.case.seq]);
    const unplaced = give(again.case, message(1, start + 2));
    expect(unplaced.effects).toHaveLength(1);
    const twice = give(give(unplaced.case, message(1, start + 3)).case, message(2, start + 4));
    expect([twice.effects, twice.case.seq]).toEqual([[], unplaced.case.seq]);
    expect(twice.case.heard).toEqual({ 'c-other': 2 });
  });
});

describe('what another case tells and no state expects', () => {
  it('is not lost: each thing it says stands before somebody, once, to be entered by hand', () => {
    const start = evenings[0]!;
    const says = (number: number, temperature: number): Input => ({
      kind: 'message',
      event: 'looked',
      from: 'c-other',
      number,
      at: start,
      recorded: start + number,
      data: { temperature },
    });
    let { case: current } = opened(start);
    for (const input of [says(1, 37), says(2, 38), says(3, 37)]) {
      const outcome = apply(machine, current, input);
      if (isRefusal(outcome)) throw new Error(outcome.refused);
      current = outcome.case;
    }
    const said = (temperature: number) => ({
      code: 'unplaced',
      said: { event: 'looked', from: 'c-other', at: start, data: { temperature } },
    });
    expect(current.attention).toMatchObject([said(37), said(38)]);
    expect(current.attention).toHaveLength(2);
  });
});
