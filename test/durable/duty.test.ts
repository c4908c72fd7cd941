import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { instantOf, type Roster } from '../../src/kernel/index.ts';
import { caseById, changeDuty, listFindings, operator, publishRoster, publishUnits } from '../../src/ledger/index.ts';
import { startCase } from '../../src/temporal/index.ts';
import { setClock, type View, view } from '../../src/workflow/contract.ts';
import { type House, openHouse } from './house.ts';

const address = inject('temporal');
const place = 'sample-village';
const at = (date: string, time: string) => instantOf('Asia/Shanghai', date, time);
const roster = (turns: string[][], edition = '1'): Roster => ({
  name: 'doctors',
  edition,
  zone: 'Asia/Shanghai',
  unit: place,
  role: 'village_doctor',
  changes: ['08:00'],
  from: '2020-01-30',
  turns,
  handOver: 0,
  away: [],
});

describe.skipIf(!address)('a running case', () => {
  let house: House;
  let id: string;
  beforeAll(async () => {
    house = await openHouse(address!, `duty-${Date.now()}`);
    id = `c-duty-${Date.now()}`;
    await publishRoster(house.ledger, roster([['first']]), operator);
    const now = at('2020-01-31', '06:00');
    const opening = { id, subject: `p-${id}`, place, now, by: { role: 'county_cdc', place }, data: { exposed_on: '2020-01-30' } };
    const { hash } = house.library.get('close-contact')!;
    await startCase(house.client, { hash, opening, clock: { virtual: now, real: Date.now(), rate: 0 }, queue: house.queue });
  }, 60_000);
  afterAll(() => house?.close());

  /** Lets time pass, and gives what was told about missed readings up to then, oldest first, once nothing is under way any more. */
  async function told(date: string, time: string) {
    const handle = house.client.workflow.getHandle(id);
    const to = at(date, time);
    await handle.signal(setClock, { virtual: to, real: Date.now(), rate: 0 });
    await expect
      .poll(
        async () => {
          const { projected, nextWake } = await handle.query<View>(view);
          const { raw } = await handle.describe();
          return projected && (nextWake === null || nextWake > to) && !raw.pendingActivities?.length;
        },
        { timeout: 20_000 },
      )
      .toBe(true);
    return (await caseById(house.ledger, id))!.messages.filter(({ about }) => about.reason === 'ladder');
  }
  const last = async (date: string, time: string) => {
    const { role, unit, duty } = (await told(date, time)).at(-1)!;
    return { role, unit, duty };
  };

  it('tells whoever is on duty then; after a change of the roster the next telling goes to the new person, without a message', async () => {
    // The morning reading is missed when its window closes, at noon.
    expect(await last('2020-01-31', '12:00')).toEqual({ role: 'village_doctor', unit: place, duty: ['first'] });
    await publishRoster(house.ledger, roster([['second']], '2'), operator);
    expect(await last('2020-01-31', '14:00')).toMatchObject({ role: 'grid_head', unit: place });
    expect((await told('2020-01-31', '21:00')).filter(({ role }) => role === 'village_doctor').map(({ duty }) => duty)).toEqual([
      ['first'],
      ['second'],
    ]);
    const { events } = await house.client.workflow.getHandle(id).fetchHistory();
    const signals = events!.filter((event) => event.workflowExecutionSignaledEventAttributes);
    expect(signals.map((event) => event.workflowExecutionSignaledEventAttributes!.signalName)).toEqual(Array(3).fill(setClock));
  }, 60_000);

  it('tells who stands in during leave entered in the ledger; with nobody there, that is a finding against the unit', async () => {
    const before = (await told('2020-01-31', '21:00')).length;
    await changeDuty(
      house.ledger,
      { roster: 'doctors', who: 'second', from: at('2020-02-01', '00:00'), until: at('2020-02-01', '20:00'), standIn: 'third' },
      operator,
    );
    await changeDuty(
      house.ledger,
      { roster: 'doctors', who: 'second', from: at('2020-02-01', '20:00'), until: at('2020-02-03', '00:00') },
      operator,
    );
    const messages = await told('2020-02-01', '21:00');
    const doctors = messages.slice(before).filter(({ role }) => role === 'village_doctor');
    expect(doctors.map(({ duty }) => duty)).toEqual([['third'], []]);
    const { findings } = await listFindings(house.ledger, { open: true, kind: 'nobody_on_duty' });
    expect(findings).toMatchObject([{ unit: place, case: id, detail: { role: 'village_doctor', roster: 'doctors' } }]);
  }, 60_000);

  it('tells both while a shift of 24 hours hands over to the next, and afterwards the one who came', async () => {
    const days = { ...roster([['odd'], ['even']], '3'), changes: ['11:45'], handOver: 30 * 60_000 };
    await publishRoster(house.ledger, days, operator);
    const { duty, ...asked } = await last('2020-02-02', '12:00');
    expect(asked).toEqual({ role: 'village_doctor', unit: place });
    expect(duty!.toSorted()).toEqual(['even', 'odd']);
    await publishRoster(house.ledger, { ...days, edition: '4', changes: ['11:15'] }, operator);
    const doctors = (await told('2020-02-02', '21:00')).filter(({ role }) => role === 'village_doctor');
    expect(doctors.at(-1)!.duty).toEqual(['even']);
  }, 60_000);

  it('tells the unit that holds the role after a change of the tree', async () => {
    const changed = structuredClone(house.units);
    changed.edition = '2020-02-02';
    changed.units[place]!.roles = changed.units[place]!.roles.filter((role) => role !== 'grid_head');
    changed.units.mudan!.roles.push('grid_head');
    await publishUnits(house.ledger, changed, operator);
    const messages = await told('2020-02-03', '14:00');
    expect(messages.filter(({ role }) => role === 'grid_head').map(({ unit }) => unit)).toEqual([
      ...Array(5).fill(place),
      'mudan',
      'mudan',
    ]);
  }, 60_000);

  it('has attention when nobody holds a role any more, and that is a finding which names the unit', async () => {
    const changed = structuredClone(house.units);
    changed.edition = '2020-02-03';
    for (const unit of Object.values(changed.units)) unit.roles = unit.roles.filter((role) => role !== 'grid_head');
    await publishUnits(house.ledger, changed, operator);
    const messages = await told('2020-02-03', '23:00');
    expect(messages.at(-1)).toMatchObject({ role: 'grid_head', unit: null });
    const seen = () => house.client.workflow.getHandle(id).query<View>(view);
    await expect
      .poll(async () => (await seen()).attention)
      .toMatchObject([{ code: 'effect_failed', detail: { says: 'vacant', roles: ['grid_head'], place } }]);
    const { findings } = await listFindings(house.ledger, { open: true, kind: 'role_vacant' });
    expect(findings).toMatchObject([{ unit: place, case: id, detail: { role: 'grid_head' } }]);
  }, 60_000);
});
