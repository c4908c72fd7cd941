import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Draft } from '../../src/kernel/draft.ts';
import { apply, type Case, type Input, isRefusal, type Machine, open } from '../../src/kernel/index.ts';
import { written } from '../kernel/written.ts';

/** RUNS and SEED of the environment make it long, and other. */
const settings = { numRuns: Number(process.env.RUNS ?? 100), seed: Number(process.env.SEED ?? 20200130) };

/** Facts of every kind that the language can say of a record. */
const machine = written(`values: { apart: { is: 24h }, fever: { is: 37.3 } }
facts:
  latest: { is: taken.last().n }
  earliest: { is: taken.first().at }
  many: { is: size(taken) }
  fevers: { is: "taken.filter(t, t.n >= values.fever).map(t, t.at)" }
  calm: { is: "size(taken.run(t, t.n < values.fever))" }
  highest: { is: "taken.map(t, t.n).max()" }
  sum: { is: "taken.map(t, t.n).sum()" }
  kinds: { is: "tested.map(t, t.result).distinct()" }
  since_positive: { is: 'size(taken.since(tested.filter(t, t.result == "positive").last().at))' }
  negatives: { is: 'tested.run(t, t.result == "negative").map(t, t.at)' }
  excluded: { is: "size(negatives) >= 2 && apart(negatives.min(), negatives.max(), values.apart)" }
  dischargeable: { is: "when(excluded, [plus(fevers.max(), values.apart), negatives.max()].max())" }
  by_result: { is: "tested.sort_by(t, t.result).first().at" }
  both: { is: 'taken.exists(t, tested.exists(r, days(t.at, r.at) == 0 && r.result == "positive"))' }
events:
  taken: { by: doctor, back_to: 30d, title: T, data: { n: { type: number } } }
  tested: { by: doctor, back_to: 30d, title: R, data: { result: { type: text, one_of: [negative, positive, unclear] } } }
states:
  kept:
    stage: isolate
    on: { taken: record, tested: record }
    once: { 300d: { to: gone } }
  gone: { stage: control, end: over }
`);

const HOUR = 3_600_000;
const BEGIN = Date.UTC(2020, 0, 25);
const by = { role: 'doctor', place: 'village' };

interface Said {
  hour: number;
  event: 'taken' | 'tested';
  data: Record<string, number | string>;
}

/** What happened within ten days, each at an hour of its own. */
const record = fc
  .uniqueArray(
    fc.record({
      hour: fc.integer({ min: 0, max: 240 }),
      event: fc.constantFrom<Said['event']>('taken', 'tested'),
      n: fc.constantFrom(36.2, 37, 37.3, 39.4),
      result: fc.constantFrom('negative', 'positive', 'unclear'),
    }),
    { maxLength: 14, selector: ({ hour }) => hour },
  )
  .map((list) => list.map(({ hour, event, n, result }): Said => ({ hour, event, data: event === 'taken' ? { n } : { result } })));

const opened = (): Case => {
  const outcome = open(machine, { id: 'c', subject: 'p', place: 'village', now: BEGIN, by, data: {} });
  if (isRefusal(outcome)) throw new Error(outcome.refused);
  return outcome.case;
};

/** Everything said, each entered an hour after the one before, long after it occurred. */
function told(said: readonly Said[], from = opened(), after = 260): Case {
  return said.reduce<Case>((current, { hour, event, data }, n) => {
    const input: Input = { kind: 'event', event, at: BEGIN + hour * HOUR, recorded: BEGIN + (after + n) * HOUR, by, data };
    return done(current, input);
  }, from);
}

function done(current: Case, input: Input): Case {
  const outcome = apply(machine as Machine, current, input);
  if (isRefusal(outcome)) throw new Error(JSON.stringify(outcome));
  return outcome.case;
}

/** What follows from the record, folded anew. */
const factsOf = (current: Case) => {
  const draft = new Draft(machine, structuredClone(current));
  return Object.fromEntries(machine.protocol.facts.map(({ name }) => [name, draft.fact(name)]));
};
/** The same as the case remembered it from step to step. */
const rememberedOf = (current: Case) => {
  const draft = new Draft(machine, current);
  return Object.fromEntries(machine.protocol.facts.map(({ name }) => [name, draft.fact(name)]));
};

describe('facts follow from what happened, not from how it became known', () => {
  it('whatever the order in which the same events arrive', () => {
    let apart = 0;
    fc.assert(
      fc.property(
        record.chain((said) => fc.tuple(fc.constant(said), fc.shuffledSubarray(said, { minLength: said.length }))),
        ([said, shuffled]) => {
          if (shuffled.some((one, n) => one !== said[n])) apart++;
          const [one, other] = [told(said), told(shuffled)];
          expect(factsOf(other)).toEqual(factsOf(one));
          expect(rememberedOf(other)).toEqual(factsOf(other));
        },
      ),
      settings,
    );
    expect(apart).toBeGreaterThan(settings.numRuns / 2);
  });

  it('a mistake that is put right is as if it had never been made, a withdrawn entry as if it had never been said', () => {
    fc.assert(
      fc.property(record, record, fc.array(fc.nat(13), { maxLength: 6 }), (said, strange, wrong) => {
        // Of the same events some were entered with another's data and time, and some belong to somebody else.
        const mistaken = said.map((one, n) =>
          wrong.includes(n) ? { ...one, hour: 241 + n, data: one.event === 'taken' ? { n: 41 } : { result: 'unclear' } } : one,
        );
        let current = told([...mistaken, ...strange]);
        const entries = current.record.filter(({ event }) => event !== 'opened');
        let hour = 400;
        said.forEach(({ hour: at, data }, n) => {
          if (wrong.includes(n))
            current = done(current, {
              kind: 'correct',
              entry: entries[n]!.id,
              at: BEGIN + at * HOUR,
              data,
              recorded: BEGIN + ++hour * HOUR,
              by,
              reason: 'misread',
            });
        });
        for (const { id } of entries.slice(said.length))
          current = done(current, { kind: 'withdraw', entry: id, recorded: BEGIN + ++hour * HOUR, by, reason: 'of somebody else' });
        expect(factsOf(current)).toEqual(factsOf(told(said)));
        expect(rememberedOf(current)).toEqual(factsOf(current));
      }),
      settings,
    );
  });

  it('but of two readings of one minute the later entry is the last: there arrival is all that tells them apart', () => {
    const same = (first: number, second: number) =>
      factsOf(
        told([
          { hour: 5, event: 'taken', data: { n: first } },
          { hour: 5, event: 'taken', data: { n: second } },
        ]),
      ).latest;
    expect([same(36, 38), same(38, 36)]).toEqual([38, 36]);
  });
});
