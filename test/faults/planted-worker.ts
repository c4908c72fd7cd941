// A worker that is killed at the worst moment: when its projection is written and the workflow task that asked for it is not. With
// `ignoring` its ledger keeps what is there and ignores what comes again under the same number, as a wrong ledger would.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createActivities } from '../../src/activities/index.ts';
import type { Projection } from '../../src/kernel/index.ts';
import { readUnits } from '../../src/language/index.ts';
import { keyRing, type Ledger, openLedger, protocolByHash } from '../../src/ledger/index.ts';
import { writing } from '../../src/ledger/open.ts';
import { caseWorker, connectClient, converter, errorsOnly, homeOf } from '../../src/temporal/index.ts';

export interface Planted {
  address: string;
  ledger: string;
  folder: string;
  queue: string;
  ignoring: boolean;
  /** Number of the step after which it waits to be killed. */
  stopAfter?: number;
}

const { address, ledger: file, folder, queue, ignoring, stopAfter } = JSON.parse(process.argv[2]!) as Planted;
const home = homeOf(import.meta.url);
errorsOnly();
const keys = keyRing({}, folder);
const ledger = await openLedger(file, keys);
const store = (hash: string) => protocolByHash(ledger, hash);
const { client } = await connectClient(address, converter(keys, home.failureConverter, store));
const { units } = readUnits(readFileSync(join(home.protocols, 'units', 'qinzhou.yaml'), 'utf8'), 'units');
const right = createActivities({ ledger, client, district: async () => ({ units: units!, rosters: [] }), queue });

/** The lines that are there stay; those that come are added where there is none. */
async function insertOrIgnore(held: Ledger, projection: Projection): Promise<void> {
  const of = projection.row.id;
  const before = await held.db.selectFrom('timeline').selectAll().where('case_id', '=', of).execute();
  await right.project(projection);
  await writing(held, async (tx) => {
    for (const line of before) {
      await tx.deleteFrom('timeline').where('case_id', '=', of).where('seq', '=', line.seq).where('line', '=', line.line).execute();
      await tx.insertInto('timeline').values(line).execute();
    }
  });
}

const activities: typeof right = {
  ...right,
  async project(projection) {
    await (ignoring ? insertOrIgnore(ledger, projection) : right.project(projection));
    if (projection.row.seq !== stopAfter) return;
    process.send?.('written');
    await new Promise(() => {});
  },
};
const worker = await caseWorker({
  connection: { address },
  activities,
  keys,
  store,
  workflowBundle: { codePath: home.workflowBundle },
  failureConverterPath: home.failureConverter,
  queue,
});
process.once('disconnect', () => process.exit(1));
process.send?.('ready');
await worker.run();
