import { condition, continueAsNew, defineQuery, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import { type Clock, dateOf, dateOfDay, dayNumber, instantOf } from '../kernel/index.ts';
import { Alarm, machineNow, nowOf, ringAt } from './alarm.ts';
import type { Night, OperationsActivities, OperationsStart, OperationsView, Undecodable } from './contract.ts';
import * as contract from './contract.ts';
import { isClock } from './shape.ts';

/** A night that stops in the middle is gone on with until it is through. */
const { reconcilePage, recordNight } = proxyActivities<OperationsActivities>({
  startToCloseTimeout: '10m',
  retry: { initialInterval: '10s', maximumInterval: '5m' },
});

const MOST_TOLD = 1_000;

/**
 * What the house does by itself, once a night: compares the ledger with the living cases and keeps the result. One alarm, in the cases' time;
 * each night is a run of its own.
 */
export async function operationsWorkflow(start: OperationsStart): Promise<void> {
  let { clock } = start;
  let clockChanged = false;
  let asked = start.asked === true;
  const alarm = new Alarm();
  const due = nextAt(start, nowOf(clock));
  setHandler(defineSignal<[Clock | Undecodable]>(contract.setClock), (next) => {
    if (!isClock(next)) return;
    clock = next;
    clockChanged = true;
  });
  setHandler(defineSignal(contract.reconcileNow), () => {
    asked = true;
  });
  setHandler(defineQuery<OperationsView>(contract.view), () => ({ due, ...(start.last && { last: start.last }) }));

  while (!asked && nowOf(clock) < due) {
    alarm.arm(ringAt(clock, due));
    await condition(() => alarm.rang || clockChanged || asked);
    alarm.rang = false;
    clockChanged = false;
  }
  alarm.arm(Number.POSITIVE_INFINITY);
  asked = false;
  const last = await recordNight(await walk(), start.last?.head);
  const { zone, at } = start;
  // Who asked while it looked gets another look.
  return continueAsNew<typeof operationsWorkflow>({ clock, zone, at, last, asked });
}

async function walk(): Promise<Night> {
  const night: Night = { startedAt: machineNow(), endedAt: 0, compared: 0, count: 0, differences: [] };
  for (let cursor: contract.ReconcileCursor | undefined; ; ) {
    const page: contract.ReconciledPage = await reconcilePage(cursor);
    night.compared += page.compared;
    night.count += page.differences.length;
    night.differences.push(...page.differences.slice(0, MOST_TOLD - night.differences.length));
    cursor = page.next;
    if (!cursor) break;
  }
  return { ...night, endedAt: machineNow() };
}

/** The first instant after `now` at which the civil time is `at`. */
function nextAt({ zone, at }: OperationsStart, now: number): number {
  const today = dateOf(zone, now);
  const due = instantOf(zone, today, at);
  return due > now ? due : instantOf(zone, dateOfDay(dayNumber(today) + 1), at);
}
