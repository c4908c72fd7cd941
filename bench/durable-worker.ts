// The worker of one side of `npm run bench:durable`: the same in both but for the bundle. Its CPU is that side's figure.
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createActivities } from '../src/activities/index.ts';
import { caseWorker, connectClient, converter } from '../src/temporal/index.ts';
import { home, openHouse, type Place } from './durable/house.ts';

const place = JSON.parse(process.argv[2]!) as Place;
const { address, queue } = place;
Runtime.install({ logger: new DefaultLogger('WARN') });
const { ledger, keys, units, store } = await openHouse(place);
const { client } = await connectClient(address, converter(keys, home.failureConverter, store));
const worker = await caseWorker({
  connection: { address },
  activities: createActivities({ ledger, client, district: async () => ({ units, rosters: [] }), queue }),
  keys,
  store,
  workflowBundle: { codePath: place.bundle },
  failureConverterPath: home.failureConverter,
  queue,
});
process.on('message', (asked) => {
  if (asked === 'usage') process.send?.(process.cpuUsage());
  else worker.shutdown();
});
process.send?.('ready');
await worker.run();
process.exit(0);
