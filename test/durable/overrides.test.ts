import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { caseById, operator, personFor, putPerson, reserveCase } from '../../src/ledger/index.ts';
import { startCase } from '../../src/temporal/index.ts';
import { type View, view } from '../../src/workflow/contract.ts';
import { type House, openHouse } from './house.ts';
import { actOn } from './play.ts';

const address = inject('temporal');
const morning = Date.parse('2020-01-31T08:00:00+08:00');
const place = 'sample-village';
const cdc = { role: 'county_cdc', place: 'qinzhou-cdc' };
const doctor = { role: 'village_doctor', place };

describe.skipIf(!address)('what supervisors do to a durable case', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(address!, 'overrides');
  }, 60_000);
  afterAll(() => house?.close());

  async function opened(subject: string): Promise<string> {
    const data = { exposed_on: '2020-01-30' };
    const { caseId: id } = await reserveCase(house.ledger, { subject, family: 'close-contact', place, opening: data });
    const opening = { id, subject, place, now: morning, by: cdc, data };
    const clock = { virtual: morning, real: Date.now(), rate: 0 };
    await startCase(house.client, { hash: house.library.get('close-contact')!.hash, opening, clock, queue: house.queue });
    return id;
  }
  const seen = (id: string) => house.client.workflow.getHandle(id).query<View>(view);
  const until = async <T>(look: () => Promise<T>, good: (value: T) => boolean): Promise<T> => {
    for (let i = 0; i < 200; i++) {
      const value = await look();
      if (good(value)) return value;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('did not come about');
  };
  const closed = (id: string) =>
    until(
      async () => (await house.client.workflow.getHandle(id).describe()).status.name,
      (name) => name === 'COMPLETED',
    );
  const decided = { recorded: morning, by: cdc, reason: 'so decided' };
  const reading = (minute: number, celsius = 36.5) => ({
    kind: 'event' as const,
    event: 'temperature_taken',
    at: morning + minute * 60_000,
    recorded: morning + minute * 60_000,
    by: doctor,
    data: { celsius, symptoms: false },
  });

  it('a case whose workflow has ended is opened again in another run, once, with its record, and goes on', async () => {
    const id = await opened('p-again');
    await actOn(house, id, reading(0), 'r');
    await actOn(house, id, { kind: 'void', ...decided }, 'v');
    await closed(id);
    expect(await actOn(house, id, reading(1), 'late')).toMatchObject({ refused: 'ended' });
    expect(await actOn(house, id, { kind: 'reopen', to: 'nowhere', ...decided }, 'x')).toMatchObject({ refused: 'unknown_state' });
    expect((await caseById(house.ledger, id))!.life).toBe('closed');
    const again = await Promise.all([1, 2].map(() => actOn(house, id, { kind: 'reopen', ...decided }, 'again')));
    expect(again[0]).toEqual(again[1]);
    expect(again[0]).toMatchObject({ at: ['observed'] });
    expect(await actOn(house, id, reading(2), 'r2')).toMatchObject({ at: ['observed'] });
    const file = await until(
      () => caseById(house.ledger, id),
      (held) => held?.row?.seq === 5,
    );
    const notes = file!.timeline.flatMap((effect) => (effect.kind === 'record' ? [effect.note] : []));
    expect(notes.filter(({ note }) => note === 'event')).toHaveLength(3);
    expect(notes.flatMap((note) => (note.note === 'overridden' ? [note.override.kind] : []))).toEqual(['void', 'reopen']);
    expect(file!.life).toBe('running');
  });

  it('is not opened again beside another open case of the same person', async () => {
    const id = await opened('p-two');
    await actOn(house, id, { kind: 'void', ...decided }, 'v');
    await closed(id);
    await until(
      () => caseById(house.ledger, id),
      (held) => held?.life === 'closed',
    );
    const other = await opened('p-two');
    expect(other).not.toBe(id);
    expect(await actOn(house, id, { kind: 'reopen', ...decided }, 'again')).toEqual({ refused: 'open_elsewhere', params: { case: other } });
  });

  it('two cases of one person become one, without a reading lost, however often it is said', async () => {
    const put = async (phone: string) => (await putPerson(house.ledger, { name: '甲样例', phone }, operator)).id;
    const [one, other] = [await put('1'), await put('2')];
    const [stays, goes] = [await opened(one), await opened(other)];
    await actOn(house, stays, reading(0), 'a');
    await actOn(house, goes, reading(1), 'b');
    const said = await actOn(house, goes, { kind: 'merge', into: stays, ...decided }, 'm');
    expect(said).toMatchObject({ seq: 3 });
    await closed(goes);
    expect(await actOn(house, goes, { kind: 'merge', into: stays, ...decided }, 'm')).toEqual(said);
    expect(await actOn(house, goes, { kind: 'reopen', ...decided }, 'again')).toMatchObject({ refused: 'merged', params: { case: stays } });
    await until(
      () => seen(stays),
      (current) => current.seq >= 4,
    );
    const file = await until(
      () => caseById(house.ledger, stays),
      (held) => (held?.row?.seq ?? 0) >= 4,
    );
    const entries = file!.timeline.flatMap((effect) =>
      effect.kind === 'record' && effect.note.note === 'event' ? [effect.note.entry] : [],
    );
    expect(entries.filter(({ event }) => event === 'temperature_taken').map(({ at }) => at)).toEqual([morning, morning + 60_000]);
    expect(entries.filter(({ taken }) => taken?.case === goes)).toHaveLength(2);
    expect(await personFor(house.ledger.db, other)).toBe(one);
  });
});
