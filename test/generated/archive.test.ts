import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  advance,
  advanceBefore,
  apply,
  archive,
  type Case,
  type Input,
  isRefusal,
  load,
  type Machine,
  type Outcome,
  open,
  projectionOf,
  type Refusal,
  viewCase,
} from '../../src/kernel/index.ts';
import { readProtocol } from '../../src/language/index.ts';
import { canonicalJson, sha256 } from '../../src/ledger/canonical.ts';
import { dice, nextInput } from '../kernel/wanderer.ts';
import { written } from '../kernel/written.ts';
import { readLibrary } from '../library.ts';
import { BEGIN, happenings, inputOf } from './life.ts';
import { generatedProtocol } from './protocol.ts';

/** RUNS and SEED make it long, and other. */
const settings = {
  numRuns: Number(process.env.RUNS ?? 80),
  seed: Number(process.env.SEED ?? 20200130),
  endOnFailure: process.env.RUNS !== undefined,
};
const LONG = 60_000 + settings.numRuns * 500;
const REACH = 3;

const said = '{ by: doctor, back_to: 30d, title: Said, data: { n: { type: number }, f: { type: flag, required: false } } }';
const picking = written(`
facts:
  met: { type: date, required: true }
  last_flag: { is: "e0.filter(x, has(x.f)).map(x, x.f).last()" }
  first_flag: { is: "e0.filter(x, has(x.f)).first().n" }
  any_flag: { is: "e1.exists(x, has(x.f))" }
  most: { is: "e1.map(x, x.n).max()" }
  least: { is: "e2.filter(x, has(x.n)).map(x, x.n).min()" }
  first_number: { is: "e2.map(x, x.n).first()" }
  many: { is: "e3.size() > 4 || size(e0) + e1.size() > 9" }
events: { e0: ${said}, e1: ${said}, e2: ${said}, e3: ${said} }
states:
  a:
    stage: isolate
    on: { e0: record, e1: record, e2: record, e3: record }
    once: { many: { to: b }, 300d: { to: over } }
  b:
    stage: treat
    on: { e0: { tell: leader }, e1: [{ when: "most > 38.0 && any_flag", tell: doctor }, { otherwise: record }], e2: record, e3: record }
    once: { 300d: { to: over } }
  over: { stage: control, end: over }
`);

/** A case that holds everything beside one that leaves what it can to the ledger whenever `when` says so. */
class Twins {
  whole: Case;
  slim: Case;
  archived = 0;
  compared = 0;
  tooOld = 0;
  readonly machine: Machine;
  private readonly when: () => boolean;

  constructor(machine: Machine, opened: Outcome | Refusal, when: () => boolean) {
    if (isRefusal(opened)) throw new Error(JSON.stringify(opened));
    this.machine = machine;
    this.when = when;
    this.whole = opened.case;
    this.slim = opened.case;
  }

  /** Both get the same, and must answer the same: in effects, states, deadlines, facts, tasks, refusals. */
  step(now: number, input: Input | undefined): void {
    if (this.when()) {
      // As it travels from run to run.
      this.slim = JSON.parse(JSON.stringify(archive(this.machine, this.slim, { reach: REACH })));
      if (this.slim.archive) this.archived++;
    }
    const tell = (current: Case) => (input ? advanceBefore(this.machine, current, input) : advance(this.machine, current, now));
    this.whole = this.same(tell(this.whole), tell(this.slim));
    if (!input || this.whole.status === 'becoming') return;
    if ((input.kind === 'correct' || input.kind === 'withdraw') && input.entry <= (this.slim.archive?.seq ?? 0)) {
      expect(apply(this.machine, this.slim, input)).toMatchObject({ refused: 'archived', params: { entry: input.entry } });
      this.tooOld++;
      return;
    }
    const [all, few] = [apply(this.machine, this.whole, input), apply(this.machine, this.slim, input)];
    if (isRefusal(all) || isRefusal(few)) expect(few).toEqual(all);
    else this.whole = this.same(all, few);
  }

  private same(all: Outcome, few: Outcome): Case {
    expect(few.effects).toEqual(all.effects);
    expect(few.took).toEqual(all.took);
    expect(seen(this.machine, few.case)).toEqual(seen(this.machine, all.case));
    this.slim = few.case;
    if (this.slim.archive) this.compared++;
    return all.case;
  }
}

const seen = (machine: Machine, current: Case) => ({
  ...viewCase(machine, current),
  row: projectionOf(machine, current, 'run', []).row,
  attention: current.attention.filter(({ resolved }) => !resolved),
});

describe('a case that leaves to the ledger what nothing in it needs any more', () => {
  it(
    'answers as one that holds everything, whatever its protocol, whenever it does so',
    () => {
      const total = { archived: 0, compared: 0, tooOld: 0 };
      fc.assert(
        fc.property(fc.gen(), fc.array(happenings, { minLength: 3, maxLength: 5 }), fc.integer(), (draw, lives, seed) => {
          const { protocol } = readProtocol(generatedProtocol(draw), 'generated.yaml');
          fc.pre(protocol !== undefined);
          const machine = load(protocol!, sha256(canonicalJson(protocol)));
          const roll = dice(seed);
          const opening = { id: 'c', subject: 'p', place: 'village', now: BEGIN, by: { role: 'doctor', place: 'village' } };
          const twins = new Twins(machine, open(machine, { ...opening, data: { met: '2020-03-26' } }), () => roll() < 0.3);
          let now = BEGIN;
          for (const happening of lives.flat()) {
            now += happening.after * 60_000;
            twins.step(now, inputOf(twins.whole, happening, now));
          }
          for (const figure of ['archived', 'compared', 'tooOld'] as const) total[figure] += twins[figure];
        }),
        settings,
      );
      // What was never left to the ledger was not tried.
      expect(total.archived).toBeGreaterThan(settings.numRuns);
      expect(total.compared).toBeGreaterThan(settings.numRuns);
      expect(total.tooOld).toBeGreaterThan(settings.numRuns / 10);
    },
    LONG,
  );

  it(
    'answers so where it looks for single entries: the first or last that says something, the greatest, the least, any',
    () => {
      let archived = 0;
      fc.assert(
        fc.property(fc.array(happenings, { minLength: 3, maxLength: 6 }), fc.integer(), (lives, seed) => {
          const roll = dice(seed);
          const opening = { id: 'c', subject: 'p', place: 'village', now: BEGIN, by: { role: 'doctor', place: 'village' } };
          const twins = new Twins(picking, open(picking, { ...opening, data: { met: '2020-03-26' } }), () => roll() < 0.3);
          let now = BEGIN;
          for (const happening of lives.flat()) {
            now += happening.after * 60_000;
            const input = inputOf(twins.whole, happening, now);
            if (input && 'data' in input && input.kind === 'event' && roll() < 0.5) delete input.data.f;
            twins.step(now, input);
          }
          archived += twins.archived;
        }),
        settings,
      );
      expect(archived).toBeGreaterThan(settings.numRuns);
    },
    LONG,
  );

  it(
    'answers so under every protocol of the library',
    () => {
      const { machines } = readLibrary();
      const total = { archived: 0, compared: 0 };
      for (const machine of machines) {
        for (let seed = 1; seed <= Math.ceil(settings.numRuns / 20); seed++) {
          const roll = dice(settings.seed + seed * 7_919 + machine.protocol.protocol.length);
          const place = 'sample-village';
          const from = Date.parse('2020-01-31T08:00:00+08:00');
          const opening = { id: 'c', subject: 'p', place, now: from, by: { role: 'county_cdc', place }, data: openingOf(machine) };
          const twins = new Twins(machine, open(machine, opening), () => roll() < 0.2);
          for (let n = 0, now = from; n < 150 && twins.whole.status === 'running'; n++) {
            now += Math.ceil(roll() * 16) * 3_600_000;
            twins.step(now, roll() < 0.1 ? correction(twins.whole, now, roll) : nextInput(machine, twins.whole, now, roll));
          }
          total.archived += twins.archived;
          total.compared += twins.compared;
        }
      }
      expect(total.archived).toBeGreaterThan(settings.numRuns);
    },
    LONG,
  );
});

function openingOf({ protocol }: Machine): Case['record'][number]['data'] {
  const samples = { number: 3, integer: 3, text: 'x', flag: true, date: '2020-01-30', time: Date.parse('2020-01-30T08:00:00+08:00') };
  const required = Object.entries(protocol.events.opened!.data).filter(([, field]) => field.required);
  return Object.fromEntries(
    required.map(([name, { type, oneOf, many, min }]) => {
      const one = oneOf?.[0] ?? min ?? (type in samples ? samples[type as keyof typeof samples] : `${name}-1`);
      return [name, many ? [one] : one];
    }),
  );
}

function correction(current: Case, now: number, roll: () => number): Input {
  const entry = current.record[Math.floor(roll() * current.record.length)]!;
  const by = { role: entry.by.role, place: entry.by.place };
  return roll() < 0.5
    ? { kind: 'withdraw', entry: entry.id, recorded: now, by, reason: 'of somebody else' }
    : { kind: 'correct', entry: entry.id, at: entry.at - 3_600_000, recorded: now, by, reason: 'an hour earlier' };
}
