import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readLibrary } from '../library.ts';
import { differences } from './agreement/difference.ts';
import { forest } from './agreement/district.ts';
import type { Enacted } from './agreement/enacted.ts';
import { readHard } from './agreement/hard.ts';
import { planOf } from './agreement/plan.ts';
import { inRealTime } from './agreement/realtime.ts';
import { simulate } from './agreement/simulated.ts';
import { type House, openHouse } from './house.ts';

/** Which scenarios, by the beginning of their titles, and what each is here for. */
const named: Record<string, string> = {
  'a reading that nobody takes climbs': 'a ladder',
  'nobody comes for a day': 'a ladder that opens a file',
  'a paper form that comes late': 'a fact recorded late',
  'done at the very instant': 'an event at its due instant',
  'fever, a slow clinic': 'a lapse, a ladder, becomes',
  'the clinic declines with a reason': 'declined, offered again, lapsed',
  'accepting at the very instant': 'acceptance at the lapse',
  'a fever withdrawn afterwards': 'a correction that leads elsewhere',
  'the release notice is late': 'late from the beginning',
  'a reading of yesterday': 'readings while elsewhere',
  'the source is excluded while': 'a flag that holds on entry',
  'the observation ends while': 'a moment past on entry',
  'found, explained in vain': 'calendar deadlines',
  'silence is not an excuse': 'a moment nobody answers',
  'from suspicion to exclusion': 'four tracks side by side',
  'only the report is late': 'owed after the track is left',
  'nobody takes a specimen': 'ladders of several tasks',
  'confirmed before any ward': 'tracks left by a flag',
  'the corrected report of a confirmed case': 'owed beyond the end',
  'a positive that belonged': 'a correction of a result',
  'each thing done at the very instant': 'facts before time',
  'each thing done a second too late': 'time before facts',
  'a correction moves the end': 'an anchor moved into the past',
  'accepted exactly when the offer lapses': 'a tie',
  'becomes another with a task still owed': 'becomes by the clock',
  'becomes another a second before': 'an input for the protocol it became',
  'people are named, called': 'linked cases that answer, close and open again',
  'the same message twice': 'repeated messages',
};
/** These continue as new after so many inputs. */
const continued: Record<string, number> = {
  'fever, a slow clinic': 2,
  'becomes another with a task still owed': 3,
  'found, explained in vain': 2,
};

const address = inject('temporal');
const { machines, editions, scenarios, units } = readLibrary();
const hard = readHard();
const library = [...machines, ...editions, ...hard.machines];
const chosen = Object.keys(named).map((start) => {
  const found = [...scenarios, ...hard.scenarios].find(({ title }) => title.startsWith(start));
  if (!found) throw new Error(`no scenario begins with "${start}": name another that shows ${named[start]}`);
  return { start, scenario: found };
});
const everywhere = forest(
  units,
  chosen.map((_, n) => `r${n}`),
);
const parts = chosen.map(({ start, scenario }, n) => {
  const plan = planOf(scenario, library, everywhere, `r${n}`, 0);
  return { start, plan, simulated: simulate(plan), title: plan.title };
});

describe.skipIf(!address)('the simulator and a Temporal server in real time agree', () => {
  let house: House;
  const played = new Map<string, Enacted>();

  beforeAll(async () => {
    house = await openHouse(address!, 'realtime', { machines: library, units: everywhere });
    const began = performance.now();
    await Promise.all(
      parts.map(async (part, n) => {
        // Not all at the same moment: the machine has few cores.
        await new Promise((resolve) => setTimeout(resolve, (n * 2_000) / parts.length));
        const continueAfter = continued[part.start];
        played.set(part.start, await inRealTime({ ...part, house }, continueAfter === undefined ? {} : { continueAfter }));
      }),
    );
    const most = Math.max(...parts.map(({ simulated }) => simulated.instants.length));
    console.log(
      `agreement in real time: ${parts.length} scenarios, at most ${most} instants, ${Math.round((performance.now() - began) / 1000)} s`,
    );
  }, 300_000);
  afterAll(async () => {
    for (const enacted of played.values()) await enacted.end();
    await house?.close();
  });

  it('of at least twenty scenarios', () => {
    expect(played.size).toBeGreaterThanOrEqual(20);
  });

  it.each(parts)('$title', async ({ start, plan, simulated }) => {
    const enacted = played.get(start)!;
    expect(differences(plan.title, simulated.trace, await enacted.trace())).toEqual([]);
    const { timersFired, runs } = await enacted.history();
    const inputs = new Set(plan.stops.flatMap((stop) => ('act' in stop ? [stop.act.at] : []))).size;
    expect(timersFired).toBeGreaterThanOrEqual(simulated.instants.length - inputs - 1);
    if (start in continued) expect(runs).toBeGreaterThan(Object.keys(simulated.trace.cases).length);
  });
});
