import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forget, load, type Machine, type Outcome, type Protocol } from '../../src/kernel/index.ts';
import { format, readProtocol } from '../../src/language/index.ts';
import { canonicalJson, sha256 } from '../../src/ledger/canonical.ts';
import { happenings, live } from './life.ts';
import { movesOf, Oracle } from './oracle.ts';
import { generatedProtocol } from './protocol.ts';

/** RUNS and SEED of the environment make it long, and other: RUNS=20000 SEED=7 npx vitest run --project pure test/generated. */
const settings = { numRuns: Number(process.env.RUNS ?? 60), seed: Number(process.env.SEED ?? 20200130) };
const LONG = 30_000 + settings.numRuns * 500;

const read = (text: string) => readProtocol(text, 'generated.yaml').protocol;
const machineOf = (protocol: Protocol): Machine => load(protocol, sha256(canonicalJson(protocol)));
/** A protocol that the checker lets through; what it refuses is passed over. */
function valid(text: string): Protocol {
  const protocol = read(text);
  fc.pre(protocol !== undefined);
  return protocol!;
}

describe('any protocol that the checker lets through', () => {
  it(
    'is most of what is generated',
    () => {
      let sound = 0;
      fc.assert(
        fc.property(fc.gen(), (draw) => {
          if (read(generatedProtocol(draw))) sound++;
        }),
        settings,
      );
      expect(sound).toBeGreaterThan(settings.numRuns / 2);
    },
    LONG,
  );

  it(
    'runs: whatever is reported, put right or left undone, its moves are those of XState itself, memo cold or warm',
    () => {
      const seen = { moves: 0, tracks: 0, history: 0 };
      fc.assert(
        // Several cases share one memory of steps, as in a worker.
        fc.property(fc.gen(), fc.array(happenings, { minLength: 2, maxLength: 4 }), (draw, lives) => {
          const protocol = valid(generatedProtocol(draw));
          forget();
          const machine = machineOf(protocol);
          const cold = lives.map((life) => {
            const oracle = new Oracle(machine);
            const outcomes: Outcome[] = [];
            const end = live(machine, life, (outcome) => {
              const moves = movesOf(machine, outcome);
              // The opening enters what XState begins with.
              if (outcomes.length === 0) expect(moves.shift()!.at).toEqual(new Oracle(machine).at);
              outcomes.push(outcome);
              expect(moves).toEqual(oracle.take(outcome.took));
              expect(outcome.case.at).toEqual(oracle.at);
              seen.moves += moves.length;
              if (outcome.case.at.length > 1) seen.tracks++;
              if (Object.keys(outcome.case.history).length > 0) seen.history++;
            });
            expect(end.attention.filter(({ code }) => code === 'effect_failed')).toEqual([]);
            return outcomes;
          });
          lives.forEach((life, n) => {
            const warm: Outcome[] = [];
            live(machine, life, (outcome) => warm.push(outcome));
            expect(warm).toEqual(cold[n]);
          });
        }),
        settings,
      );
      // What was never seen was not tried.
      for (const count of Object.values(seen)) expect(count).toBeGreaterThan(settings.numRuns / 10);
    },
    LONG,
  );

  it(
    'keeps what it promises: every deadline lies ahead or was acted on, and whatever is open belongs to where the case stands',
    () => {
      fc.assert(
        fc.property(fc.gen(), happenings, (draw, life) => {
          const machine = machineOf(valid(generatedProtocol(draw)));
          live(machine, life, ({ case: current }) => {
            expect(current.nextWake === null || current.nextWake >= current.now).toBe(true);
            for (const slot of current.slots) {
              if (slot.due !== null && slot.due < current.now && !slot.owed) expect(slot.late ?? slot.kind, slot.id).toBeDefined();
              const state = (machine.tasks.get(slot.rule) ?? machine.handOffs.get(slot.rule))!.state;
              if (!slot.owed) expect(Object.keys(current.entered)).toContain(machine.protocol.states[state]!.id);
            }
            if (current.status === 'ended') expect(current.slots.filter(({ owed }) => !owed)).toEqual([]);
          });
        }),
        settings,
      );
    },
    LONG,
  );

  it(
    'means the same in canonical form, in Chinese and back, which is reached in one step',
    () => {
      fc.assert(
        fc.property(fc.gen(), (draw) => {
          const text = generatedProtocol(draw);
          const protocol = valid(text);
          const formatted = (from: string, to?: 'zh' | 'en') => {
            const result = format(from, 'generated.yaml', to && { to });
            if ('problems' in result) throw new Error(JSON.stringify(result.problems));
            return result.text;
          };
          const canonical = formatted(text);
          const chinese = formatted(text, 'zh');
          expect(read(canonical)).toEqual(protocol);
          expect(read(chinese)).toEqual(protocol);
          expect(formatted(canonical)).toBe(canonical);
          expect(formatted(chinese)).toBe(chinese);
          expect(formatted(chinese, 'en')).toBe(canonical);
        }),
        { ...settings, numRuns: Math.ceil(settings.numRuns / 3) },
      );
    },
    LONG,
  );
});
