import { beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { Outcome, Protocol } from '../../src/kernel/index.ts';
import { readLibrary } from '../library.ts';
import { differences } from './agreement/difference.ts';
import { forest } from './agreement/district.ts';
import { readHard } from './agreement/hard.ts';
import { type Plan, planOf, wronged } from './agreement/plan.ts';
import { simulate } from './agreement/simulated.ts';
import { type Pass, passThrough, skippingServer } from './agreement/skipping.ts';
import { openHouse } from './house.ts';

/** What is wrong with the kernel of this process; the worker's workflows run the one that was built. */
const wrong = vi.hoisted(() => ({ moment: 0, ladder: 0, outcome: (right: unknown): unknown => right }));
/** An answer of the kernel as the mistake has it. */
const bent = vi.hoisted(
  () =>
    <G extends unknown[], A>(answer: (...given: G) => A) =>
    (...given: G) =>
      wrong.outcome(answer(...given)) as A,
);
vi.mock('../../src/kernel/due.ts', async (original) => {
  const right = await original<typeof import('../../src/kernel/due.ts')>();
  const off = (at: number | null, by: number) => (at === null ? null : at + by);
  return {
    ...right,
    momentAt: (...given: Parameters<typeof right.momentAt>) => off(right.momentAt(...given), wrong.moment),
    ladderAt: (...given: Parameters<typeof right.ladderAt>) => off(right.ladderAt(...given), wrong.ladder),
  };
});
vi.mock('../../src/kernel/kernel.ts', async (original) => {
  const right = await original<typeof import('../../src/kernel/kernel.ts')>();
  return { ...right, open: bent(right.open), apply: bent(right.apply), advance: bent(right.advance) };
});
vi.mock('../../src/kernel/becoming.ts', async (original) => {
  const right = await original<typeof import('../../src/kernel/becoming.ts')>();
  return { ...right, become: bent(right.become) };
});

const testServer = inject('testServer');
const { units } = readLibrary();
const hard = readHard();
const titles = ['each thing done at the very instant', 'each thing done a second too late', 'a file is opened, joined', 'people are named'];
const chosen = hard.scenarios.filter(({ title }) => titles.some((start) => title.startsWith(start)));
const districts = chosen.map((_, n) => `d${n}`);
const plans = chosen.map((scenario, n) => planOf(scenario, hard.machines, forest(units, districts), districts[n]!, 3_600_000));

describe.skipIf(!testServer)('a kernel that is wrong on one side only is caught, and it is said where', () => {
  let pass: Pass;
  beforeAll(async () => {
    const parts = plans.map((plan) => ({ plan, simulated: simulate(plan) }));
    const environment = await skippingServer(testServer!);
    const house = await openHouse(environment.address, 'wrong', { machines: hard.machines, units: plans[0]!.units });
    pass = await passThrough(
      environment,
      parts.map((part) => ({ ...part, house })),
    );
    await house.close();
    await environment.teardown();
  }, 120_000);

  /** What the comparison says of the scenario whose title begins so, when this side plays it as it is now. */
  const said = (start: string, change: (plan: Plan) => Plan = (plan) => plan): string[] => {
    const plan = plans.find(({ scenario }) => scenario.title.startsWith(start))!;
    const lines = differences('it', simulate(change(plan)).trace, pass.traces.get(plan)!);
    for (const line of lines) expect(line.length).toBeLessThan(600);
    return lines;
  };
  const withKernel = <T>(faults: Partial<typeof wrong>, look: () => T): T => {
    const right = { ...wrong };
    Object.assign(wrong, faults);
    try {
      return look();
    } finally {
      Object.assign(wrong, right);
    }
  };

  it('says nothing of a right one', () => {
    expect(titles.flatMap((title) => said(title))).toEqual([]);
  });

  it('a deadline one minute off', () => {
    const lines = withKernel({ moment: 60_000 }, () => said('each thing done at the very instant'));
    expect(lines[0]).toBe(
      'it · the case: 2020-03-10 06:00 effect 3, registered asked: slot.due simulator 2020-03-10 08:01; Temporal 2020-03-10 08:00',
    );
  });

  it('a deadline that fires a millisecond early', () => {
    const lines = withKernel({ moment: -1 }, () => said('each thing done a second too late'));
    expect(lines).toContainEqual(
      expect.stringMatching(
        /2020-03-10 07:59:59.999 effect 6, registered late: .*simulator 2020-03-10 07:59:59.999; Temporal 2020-03-10 08:00$/,
      ),
    );
  });

  it('a ladder step that comes a millisecond early', () => {
    const lines = withKernel({ ladder: -1 }, () => said('a file is opened, joined'));
    expect(lines).toContain(
      'it · the case: 2020-03-10 09:59:59.999 effect 9, open file: at simulator 2020-03-10 09:59:59.999; Temporal 2020-03-10 10:00',
    );
    expect(lines).toContain('it · file of sample-village since 2020-03-10 10:00: only in Temporal');
  });

  it('two effects in the wrong order', () => {
    const swapped = (answer: unknown) => {
      const { effects } = answer as Partial<Outcome>;
      const at = effects?.findIndex((effect, n) => effect.kind === 'open' && effects[n + 1]?.kind === 'send') ?? -1;
      if (at < 0) return answer;
      const [first, second] = [effects![at]!, effects![at + 1]!];
      const others = effects!.with(at, { ...second, index: first.index }).with(at + 1, { ...first, index: second.index });
      return { ...(answer as Outcome), effects: others };
    };
    const companion = 'companion of p-1 since 2020-03-10 07:00';
    expect(withKernel({ outcome: swapped }, () => said('people are named'))[0]).toBe(
      `it · the case: 2020-03-10 08:00 effect 11: simulator 2020-03-10 08:00 send called to ${companion}; Temporal 2020-03-10 08:00 open companion`,
    );
  });

  it('a ladder step that is skipped', () => {
    const skip = (protocol: Protocol) => protocol.ladders.steep?.splice(2, 1);
    expect(said('a file is opened, joined', (plan) => wronged(plan, skip, 'without a step'))[0]).toMatch(
      /^it · the case: 2020-03-10 10:00 effect 8: .*Temporal 2020-03-10 09:00 tell county_leader \(ladder of file.registered#1, step 3\)$/,
    );
  });
});
