import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { keyRing, type Ledger, openLedger } from '../../src/ledger/index.ts';
import { connectClient, converter, homeOf, startCase } from '../../src/temporal/index.ts';
import * as contract from '../../src/workflow/contract.ts';
import { setClock, type View, view } from '../../src/workflow/contract.ts';
import { type House, openHouse } from '../cli/early.ts';
import { readLibrary } from '../library.ts';

const binary = inject('temporalBinary');
const begins = Date.parse('2020-01-31T08:00:00+08:00');
const place = 'sample-village';
/** An hour in a second: in the time that the worker stands still something falls due. */
const rate = 3_600;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe.skipIf(binary === undefined)('a worker that stands still for longer than a workflow task may take', { timeout: 120_000 }, () => {
  let house: House;
  let ledger: Ledger;
  let inside: Awaited<ReturnType<typeof connectClient>>;
  beforeAll(async () => {
    house = await openHouse(binary!, begins);
    const home = homeOf(import.meta.url, house.env);
    const keys = keyRing({}, house.folder);
    inside = await connectClient(house.address, converter(keys, home.failureConverter));
    ledger = await openLedger(home.ledger, keys);
  }, 120_000);
  afterAll(async () => {
    house?.worker.kill('SIGCONT');
    await inside?.close();
    await ledger?.close();
    await house?.close();
  });

  // The SDK goes on in the next task with what it had begun in the last: played again, that had another time.
  it('while it writes a step leaves cases that can be played again', async () => {
    const { hash } = readLibrary().machines.find(({ protocol }) => protocol.protocol === 'close-contact')!;
    const ids = Array.from({ length: 8 }, (_, n) => `c-frozen-${n}`);
    const clockAt = () => ({ virtual: begins + rate * (Date.now() - start), real: Date.now(), rate });
    const start = Date.now();
    for (const id of ids) {
      const opening = { id, subject: `p-${id}`, place, now: begins, by: { role: 'county_cdc', place }, data: { exposed_on: '2020-01-30' } };
      await startCase(inside.client, { hash, opening, clock: clockAt() });
    }
    const handles = ids.map((id) => inside.client.workflow.getHandle(id));
    const seqs = async () => Promise.all(handles.map(async (handle) => (await handle.query<View>(view)).seq));
    while ((await seqs()).some((seq) => seq < 2)) await sleep(200);
    await ledger.db.transaction().execute(async (tx) => {
      await sql`update cases set seq = seq where id = 'none'`.execute(tx);
      // Whatever is due is written now, and the ledger is taken.
      await Promise.all(handles.map((handle) => handle.signal(setClock, clockAt())));
      await sleep(700);
      house.worker.kill('SIGSTOP');
      await sleep(12_000);
      house.worker.kill('SIGCONT');
      await sleep(300);
    });
    const stopped = { virtual: clockAt().virtual + HOUR, real: Date.now(), rate: 0 };
    const whole = () => Promise.all(handles.map((handle) => handle.query(contract.whole)));
    for (const handle of handles) await handle.signal(setClock, stopped);
    const views = () => Promise.all(handles.map((handle) => handle.query<View>(view)));
    while ((await views()).some(({ now, projected }) => now < stopped.virtual - DAY || !projected)) await sleep(200);
    const alive = await whole();
    // Another worker knows them from their histories alone.
    await house.hire();
    expect(await whole()).toEqual(alive);
    expect(await house.early('replay')).toMatchObject({ code: 0, out: expect.stringContaining('0 would not') });
  });
});
