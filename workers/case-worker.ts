import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createActivities } from '../src/activities/index.ts';
import { readUnits } from '../src/language/index.ts';
import { keyRing, openLedger, protocolByHash } from '../src/ledger/index.ts';
import { caseWorker, connectClient, converter, homeOf } from '../src/temporal/index.ts';

const address = process.argv[2] ?? process.env.TEMPORAL_ADDRESS ?? '127.0.0.1:7233';
const home = homeOf(import.meta.url);
Runtime.install({ logger: new DefaultLogger('WARN') });
const keys = keyRing(process.env, home.var);
const ledger = await openLedger(home.ledger, keys);
const store = (hash: string) => protocolByHash(ledger, hash);
const { units } = readUnits(readFileSync(join(home.protocols, 'units', 'qinzhou.yaml'), 'utf8'), 'units');
if (!units) throw new Error('the units cannot be read: run early check protocols/units/*.yaml');
const { client } = await connectClient(address, converter(keys, home.failureConverter, store));
const activities = createActivities({ ledger, client, units });
const worker = await caseWorker({
  connection: { address },
  activities,
  keys,
  store,
  workflowBundle: { codePath: home.workflowBundle },
  failureConverterPath: home.failureConverter,
});
process.once('disconnect', () => process.exit(1)); // Alone it would miss deadlines: nobody sees to the clock.
process.send?.('ready');
await worker.run();
process.exit(0);
