import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import type { MigrationWork, Published } from '../../src/house/index.ts';
import type { Clock, MigrationMap } from '../../src/kernel/index.ts';
import { readMigration, readProtocol, readUnits } from '../../src/language/index.ts';
import { keyRing, openLedger, operator, protocolByHash, publishProtocol, publishUnits, setClock } from '../../src/ledger/index.ts';
import { connectClient, converter, findTemporal, homeOf, startDevServer } from '../../src/temporal/index.ts';

/** A house of its own with one worker process, its clock standing still, and two editions of the suspected case. */
export interface MigrationHouse extends MigrationWork {
  client: Client;
  clock: Clock;
  former: Published;
  present: Published;
  map: MigrationMap;
  close(): Promise<void>;
}

export async function migrationHouse(from: number, say: (line: string | { en: string }) => void): Promise<MigrationHouse> {
  const found = await findTemporal(process.env, say);
  if (found.way === 'address') throw new Error('this bench brings up a server of its own: unset TEMPORAL_ADDRESS');
  const folder = mkdtempSync(join(tmpdir(), 'early-bench-migrate-'));
  const home = homeOf(import.meta.url, { EARLY_VAR: folder });
  const server = await startDevServer({ binary: found.binary, file: home.temporalFile });
  const keys = keyRing({}, folder);
  const ledger = await openLedger(home.ledger, keys);
  const read = (...path: string[]) => readFileSync(join(home.protocols, ...path), 'utf8');
  const published = async (...path: string[]): Promise<Published> => {
    const protocol = readProtocol(read(...path), path.join('/')).protocol!;
    return { hash: (await publishProtocol(ledger, protocol)).hash, protocol };
  };
  const units = readUnits(read('units', 'qinzhou.yaml'), 'units').units!;
  await publishUnits(ledger, units, operator);
  // Ladders open it.
  await published('supervision', 'protocol.yaml');
  const former = await published('suspected-case', 'edition-2020-02-18.yaml');
  const present = await published('suspected-case', 'protocol.yaml');
  const map = readMigration(read('suspected-case', 'migration.yaml'), 'map', { from: former.protocol, to: present.protocol }).map!;
  const clock = { virtual: from, real: Date.now(), rate: 0 };
  await setClock(ledger, clock);
  const worker = fork(home.worker, [server.address], {
    env: { ...process.env, EARLY_VAR: folder, DATABASE_URL: '' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('exit', (code) => reject(new Error(`the worker ended (${code})`)));
  });
  const connected = await connectClient(
    server.address,
    converter(keys, home.failureConverter, (hash) => protocolByHash(ledger, hash)),
  );
  return {
    client: connected.client,
    ledger,
    keys,
    units,
    clock,
    former,
    present,
    map,
    async close() {
      await connected.close();
      const gone = new Promise((resolve) => worker.once('exit', resolve));
      worker.kill('SIGTERM');
      await gone;
      await ledger.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
