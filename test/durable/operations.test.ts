import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { lastNight, listFindings, project, reserveCase } from '../../src/ledger/index.ts';
import { liveCases, startCase, startOperations } from '../../src/temporal/index.ts';
import { type OperationsView, reconcileNow, setClock, view } from '../../src/workflow/contract.ts';
import { type House, openHouse } from './house.ts';

const address = inject('temporal');
const evening = Date.parse('2020-01-31T22:00:00+08:00');
const two = Date.parse('2020-02-01T02:00:00+08:00');
const DAY = 86_400_000;
const place = 'sample-village';

describe.skipIf(!address)('the nightly operations', () => {
  let house: House;
  const id = `operations-${Date.now()}`;
  const cases: string[] = [];
  beforeAll(async () => {
    house = await openHouse(address!, `operations-${Date.now()}`);
    for (let n = 0; n < 3; n++) {
      const data = { exposed_on: '2020-01-30' };
      const { caseId } = await reserveCase(house.ledger, { subject: `p-${n}`, family: 'close-contact', place, opening: data });
      cases.push(caseId);
      const opening = { id: caseId, subject: `p-${n}`, place, now: evening, by: { role: 'county_cdc', place }, data };
      const { hash } = house.library.get('close-contact')!;
      await startCase(house.client, { hash, opening, clock: { virtual: evening, real: Date.now(), rate: 0 }, queue: house.queue });
    }
    await startOperations(house.client, { clock: at(evening), zone: 'Asia/Shanghai', at: '02:00', id, queue: house.queue });
  }, 60_000);
  afterAll(() => house?.close());

  const at = (virtual: number) => ({ virtual, real: Date.now(), rate: 0 });
  const handle = () => house.client.workflow.getHandle(id);
  const until = async <T>(look: () => Promise<T>, good: (value: T) => boolean): Promise<T> => {
    for (let i = 0; i < 400; i++) {
      const value = await look();
      if (good(value)) return value;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`did not come about: ${JSON.stringify(await look())}`);
  };
  const night = () => lastNight(house.ledger);
  const openFindings = async () => (await listFindings(house.ledger, { open: true })).findings;

  it('wait for their hour in the time of the cases, look once, and wait for the next night', async () => {
    expect(await handle().query<OperationsView>(view)).toEqual({ due: two });
    await until(
      () => house.ledger.db.selectFrom('cases').select('id').where('digest', 'is not', null).execute(),
      (rows) => rows.length === 3,
    );
    await handle().signal(setClock, at(two - 1));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await night()).toBeUndefined();
    await handle().signal(setClock, at(two));
    const first = await until(night, (found) => found !== undefined);
    expect(first).toMatchObject({ compared: 3, count: 0, differences: [], audit: { seq: expect.any(Number) } });
    const seen = await until(
      () => handle().query<OperationsView>(view),
      (current) => current.last !== undefined,
    );
    expect(seen).toMatchObject({ due: two + DAY, last: { compared: 3, count: 0 } });
    expect(await openFindings()).toEqual([]);
  }, 60_000);

  it('make every difference a finding, and close it when the case agrees again', async () => {
    const [changed] = cases as [string];
    const { subject: gone } = { subject: 'p-gone' };
    const { caseId: never } = await reserveCase(house.ledger, { subject: gone, family: 'close-contact', place, opening: {} });
    await house.ledger.db.updateTable('cases').set({ digest: 'changed by hand' }).where('id', '=', changed).execute();
    const before = await night();
    await handle().signal(setClock, at(two + DAY));
    const found = await until(night, (last) => last!.startedAt !== before!.startedAt);
    expect(found!.differences.map((difference) => [difference.case, difference.code]).sort()).toEqual(
      [
        [changed, 'digest_differs'],
        [never, 'not_confirmed'],
      ].sort(),
    );
    expect((await openFindings()).map((finding) => finding.case).sort()).toEqual([changed, never].sort());

    const told = await liveCases(house.client, house.queue).ask(changed);
    if (!told || told === 'silent') throw new Error('it does not answer');
    await project(house.ledger, told.projection);
    await handle().signal(reconcileNow);
    await until(openFindings, (open) => open.length === 1);
    expect(await openFindings()).toMatchObject([{ case: never, kind: 'ledger_differs', detail: { code: 'not_confirmed' } }]);
  }, 60_000);

  it('find lines taken off the end of the audit, since they know where it ended the night before', async () => {
    const { ledger } = house;
    await until(
      () => handle().query<OperationsView>(view),
      ({ last }) => last !== undefined && last.head.seq > 0,
    );
    await ledger.db.schema.dropTable('audit_head').execute();
    await ledger.db.schema.dropTable('audit').execute();
    const { migrationsOf } = await import('../../src/ledger/migrations/index.ts');
    await migrationsOf('sqlite', house.keys)['004-audit']!.up(ledger.db as never);
    const before = await night();
    await handle().signal(reconcileNow);
    const found = await until(night, (now) => now!.startedAt !== before!.startedAt);
    expect(found!.audit.fault).toMatchObject({ code: 'missing_at_end' });
    expect((await openFindings()).map(({ kind }) => kind)).toContain('audit_broken');
  }, 60_000);
});
