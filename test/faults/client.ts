// Somebody at a terminal of his own: there is no API server yet, so this process stands where one would, between a person and Temporal.
// What it is asked to do it does as `early do` does; it can be killed between a case's acceptance and its answer.
import { WorkflowNotFoundError } from '@temporalio/client';
import { virtualAt } from '../../src/kernel/index.ts';
import { keyRing, openLedger } from '../../src/ledger/index.ts';
import { actOn, connectClient, converter, homeOf } from '../../src/temporal/index.ts';
import type { Asked, Replied, Seat } from './stage/person.ts';

const { address, folder, ledger: where, clock } = JSON.parse(process.argv[2]!) as Seat;
const home = homeOf(import.meta.url);
const keys = keyRing({}, folder);
const ledger = await openLedger(where, keys);
const { client } = await connectClient(address, converter(keys, home.failureConverter));
process.once('disconnect', () => process.exit(1));
process.on('message', async ({ n, deed }: Asked) => {
  const { case: id, by, key, event, data, ago } = deed;
  // By this process's own clock, which may be wrong.
  const recorded = virtualAt(clock, Date.now());
  const input = { kind: 'event' as const, event, at: recorded - ago, recorded, data };
  const reply: Replied = await actOn({ client, keys, ledger }, { case: id, by, key, input }).then(
    (answer) => ({ n, answer }),
    (error: unknown) => ({ n, failed: String(error), closed: error instanceof WorkflowNotFoundError }),
  );
  process.send?.(reply);
});
process.send?.('ready');
