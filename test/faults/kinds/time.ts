import { Temporal } from 'temporal-polyfill';
import { between, type FaultKind, oneOf, pause } from './kind.ts';

const ZONE = 'Europe/Berlin';
/** How long (s) before the change a process is put. */
const BEFORE = 4;

export const time: FaultKind[] = [
  {
    name: 'a clock an hour off',
    missing: ({ clocks }) => clocks.missing,
    async inject({ stage }, chance) {
      // Of one worker and one client, forth and back.
      stage.clocks.jump(oneOf(chance, [3_600, -3_600]));
      await pause(chance, 1_500, 3_000);
      stage.clocks.jump(0);
      await pause(chance, 1_100, 1_200);
    },
  },
  {
    name: 'a change of summer time while a worker works',
    missing: ({ clocks }) => clocks.missing,
    async inject({ stage }, chance) {
      await stage.killWorker(0);
      await stage.startWorker(0, ZONE);
      // Begin or end of summer time, whichever is drawn: the nearest in the past or to come.
      const now = Temporal.Now.zonedDateTimeISO(ZONE);
      const change = now.getTimeZoneTransition(oneOf(chance, ['next', 'previous']))!;
      stage.clocks.jump(Math.round((change.epochMilliseconds - Date.now()) / 1000) - BEFORE);
      await pause(chance, BEFORE * 1_000 + 1_500, BEFORE * 1_000 + 3_000);
      stage.clocks.jump(0);
      await pause(chance, 1_100, 1_200);
    },
  },
  {
    name: 'workers in another time zone',
    async inject({ stage }, chance) {
      for (const n of stage.workers.keys()) {
        await stage.killWorker(n);
        await pause(chance, 0, between(chance, 0, 300));
        await stage.startWorker(n);
      }
    },
  },
];
