import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { createActivities } from '../../src/activities/index.ts';
import type { Machine, Protocol, Units } from '../../src/kernel/index.ts';
import { load } from '../../src/kernel/index.ts';
import {
  districtInForce,
  type KeyRing,
  keyRing,
  type Ledger,
  openLedger,
  operator,
  protocolByHash,
  publishProtocol,
  publishUnits,
} from '../../src/ledger/index.ts';
import { caseWorker, connectClient, converter } from '../../src/temporal/index.ts';
import { readLibrary } from '../library.ts';

const root = join(import.meta.dirname, '..', '..');
export const failureConverterPath = join(root, 'dist', 'failure-converter.cjs');
export const workflowBundle = { codePath: join(root, 'dist', 'workflow.js') };

export interface House {
  client: Client;
  ledger: Ledger;
  keys: KeyRing;
  units: Units;
  folder: string;
  queue: string;
  /** Machines by protocol name, under the hash of the store. */
  library: Map<string, Machine>;
  publish(protocol: Protocol): Promise<string>;
  /** Puts another worker in the place of this one: it remembers nothing and plays every history again. */
  renew(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A whole house on a running server: ledger, worker and client in this process, on a queue of its own, with the library's protocols
 * and units where no others are given, and with activities amended where a test wants it.
 */
export async function openHouse(
  address: string,
  queue: string,
  { env = {}, machines, units }: { env?: Record<string, string>; machines: readonly Machine[]; units: Units } = readLibrary(),
  bundle: Parameters<typeof caseWorker>[0]['workflowBundle'] = workflowBundle,
  amended: (activities: ReturnType<typeof createActivities>) => ReturnType<typeof createActivities> = (right) => right,
): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'early-'));
  const keys = keyRing(env, folder);
  const ledger = await openLedger(join(folder, 'ledger.db'), keys);
  await publishUnits(ledger, units, operator);
  const library = new Map<string, Machine>();
  const publish = async (protocol: Protocol) => (await publishProtocol(ledger, protocol)).hash;
  for (const { protocol } of machines) library.set(protocol.protocol, load(protocol, await publish(protocol)));
  const store = (hash: string) => protocolByHash(ledger, hash);
  const { client, close } = await connectClient(address, converter(keys, failureConverterPath, store));
  const activities = amended(createActivities({ ledger, client, district: districtInForce(ledger), queue }));
  const hired = async () => {
    const worker = await caseWorker({
      connection: { address },
      activities,
      keys,
      store,
      workflowBundle: bundle,
      failureConverterPath,
      queue,
    });
    return { worker, running: worker.run() };
  };
  let { worker, running } = await hired();
  return {
    client,
    ledger,
    keys,
    units,
    folder,
    queue,
    library,
    publish,
    async renew() {
      worker.shutdown();
      await running;
      ({ worker, running } = await hired());
    },
    async close() {
      worker.shutdown();
      await running;
      await close();
      await ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
