import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readLibrary } from '../library.ts';
import { differences } from './agreement/difference.ts';
import { forest } from './agreement/district.ts';
import { readHard } from './agreement/hard.ts';
import { planOf } from './agreement/plan.ts';
import { simulate } from './agreement/simulated.ts';
import { type Pass, passThrough, skippingServer } from './agreement/skipping.ts';
import { type House, openHouse } from './house.ts';

const testServer = inject('testServer');
const { machines, editions, scenarios, units } = readLibrary();
const hard = readHard();
const library = [...machines, ...editions, ...hard.machines];
const districts = [...scenarios, ...hard.scenarios].map((_, n) => `d${n}`);
const everywhere = forest(units, districts);
/** After the last step ladders climb for another day. */
const DAY = 86_400_000;
const plans = [...scenarios, ...hard.scenarios].map((scenario, n) => planOf(scenario, library, everywhere, districts[n]!, DAY));
const simulated = new Map(plans.map((plan) => [plan, simulate(plan)]));

describe.skipIf(!testServer)('the simulator and Temporal agree, whose timers fire under one virtual clock', () => {
  const houses = new Map<string, House>();
  let environment: TestWorkflowEnvironment;
  let pass: Pass;

  beforeAll(async () => {
    environment = await skippingServer(testServer!);
    // A house for each set of editions that scenarios are played under.
    for (const { cast } of plans) {
      const key = keyOf(cast);
      if (houses.has(key)) continue;
      houses.set(key, await openHouse(environment.address, `agreement-${houses.size}`, { machines: cast, units: everywhere }));
    }
    const began = performance.now();
    pass = await passThrough(
      environment,
      plans.map((plan) => ({ plan, simulated: simulated.get(plan)!, house: houses.get(keyOf(plan.cast))! })),
    );
    const fired = [...pass.timersFired.values()].reduce((sum, each) => sum + each, 0);
    const seconds = Math.round((performance.now() - began) / 1000);
    console.log(`agreement: ${plans.length} scenarios, ${pass.stops} stops, ${fired} timers fired, ${seconds} s`);
  }, 600_000);
  afterAll(async () => {
    for (const house of houses.values()) await house.close();
    await environment?.teardown();
  });

  it.each(plans)('$title', (plan) => {
    const { trace } = simulated.get(plan)!;
    expect(differences(plan.title, trace, pass.traces.get(plan)!)).toEqual([]);
  });
});

const keyOf = (cast: readonly { hash: string }[]) => cast.map(({ hash }) => hash).join();
