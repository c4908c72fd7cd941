import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { connectClient, startCase } from '../../src/temporal/index.ts';
import { act, message, type View, view } from '../../src/workflow/contract.ts';
import { type House, openHouse } from './house.ts';
import { actOn } from './play.ts';

const address = inject('temporal');
const morning = Date.parse('2020-01-31T08:00:00+08:00');
const place = 'sample-village';

/** Of chance, so that packing makes it no smaller. */
const textOf = (bytes: number) =>
  randomBytes(Math.ceil(bytes * 0.75))
    .toString('base64')
    .slice(0, bytes);

describe.skipIf(!address)('what is too large', () => {
  let house: House;
  let n = 0;
  beforeAll(async () => {
    house = await openHouse(address!, 'large');
  }, 60_000);
  afterAll(() => house?.close());

  async function opened(protocol: string, data: Record<string, string>, { library, client, queue } = house): Promise<string> {
    const id = `c-large-${++n}-${Date.now()}`;
    const opening = { id, subject: `s-${id}`, place, now: morning, by: { role: 'county_cdc', place }, data };
    const clock = { virtual: morning, real: Date.now(), rate: 0 };
    await startCase(client, { hash: library.get(protocol)!.hash, opening, clock, queue });
    return id;
  }

  it('ends no case: an Update of 3 MB that a stranger sends while others speak to it is turned away before the case sees it', async () => {
    const id = await opened('close-contact', { exposed_on: '2020-01-30' });
    const handle = house.client.workflow.getHandle(id);
    const stranger = await connectClient(address!, {});
    try {
      let said = 0;
      let isOver = false;
      const others = (async () => {
        while (!isOver) {
          const news = { event: 'opened', from: 'c-other', number: ++said, at: morning, recorded: morning };
          await handle.signal(message, { ...news, data: { exposed_on: '2020-01-30' } });
        }
      })();
      const sent = stranger.client.withDeadline(Date.now() + 3_000, () =>
        stranger.client.workflow.getHandle(id).executeUpdate(act, { args: [{ text: textOf(3_000_000) }] }),
      );
      await expect(sent).rejects.toThrow();
      isOver = true;
      await others;
      expect((await handle.describe()).status.name).toBe('RUNNING');
      const { events } = await handle.fetchHistory();
      expect(events!.filter((event) => event.workflowTaskFailedEventAttributes)).toEqual([]);
      const reading = {
        kind: 'event' as const,
        event: 'temperature_taken',
        at: morning,
        recorded: morning,
        data: { celsius: 36.5, symptoms: false },
      };
      expect(await actOn(house, id, { ...reading, by: { role: 'village_doctor', place } }, 'after')).toMatchObject({ at: ['observed'] });
      expect((await handle.query<View>(view)).facts).toMatchObject({ none_left: false });
    } finally {
      await stranger.close();
    }
  }, 60_000);
});
