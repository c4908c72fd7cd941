import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply, type Case, type Effect, type Input, isRefusal, type Override } from '../../src/kernel/index.ts';
import { at, Played, place, written } from './written.ts';

const machine = written(`
supervisors: leader
facts:
  since: { type: date }
  highest: { is: "taken.map(t, t.celsius).max()" }
  latest: { is: "taken.last().celsius" }
  earliest: { is: "taken.first().celsius" }
  fevers: { is: "size(taken.filter(t, t.celsius >= 37.3))" }
  streak: { is: "size(taken.run(t, t.celsius < 37.3))" }
  exposed: { is: "opened.map(o, o.since).max()" }
events:
  taken: { by: doctor, title: { zh: 测, en: Taken }, data: { celsius: { type: number } } }
on: { opened: record, taken: record }
states:
  watched:
    stage: isolate
    tasks: { taken: { by: doctor, due: 4h, late: slow, extend: 6h } }
    on: { taken: { to: over } }
  over: { stage: control, end: over }
`);
const record = written(`
protocol: record
supervisors: leader
facts:
  since: { type: date }
  highest: { is: "taken.map(t, t.celsius).max()" }
  latest: { is: "taken.last().celsius" }
  earliest: { is: "taken.first().celsius" }
  fevers: { is: "size(taken.filter(t, t.celsius >= 37.3))" }
  streak: { is: "size(taken.run(t, t.celsius < 37.3))" }
  exposed: { is: "opened.map(o, o.since).max()" }
events:
  taken: { by: doctor, title: { zh: 测, en: Taken }, data: { celsius: { type: number } } }
  ended: { by: doctor, title: { zh: 终, en: Ended } }
on: { opened: record, taken: record }
states:
  watched: { stage: isolate, on: { ended: { to: over } }, once: { 90d: { to: over } } }
  over: { stage: control, end: over }
`);
const morning = at('2020-03-10 08:00');
const by = { role: 'leader', place };
const decided = (override: Override, recorded: number): Input => ({ ...override, recorded, by, reason: 'so decided' });
const facts = ['highest', 'latest', 'earliest', 'fevers', 'streak', 'exposed'];

/** The one that goes tells the other all it knows. */
const merged = (gone: Played, stays: Played) => {
  gone.input(decided({ kind: 'merge', into: stays.current.id }, morning + 7_200_000));
  for (const effect of gone.effects)
    if (effect.kind === 'send' && effect.to === stays.current.id)
      stays.input({ ...effect, kind: 'message', from: gone.current.id, recorded: effect.at, estate: effect.estate! });
  return stays;
};

describe('merging two cases of one person', () => {
  /** When (minutes; few, so that many fall together), how much, and to which of the two cases it was told. */
  const readings = fc.array(fc.record({ minute: fc.nat(6), celsius: fc.integer({ min: 360, max: 380 }), first: fc.boolean() }), {
    maxLength: 12,
  });
  const opened = (id: string, since: string) => new Played(record, '2020-03-10 08:00', { id, data: { since } });
  const told = (into: Played, { minute, celsius }: { minute: number; celsius: number }) => {
    const occurred = morning + minute * 60_000;
    const data = { celsius: celsius / 10 };
    return into.input({ kind: 'event', event: 'taken', at: occurred, recorded: morning + 3_600_000, by: { role: 'doctor', place }, data });
  };
  it('gives the same facts whichever takes over the other, in whatever order what was told came, and loses no reading', () => {
    fc.assert(
      fc.property(readings, fc.nat(), (all, rotation) => {
        const pair = () => [opened('a', '2020-03-01'), opened('b', '2020-03-05')] as const;
        const [one, two] = pair();
        for (const reading of all) told(reading.first ? one : two, reading);
        const [three, four] = pair();
        const turned = [...all.slice(rotation % (all.length + 1)), ...all.slice(0, rotation % (all.length + 1))];
        for (const reading of all) told(reading.first ? three : four, reading);
        const here = merged(two, one);
        const there = merged(three, four);
        expect(facts.map((fact) => here.fact(fact))).toEqual(facts.map((fact) => there.fact(fact)));
        expect(here.current.record.filter(({ event }) => event === 'taken')).toHaveLength(all.length);
        // Except for readings of one instant, whose order is that of telling, one case that was told everything knows the same.
        const alone = opened('a', '2020-03-05');
        for (const reading of turned) told(alone, reading);
        for (const fact of ['highest', 'fevers', 'exposed']) expect(here.fact(fact)).toEqual(alone.fact(fact));
      }),
    );
  });
  it('takes over once, however often it is told', () => {
    const [stays, gone] = [opened('a', '2020-03-01'), told(opened('b', '2020-03-05'), { minute: 1, celsius: 370 })];
    merged(gone, stays);
    const once = stays.current.record;
    for (const number of [9_000_000, 9_000_001]) {
      const effect = gone.effects.find((candidate) => candidate.kind === 'send' && candidate.estate) as Effect & { kind: 'send' };
      stays.input({ ...effect, kind: 'message', from: 'b', number, recorded: effect.at, estate: effect.estate! });
    }
    expect(stays.current.record).toEqual(once);
  });
  it('a case whose own links lead to the merged one has the other in its place', () => {
    const owner = opened('owner', '2020-03-01').input({ kind: 'linked', name: 'contacts', case: 'b', recorded: morning });
    owner.input({ kind: 'message', event: 'case_merged', from: 'b', number: 1, at: morning, recorded: morning, data: { into: 'a' } });
    expect(owner.current.links).toEqual([{ name: 'contacts', case: 'a' }]);
  });
});

describe('a deadline that is moved', () => {
  it('is late once at its last time and never before, whenever the case is woken', () => {
    const moves = fc.array(fc.record({ after: fc.integer({ min: 1, max: 200 }), by: fc.integer({ min: -120, max: 360 }) }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(moves, fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 10 }), (all, wakes) => {
        const played = new Played(machine, '2020-03-10 08:00');
        const planned = morning + 4 * 3_600_000;
        let now = morning;
        for (const [n, move] of all.entries()) {
          now += move.after * 60_000;
          const input = decided({ kind: 'extend', task: 'taken', due: planned + move.by * 60_000 }, now);
          const answer = apply(machine, played.current, input);
          if (isRefusal(answer)) expect(answer.refused).toBe('in_the_past');
          else played.input(input);
          if (wakes[n]) {
            now += wakes[n] * 60_000;
            played.input({ kind: 'linked', name: 'x', case: String(n), recorded: now });
          }
        }
        played.input({ kind: 'linked', name: 'x', case: 'end', recorded: now + 86_400_000 });
        const { due, late } = played.current.slots[0]!;
        expect(late).toBe(due);
        let present: number | undefined;
        for (const effect of played.effects) {
          if (effect.kind !== 'task') continue;
          if (effect.change === 'late') expect(effect.at).toBe(present);
          present = effect.slot.due!;
        }
        const steps = played.effects.filter((effect) => effect.kind === 'tell' && effect.about.reason === 'ladder');
        expect(steps).toHaveLength(1);
      }),
      // Late already, and then asked for at this very instant.
      {
        examples: [
          [
            [
              { after: 48, by: 0 },
              { after: 78, by: 0 },
              { after: 88, by: 307 },
            ],
            [228, 105],
          ],
        ],
      },
    );
  });
  it('stays where it was put when the fact changes on which it rests', () => {
    const anchored = written(`
supervisors: leader
facts: { since: { type: time } }
events: { taken: { by: doctor, title: { zh: 测, en: Taken } } }
on: { opened: record }
states:
  watched:
    stage: isolate
    tasks: { taken: { by: doctor, due: 4h from since, late: slow, extend: 6h } }
    on: { taken: { to: over } }
  over: { stage: control, end: over }
`);
    const played = new Played(anchored, '2020-03-10 08:00', { data: { since: morning } });
    played.input(decided({ kind: 'extend', task: 'taken', due: at('2020-03-10 15:00') }, morning + 1));
    played.input({ kind: 'correct', entry: 1, data: { since: morning - 3_600_000 }, recorded: morning + 2, by, reason: 'misread' });
    expect(played.dues('taken')).toEqual(['2020-03-10 15:00']);
  });
});

describe('any override', () => {
  const whatever = fc.oneof(
    fc.record({
      kind: fc.constant('extend' as const),
      task: fc.constantFrom('taken', 'hand_off', 'nothing'),
      due: fc.integer({ min: morning - 1e7, max: morning + 1e8 }),
    }),
    fc.record({ kind: fc.constant('reassign' as const), task: fc.constantFrom('taken', 'hand_off'), place: fc.constant('elsewhere') }),
    fc.constant({ kind: 'recall' as const }),
    fc.constant({ kind: 'offer' as const }),
    fc.constant({ kind: 'void' as const }),
    fc.record({ kind: fc.constant('reopen' as const), to: fc.constantFrom('watched', 'over', 'nowhere') }),
    fc.constant({ kind: 'merge' as const, into: 'other' }),
  );
  it('is refused without a change or done with its reason in the story, and never a fault', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(whatever, fc.nat(300)), { maxLength: 8 }), (all) => {
        const played = new Played(machine, '2020-03-10 08:00');
        let now = morning;
        for (const [what, minutes] of all) {
          now += minutes * 60_000;
          const before: Case = JSON.parse(JSON.stringify(played.current));
          const answer = apply(machine, played.current, decided(what, now));
          if (isRefusal(answer)) expect(JSON.parse(JSON.stringify(played.current))).toEqual(before);
          else {
            expect(
              answer.effects.some(
                (effect) => effect.kind === 'record' && effect.note.note === 'overridden' && effect.note.reason === 'so decided',
              ),
            ).toBe(true);
            played.input(decided(what, now));
          }
          const { status, slots } = played.current;
          if (status === 'ended') expect(slots).toEqual([]);
        }
      }),
    );
  });
});

describe('facts that arms set, in two cases that become one', () => {
  const dosed = written(`
protocol: dosed
supervisors: leader
facts:
  dose: { type: integer }
  ward: { type: text }
  twice: { is: dose * 2 }
events:
  prescribed: { by: doctor, title: { zh: 开, en: Prescribed }, data: { dose: { type: integer } } }
  moved: { by: doctor, title: { zh: 转, en: Moved }, data: { ward: { type: text } } }
on:
  opened: record
  prescribed: { set: { dose: data.dose } }
  moved: { set: { ward: data.ward } }
states:
  treated: { stage: treat, once: { 90d: { to: over } } }
  over: { stage: control, end: over }
`);
  const said = fc.array(
    fc.record({
      first: fc.boolean(),
      what: fc.oneof(
        fc.record({ event: fc.constant('prescribed'), data: fc.record({ dose: fc.integer({ min: 1, max: 3 }) }) }),
        fc.record({ event: fc.constant('moved'), data: fc.record({ ward: fc.constantFrom('east', 'west') }) }),
        fc.record({ event: fc.constant('opened'), data: fc.record({ dose: fc.integer({ min: 1, max: 3 }) }) }),
      ),
      sameMinute: fc.boolean(),
    }),
    { maxLength: 10 },
  );
  const read = ['dose', 'ward', 'twice'];

  it('the later holds, whichever case takes over the other, as in one that was told everything; and where they differed is told', () => {
    fc.assert(
      fc.property(said, (all) => {
        const pair = () => ['a', 'b'].map((id) => new Played(dosed, '2020-03-10 08:00', { id, data: { dose: 1 } })) as [Played, Played];
        const tell = ([one, other]: readonly [Played, Played]) => {
          let minute = 0;
          for (const [n, { first, what, sameMinute }] of all.entries()) {
            if (!sameMinute) minute++;
            const recorded = morning + minute * 60_000;
            const to = first ? one : other;
            if (what.event === 'opened') to.input({ kind: 'message', from: 'x', number: n + 1, at: recorded, recorded, ...what });
            else to.input({ kind: 'event', at: recorded, recorded, by: { role: 'doctor', place }, ...what });
          }
        };
        const [one, two] = pair();
        const [three, four] = pair();
        tell([one, two]);
        tell([three, four]);
        const apart = read.map((fact) => [one.fact(fact), two.fact(fact)]);
        const set = { ...one.current.set, ...two.current.set };
        const here = merged(two, one);
        const there = merged(three, four);
        expect(read.map((fact) => here.fact(fact))).toEqual(read.map((fact) => there.fact(fact)));
        const told = here.current.attention.flatMap(({ unlike }) => unlike?.fact ?? []);
        const differing = read.filter(
          (fact, n) => Object.hasOwn(set, fact) && apart[n]!.every((value) => value !== undefined) && apart[n]![0] !== apart[n]![1],
        );
        expect(told).toEqual(expect.arrayContaining(differing));
        expect(told).toHaveLength(differing.length);
        if (all.some(({ sameMinute }) => sameMinute)) return;
        const alone = pair()[0];
        tell([alone, alone]);
        expect(read.map((fact) => here.fact(fact))).toEqual(read.map((fact) => alone.fact(fact)));
      }),
    );
  });
});
