import { between, type FaultKind, oneOf, pause } from './kind.ts';

export const time: FaultKind[] = [
  {
    name: 'a clock an hour off',
    missing: ({ clocks }) => clocks.missing,
    async inject({ stage }, chance) {
      // Of one worker and one client, forth and back; a summer-time change is the same jump.
      const hours = oneOf(chance, [1, -1]);
      stage.clocks.jump(hours);
      await pause(chance, 1_500, 3_000);
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
