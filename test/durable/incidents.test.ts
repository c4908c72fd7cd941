import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { caseById, listIncidents, publishUnits, reserveCase } from '../../src/ledger/index.ts';
import { startCase, stuckCases } from '../../src/temporal/index.ts';
import { setClock, type View, view } from '../../src/workflow/contract.ts';
import { readLibrary } from '../library.ts';
import { type House, openHouse } from './house.ts';
import { actOn } from './play.ts';

const address = inject('temporal');
const morning = Date.parse('2020-01-31T08:00:00+08:00');
const place = 'sample-village';
const cdc = { role: 'county_cdc', place: 'qinzhou-cdc' };
const library = readLibrary();
const protocolOf = (name: string) => library.machines.find(({ protocol }) => protocol.protocol === name)!.protocol;

describe.skipIf(!address)('what goes wrong in a case', () => {
  let house: House;
  beforeAll(async () => {
    const machines = library.machines.filter(({ protocol }) => protocol.protocol === 'close-contact');
    house = await openHouse(address!, 'incidents', { machines, units: library.units });
  }, 60_000);
  afterAll(() => house?.close());

  const clock = (virtual: number) => ({ virtual, real: Date.now(), rate: 0 });
  async function opened(subject: string, hash = house.library.get('close-contact')!.hash): Promise<string> {
    const data = { exposed_on: '2020-01-30' };
    const { caseId: id } = await reserveCase(house.ledger, { subject, family: 'close-contact', place, opening: data });
    await startCase(house.client, {
      hash,
      opening: { id, subject, place, now: morning, by: cdc, data },
      clock: clock(morning),
      queue: house.queue,
    });
    return id;
  }
  const until = async <T>(look: () => Promise<T>, good: (value: T) => boolean): Promise<T> => {
    for (let i = 0; i < 300; i++) {
      const value = await look();
      if (good(value)) return value;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('did not come about');
  };
  const flagged = async (id: string) => (await listIncidents(house.ledger)).incidents.filter((incident) => incident.case.id === id);

  it('what could not be done is flagged, listed, and done when a supervisor says so', async () => {
    const id = await opened('p-undone');
    const handle = house.client.workflow.getHandle(id);
    await handle.signal(setClock, clock(morning + 30 * 3_600_000));
    const [incident] = await until(
      () => flagged(id),
      (found) => found.length > 0,
    );
    expect(incident!.attention).toMatchObject({ code: 'effect_failed', detail: { says: 'unpublished', protocol: 'supervision' } });
    await house.publish(protocolOf('supervision'));
    const decided = { recorded: morning + 30 * 3_600_000, reason: 'it is published now', by: cdc };
    const doctor = { role: 'village_doctor', place };
    const resolve = { kind: 'resolve' as const, seq: incident!.attention.seq, retry: true as const };
    expect(await actOn(house, id, { ...resolve, ...decided, by: doctor }, 'no')).toMatchObject({ refused: 'not_supervisor' });
    expect(await actOn(house, id, { ...resolve, ...decided }, 'again')).toMatchObject({ at: ['observed'] });
    const files = () => house.ledger.db.selectFrom('cases').select('id').where('protocol', '=', 'supervision').execute();
    expect(await until(files, (rows) => rows.length > 0)).toHaveLength(1);
    await until(
      () => flagged(id),
      (found) => found.length === 0,
    );
  });

  it('who was not there to be told is told when a supervisor says so, and the others not again', async () => {
    const { units } = library;
    const vacant = Object.values(units.units).map((unit) => ({
      ...unit,
      roles: unit.roles.filter((role) => role !== 'township_health_centre'),
    }));
    const without = { ...units, edition: '2030-01-01', units: Object.fromEntries(vacant.map((unit) => [unit.id, unit])) };
    await publishUnits(house.ledger, without, cdc);
    const id = await opened('p-untold');
    const doctor = { role: 'village_doctor', place };
    const fever = { kind: 'event' as const, event: 'temperature_taken', at: morning, recorded: morning, by: doctor };
    await actOn(house, id, { ...fever, data: { celsius: 38, symptoms: false } }, 'fever');
    const [incident] = await until(
      () => flagged(id),
      (found) => found.length > 0,
    );
    await publishUnits(house.ledger, { ...units, edition: '2030-01-02' }, cdc);
    const decided = { recorded: morning, reason: 'it is staffed again', by: cdc };
    await actOn(house, id, { kind: 'resolve', seq: incident!.attention.seq, retry: true, ...decided }, 'again');
    const told = async () => {
      const all = (await caseById(house.ledger, id))!.messages;
      return all
        .filter(({ about, role }) => about.reason === 'arm' && role.startsWith('township_'))
        .map(({ role, unit }) => [role, unit !== null]);
    };
    const heard = await until(told, (messages) => messages.length > 2);
    expect(heard.toSorted()).toEqual([
      ['township_government', true],
      ['township_health_centre', false],
      ['township_health_centre', true],
    ]);
    expect(await flagged(id)).toEqual([]);
  });

  it('a case that becomes what nobody has published stays, answers, is flagged, and goes on once it is published', async () => {
    const id = await opened('p-becoming');
    const said = (event: string, by: { role: string; place: string }, data: object) =>
      actOn(house, id, { kind: 'event', event, at: morning, recorded: morning, by, data: data as never }, event);
    await said('temperature_taken', { role: 'village_doctor', place }, { celsius: 38, symptoms: false });
    await said('accepted', { role: 'fever_clinic', place: 'qinzhou-fever-clinic' }, {});
    await said('seen_by_clinic', { role: 'fever_clinic', place: 'qinzhou-fever-clinic' }, { finding: 'suspected' });
    await until(
      () => flagged(id),
      ([found]) => found?.attention.code === 'unknown_protocol' && found.attention.detail === 'suspected-case',
    );
    const handle = house.client.workflow.getHandle(id);
    expect((await handle.query<View>(view)).status).toBe('becoming');
    await house.publish(protocolOf('suspected-case'));
    await handle.signal(setClock, clock(morning));
    const seen = await until(
      () => handle.query<View>(view),
      ({ status }) => status === 'running',
    );
    expect(seen.protocol).toBe('suspected-case');
    await until(
      () => flagged(id),
      (found) => found.length === 0,
    );
  });

  it('a run that cannot even start is found from outside, with the reason, and no other', async () => {
    const sound = await opened('p-sound');
    const id = await opened('p-unknown', 'f'.repeat(64));
    const stuck = await until(
      () => stuckCases(house.client, house.queue),
      (found) => found.length > 0,
    );
    expect(stuck).toMatchObject([{ case: id, failure: expect.stringContaining('is not in the store') }]);
    expect(stuck.map((run) => run.case)).not.toContain(sound);
    await house.client.workflow.getHandle(id).terminate('the test is over');
  });
});
