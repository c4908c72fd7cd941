import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflow } from '../../bundle.js';
import { connectClient, converter } from '../../src/temporal/index.ts';
import { type Child, startChild } from './child.ts';
import { home, openHouse, type Place, publishLibrary, type Side, sides } from './house.ts';
import type { Table } from './play.ts';

/** Both sides on one server, each with a ledger, a queue and a worker of its own. */
export interface Bench {
  tables: Record<Side, Table>;
  places: Record<Side, Place>;
  workers: Record<Side, Child>;
  folder: string;
}

/** Sets both sides up in `folder`; `ends` gets what is to be ended, in the order in which it began. `profile`: a folder for CPU profiles. */
export async function setUp(
  { address, profile }: { address: string; profile?: string },
  folder: string,
  ends: (() => Promise<unknown>)[],
): Promise<Bench> {
  const key = randomBytes(32).toString('base64');
  const bundles = { engine: home.workflowBundle, expert: join(folder, 'expert.js') };
  writeFileSync(bundles.expert, await bundleExpert());
  const made = await Promise.all(
    sides.map(async (side) => {
      const queue = `${side}-${randomBytes(4).toString('hex')}`;
      const place: Place = { side, address, ledger: join(folder, `${side}.db`), queue, bundle: bundles[side], key };
      const house = await openHouse(place);
      ends.push(() => house.ledger.close());
      const hash = await publishLibrary(house);
      const { client, close } = await connectClient(address, converter(house.keys, home.failureConverter, house.store));
      ends.push(close);
      const worker = await startChild('durable-worker', place, profile);
      ends.push(() => worker.stop());
      return { place, worker, table: { ...house, side, client, queue, hash } satisfies Table };
    }),
  );
  const [engine, expert] = [made[0]!, made[1]!];
  return {
    tables: { engine: engine.table, expert: expert.table },
    places: { engine: engine.place, expert: expert.place },
    workers: { engine: engine.worker, expert: expert.worker },
    folder,
  };
}

/** Bundled and shared among cases as the engine is. */
function bundleExpert(): Promise<string> {
  const at = (file: string) => join(home.root, 'bench', 'durable', 'expert', file);
  return bundleWorkflow(at('workflow.ts'), ['facts.ts', 'moments.ts', 'projection.ts', 'refuse.ts'].map(at));
}
