import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startCase } from '../../src/temporal/index.ts';
import { type View, view } from '../../src/workflow/contract.ts';
import { type House, openHouse, workflowBundle } from './house.ts';

const address = inject('temporal');
const morning = Date.parse('2020-01-31T08:00:00+08:00');
const place = 'sample-village';

describe.skipIf(!address)('while the ledger keeps silent', { timeout: 60_000 }, () => {
  let house: House;
  let silent = 2;
  let end = () => {};
  const tillTheEnd = new Promise<void>((resolve) => {
    end = resolve;
  });
  beforeAll(async () => {
    house = await openHouse(address!, 'slow-ledger', undefined, undefined, (right) => ({
      ...right,
      project: (projection) => (silent-- > 0 ? tillTheEnd : right.project(projection)),
    }));
  }, 60_000);
  afterAll(async () => {
    end();
    await house?.close();
  });

  // Played again, a workflow task that was held open for long has another time than when it ran: what fell due meanwhile came too early.
  it('what falls due comes once the case goes on, and its history plays again as it was', async () => {
    const id = `c-slow-${Date.now()}`;
    const opening = { id, subject: `p-${id}`, place, now: morning, by: { role: 'county_cdc', place }, data: { exposed_on: '2020-01-30' } };
    const clock = { virtual: morning, real: Date.now(), rate: 7_200 };
    await startCase(house.client, { hash: house.library.get('close-contact')!.hash, opening, clock, queue: house.queue });
    const handle = house.client.workflow.getHandle(id);
    for (let tries = 0; tries < 400; tries++) {
      const { projected, seq } = await handle.query<View>(view).catch(() => ({ projected: false, seq: 0 }));
      if (silent < 0 && projected && seq > 2) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const history = await handle.fetchHistory();
    expect(silent).toBeLessThan(0);
    const dataConverter = house.client.options.loadedDataConverter as never;
    await Worker.runReplayHistory({ workflowBundle, dataConverter }, history, id);
  });
});
