import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import proto from '@temporalio/proto';
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createActivities } from '../../src/activities/index.ts';
import { districtInForce, protocolByHash } from '../../src/ledger/index.ts';
import { converter, startCase } from '../../src/temporal/index.ts';
import { type View, view } from '../../src/workflow/contract.ts';
import { failureConverterPath, type House, openHouse, workflowBundle } from './house.ts';
import { actOn } from './play.ts';

const address = inject('temporal');
const morning = Date.parse('2020-01-31T08:00:00+08:00');
const place = 'sample-village';
const kernel = ['machine', 'draft', 'time', 'expression'].map((name) =>
  join(import.meta.dirname, '..', '..', 'src', 'kernel', `${name}.ts`),
);
const quiet = { info() {}, debug() {}, trace() {}, log() {}, warn: console.warn, error: console.error };

/** A build of the workflows beside the present one. */
const buildOf = (name: string) =>
  bundleWorkflowCode({ workflowsPath: join(import.meta.dirname, 'upgrade', `${name}.ts`), preloadModules: kernel, logger: quiet });

describe.skipIf(!address)('a rolling upgrade of the workers', { timeout: 120_000 }, () => {
  let house: House;
  const cases: string[] = [];

  /** A worker of one build; `identity` stands in the history of every case it served. */
  async function worker(identity: string, bundle: Awaited<ReturnType<typeof buildOf>> | typeof workflowBundle) {
    // As in a process of its own.
    const connection = await NativeConnection.connect({ address: address! });
    const store = (hash: string) => protocolByHash(house.ledger, hash);
    const made = await Worker.create({
      connection,
      identity,
      taskQueue: 'upgrade',
      workflowBundle: bundle,
      activities: createActivities({
        ledger: house.ledger,
        client: house.client,
        district: districtInForce(house.ledger),
        queue: 'upgrade',
      }),
      dataConverter: converter(house.keys, failureConverterPath, store),
    });
    const running = made.run();
    return {
      async stop() {
        made.shutdown();
        await running;
        await connection.close();
      },
    };
  }
  const reading = async (round: number) => {
    const at = morning + round * 1_000;
    const data = { celsius: 36.5, symptoms: false };
    const input = { kind: 'event' as const, event: 'temperature_taken', at, recorded: at, by: { role: 'village_doctor', place }, data };
    await Promise.all(cases.map(async (id) => expect(await actOn(house, id, input, `r${round}`)).toHaveProperty('seq')));
  };

  beforeAll(async () => {
    house = await openHouse(address!, 'upgrade-house');
    for (let i = 0; i < 8; i++) cases.push(`c-upgrade-${i}-${Date.now()}`);
  }, 60_000);
  afterAll(() => house?.close());

  it('old and new serve the same cases side by side; the old one goes, and no case is held up, lost or told twice', async () => {
    const old = await worker('old-build', workflowBundle);
    const hash = house.library.get('close-contact')!.hash;
    for (const id of cases) {
      const opening = {
        id,
        subject: `p-${id}`,
        place,
        now: morning,
        by: { role: 'county_cdc', place },
        data: { exposed_on: '2020-01-30' },
      };
      await startCase(house.client, { hash, opening, clock: { virtual: morning, real: Date.now(), rate: 0 }, queue: 'upgrade' });
    }
    await reading(1);
    const next = await worker('next-build', await buildOf('next'));
    await reading(2);
    await old.stop();
    await reading(3);
    // And back again, should the new build disappoint.
    const again = await worker('old-build', workflowBundle);
    await next.stop();
    await reading(4);
    for (const id of cases) {
      const handle = house.client.workflow.getHandle(id);
      expect((await handle.query<View>(view)).seq).toBe(5);
      const { events } = await handle.fetchHistory();
      const served = new Set(events!.flatMap((event) => event.workflowTaskStartedEventAttributes?.identity ?? []));
      expect([...served].sort()).toEqual(['next-build', 'old-build']);
      expect(events!.filter((event) => event.workflowTaskFailedEventAttributes)).toEqual([]);
    }
    await again.stop();
  });

  it('a build that would break running cases is found by the recorded histories, before any worker of it starts', async () => {
    const folder = join(import.meta.dirname, '..', 'replay');
    const [file] = readdirSync(folder).filter((name) => name.endsWith('.json'));
    const { protocols, history } = JSON.parse(readFileSync(join(folder, file!), 'utf8'));
    const { keyRing } = await import('../../src/ledger/index.ts');
    const dataConverter = converter(
      keyRing({ EARLY_KEY: Buffer.alloc(32, 7).toString('base64') }, folder),
      failureConverterPath,
      async (hash) => protocols[hash],
    );
    const recorded = proto.temporal.api.history.v1.History.decode(Buffer.from(history, 'base64'));
    await expect(Worker.runReplayHistory({ workflowBundle: await buildOf('careless'), dataConverter }, recorded)).rejects.toThrow(
      /[Nn]ondeterminism|TMPRL1100/,
    );
    await Worker.runReplayHistory({ workflowBundle: await buildOf('next'), dataConverter }, recorded);
  });
});
