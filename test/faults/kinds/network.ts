import { type FaultKind, oneOf, pause } from './kind.ts';

/** The cable of the workers, of the clients, or of a ledger that is a server's. */
export const network: FaultKind[] = [
  {
    name: 'a network cut',
    async inject({ stage }, chance) {
      const cable = oneOf(chance, Object.values(stage.cables));
      cable.cut();
      await pause(chance, 200, 2_500);
      cable.mend();
    },
  },
  {
    name: 'half-open connections',
    async inject({ stage }, chance) {
      const cable = oneOf(chance, Object.values(stage.cables));
      cable.die();
      await pause(chance, 500, 4_000);
      cable.mend();
    },
  },
];
