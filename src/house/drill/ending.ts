import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../../kernel/index.ts';
import { forEachBounded } from '../../ledger/index.ts';
import { askCase } from '../../temporal/index.ts';
import { type View, view } from '../../workflow/contract.ts';
import { tellClock } from '../clock.ts';
import type { House } from '../house.ts';
import type { Desk } from './desk.ts';
import type { Finding } from './finding.ts';
import type { Timekeeper } from './timekeeper.ts';
import type { Watch } from './watch.ts';

const TICK = 10;
const LOOK = 60;
const AT_ONCE = 16;

interface Ending {
  house: House;
  watch: Watch;
  desk: Desk;
  finding: Finding;
  timekeeper: Timekeeper;
  /** Takes in what the ledger shows; returns how many cases had changed. */
  listen(): Promise<number>;
}

/**
 * Brings every case to exactly `until`: the clock stands still, and each case is walked from one instant to the next, so that the end
 * does not depend on how fast the machine is.
 */
export async function walkTo(until: Instant, drill: Ending): Promise<void> {
  const { watch, desk, finding, timekeeper, listen } = drill;
  await timekeeper.set({ virtual: timekeeper.now, real: Date.now(), rate: 0 });
  for (let quiet = 0; quiet < 3; ) {
    const changed = await listen();
    const found = await finding.by(until);
    const walks = watch.heads.filter(({ id, life, nextWake }) => {
      const at = Math.min(desk.next(id)?.at ?? Number.POSITIVE_INFINITY, nextWake ?? Number.POSITIVE_INFINITY);
      return life !== 'closed' && at <= until;
    });
    await forEachBounded(walks, AT_ONCE, ({ id, nextWake }) => step(drill, id, nextWake, until));
    const isBusy = changed > 0 || found > 0 || walks.length > 0 || desk.underWay > 0;
    quiet = isBusy || (await hasWork(drill)) ? 0 : quiet + 1;
    await sleep(isBusy ? TICK : LOOK);
  }
  await timekeeper.set({ virtual: until, real: Date.now(), rate: 0 });
  while ((await listen()) > 0 || (await hasWork(drill))) await sleep(LOOK);
}

/** One step of a case: what is due in it, or what its units do, whichever comes first; a deed before what is due at its instant. */
async function step({ house, desk }: Ending, id: string, nextWake: Instant | null, until: Instant): Promise<void> {
  const { client } = house;
  const deed = desk.next(id);
  const wake = nextWake ?? Number.POSITIVE_INFINITY;
  if (deed && deed.at <= until && deed.at <= wake) {
    await tellClock(client, id, { virtual: deed.at - 1, real: Date.now(), rate: 0 });
    await desk.send(id, deed);
  } else if (wake <= until) await tellClock(client, id, { virtual: wake, real: Date.now(), rate: 0 });
  // The next step depends on what the ledger then shows.
  for (let seen: View | undefined; seen?.projected !== true; ) {
    seen = await askCase<View>(client, id, view);
    if (!seen.projected) await sleep(TICK);
  }
}

/** Whether any open case is still asking something of the world. */
async function hasWork({ house, watch }: Ending): Promise<boolean> {
  let busy = false;
  await forEachBounded(
    watch.heads.filter(({ life }) => life !== 'closed'),
    AT_ONCE,
    async ({ id }) => {
      if (busy) return;
      const { raw } = await house.client.workflow.getHandle(id).describe();
      if ((raw.pendingActivities?.length ?? 0) > 0 || raw.pendingWorkflowTask) busy = true;
    },
  );
  return busy;
}
