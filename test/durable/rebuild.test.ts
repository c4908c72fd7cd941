import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { caseById, protocolByHash, rebuildCase, reconcile, reserveCase } from '../../src/ledger/index.ts';
import { converter, liveCases, startCase, storiesOf } from '../../src/temporal/index.ts';
import { setClock, type View, view } from '../../src/workflow/contract.ts';
import { failureConverterPath, type House, openHouse, workflowBundle } from './house.ts';
import { actOn } from './play.ts';

const address = inject('temporal');
const morning = Date.parse('2020-01-31T08:00:00+08:00');
const place = 'sample-village';
const doctor = { role: 'village_doctor', place };
const READ_MODEL = ['cases', 'case_labels', 'tasks', 'timeline', 'case_links'] as const;

describe.skipIf(!address)('the ledger of a house whose read model is lost', () => {
  let house: House;
  const mine = new Set<string>();
  beforeAll(async () => {
    house = await openHouse(address!, 'rebuild');
  }, 60_000);
  afterAll(() => house?.close());

  async function opened(name: string, { continueAfter, from }: { continueAfter?: number; from?: string } = {}): Promise<string> {
    const data = { exposed_on: '2020-01-30' };
    const subject = `p-${name}`;
    const { caseId: id } = await reserveCase(house.ledger, { subject, family: 'close-contact', place, opening: data });
    mine.add(id);
    const opening = { id, subject, place, now: morning, by: { role: 'county_cdc', place }, data, ...(from !== undefined && { from }) };
    const clock = { virtual: morning, real: Date.now(), rate: 0 };
    const { hash } = house.library.get('close-contact')!;
    await startCase(house.client, { hash, opening, clock, queue: house.queue, ...(continueAfter !== undefined && { continueAfter }) });
    return id;
  }
  const read = (id: string, minutes: number, celsius = 36.5) =>
    actOn(
      house,
      id,
      {
        kind: 'event',
        event: 'temperature_taken',
        at: morning + minutes * 60_000,
        recorded: morning + minutes * 60_000,
        by: doctor,
        data: { celsius, symptoms: false },
      },
      `r-${minutes}`,
    );
  async function atRest(id: string): Promise<void> {
    for (let i = 0; ; i++) {
      const seen = await house.client.workflow.getHandle(id).query<View>(view);
      if (seen.projected) return;
      if (i > 200) throw new Error(`${id} does not come to rest`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  async function dump(without: string[] = []): Promise<Record<string, string[]>> {
    const all: Record<string, string[]> = {};
    for (const table of READ_MODEL) {
      const rows = await house.ledger.db.selectFrom(table).selectAll().execute();
      all[table] = rows
        .filter((row) => mine.has('case_id' in row ? row.case_id : (row as { id: string }).id))
        .map((row) => JSON.stringify(row, (name, value: unknown) => (without.includes(name) ? undefined : value)))
        .sort();
    }
    return all;
  }
  async function rebuild(): Promise<Record<string, number>> {
    const replay = {
      workflowBundle,
      queue: house.queue,
      dataConverter: converter(house.keys, failureConverterPath, (hash) => protocolByHash(house.ledger, hash)),
    };
    const fates: Record<string, number> = {};
    for await (const told of storiesOf(house.client, replay, mine)) {
      if ('failed' in told) throw new Error(`${told.case}: ${told.failed}`);
      const fate = await rebuildCase(house.ledger, told.story);
      fates[fate] = (fates[fate] ?? 0) + 1;
    }
    return fates;
  }

  it('has it back, equal to the last line, from the running and the ended cases', async () => {
    const quiet = await opened('quiet');
    const busy = await opened('busy', { continueAfter: 3 });
    for (let n = 1; n <= 7; n++) await read(busy, n);
    const febrile = await opened('febrile');
    await read(febrile, 1, 38.2);
    const late = await opened('late');
    await house.client.workflow.getHandle(late).signal(setClock, { virtual: morning + 3 * 86_400_000, real: Date.now(), rate: 0 });
    const ended = await opened('ended', { from: 'c-source' });
    await house.client.workflow.getHandle(ended).signal('message', {
      event: 'source_excluded',
      from: 'c-source',
      number: 1,
      at: morning + 1,
      recorded: morning + 1,
      data: {},
    });
    for (const id of [quiet, busy, febrile, late]) await atRest(id);
    // The file that the late case opened, and what they tell one another, come to rest too.
    for (let seen = ''; ; ) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const files = await house.ledger.db.selectFrom('case_links').select('case_id').where('linked', '=', late).execute();
      for (const { case_id } of files) mine.add(case_id);
      const now = JSON.stringify(await dump());
      if (now === seen) break;
      seen = now;
    }
    const before = await dump();
    expect(before.cases!.filter((row) => row.includes('"life":"closed"'))).toHaveLength(1);
    expect(before.cases!.filter((row) => row.includes('"protocol":"supervision"'))).toHaveLength(1);
    expect(before.case_links!.length).toBeGreaterThan(1);
    expect((await caseById(house.ledger, busy))!.timeline.length).toBeGreaterThan(7);
    expect(await rebuild()).toEqual({ same: before.cases!.length });
    expect(await dump()).toEqual(before);

    for (const table of ['case_labels', 'tasks', 'timeline', 'case_links', 'cases'] as const)
      await house.ledger.db.deleteFrom(table).execute();
    expect((await dump()).cases).toEqual([]);
    expect(await rebuild()).toEqual({ missing: before.cases!.length });
    // When a case was reserved is the ledger's own; its first run's start is as near as Temporal knows.
    const own = ['reserved_at'];
    expect(await dump(own)).toEqual(
      Object.fromEntries(Object.entries(before).map(([table, rows]) => [table, rows.map((row) => without(row, own)).sort()])),
    );
    const row = await house.ledger.db.selectFrom('cases').selectAll().where('id', '=', busy).executeTakeFirstOrThrow();
    expect(row).toMatchObject({ family: 'close-contact', opening: '{"exposed_on":"2020-01-30"}', reserved_at: expect.any(Number) });
    const live = liveCases(house.client, house.queue);
    expect((await reconcile(house.ledger, { ...live, running: async () => ({ ids: [...mine] }) })).differences).toEqual([]);
  }, 120_000);

  it('puts right what was changed in it, and leaves what it does not know', async () => {
    const id = await opened('changed');
    await read(id, 1);
    await atRest(id);
    const before = await dump();
    await house.ledger.db.updateTable('cases').set({ stage: 'treat', digest: 'x' }).where('id', '=', id).execute();
    await house.ledger.db.updateTable('timeline').set({ effect: '{}' }).where('case_id', '=', id).execute();
    await house.ledger.db.deleteFrom('tasks').where('case_id', '=', id).execute();
    const fates = await rebuild();
    expect(fates.differed).toBe(1);
    expect(await dump()).toEqual(before);
  }, 60_000);
});

const without = (row: string, names: string[]) =>
  JSON.stringify(JSON.parse(row), (name, value: unknown) => (names.includes(name) ? undefined : value));
