import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createActivities } from '../src/activities/index.ts';
import { districtInForce, keyRing, openLedger, protocolByHash } from '../src/ledger/index.ts';
import { caseWorker, connectClient, converter, homeOf } from '../src/temporal/index.ts';

const address = process.argv[2] ?? process.env.TEMPORAL_ADDRESS ?? '127.0.0.1:7233';
const home = homeOf(import.meta.url);
Runtime.install({ logger: new DefaultLogger('WARN') });
const keys = keyRing(process.env, home.var);
const ledger = await openLedger(home.ledger, keys);
const store = (hash: string) => protocolByHash(ledger, hash);
const { client } = await connectClient(address, converter(keys, home.failureConverter, store));
const activities = createActivities({ ledger, client, district: districtInForce(ledger) });
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
