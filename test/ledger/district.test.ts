import { describe, expect, it } from 'vitest';
import { askedFor, instantOf, type Roster } from '../../src/kernel/index.ts';
import {
  auditLines,
  caseById,
  changeDuty,
  districtInForce,
  project,
  publishRoster,
  publishUnits,
  revokeDutyChange,
  tell,
} from '../../src/ledger/index.ts';
import { NOW, projection, tempLedger, units } from './sample.ts';

const by = { role: 'leading_office', place: 'qinzhou' };
const at = (date: string, time: string) => instantOf('Asia/Shanghai', date, time);
const desk: Roster = {
  name: 'desk',
  edition: '1',
  zone: 'Asia/Shanghai',
  unit: 'sample-village',
  role: 'village_doctor',
  changes: ['08:00'],
  from: '2020-01-30',
  turns: [['a'], ['b']],
  handOver: 0,
  away: [],
};

describe('the district in force', () => {
  it('is none before units are published, and what was published last of the latest edition after', async () => {
    const ledger = await tempLedger();
    const district = districtInForce(ledger);
    expect(await district()).toBeUndefined();
    expect(await publishUnits(ledger, { ...units, edition: '2020-02-05' }, by)).toBe(true);
    expect(await publishUnits(ledger, { ...units, edition: '2020-01-30' }, by)).toBe(false);
    expect((await district())?.units.edition).toBe('2020-02-05');
    const [village] = Object.values(units.units);
    const changed = { ...units, edition: '2020-02-05', units: { ...units.units, [village!.id]: { ...village!, roles: ['grid_head'] } } };
    expect(await publishUnits(ledger, changed, by)).toBe(true);
    expect((await district())?.units).toEqual(changed);
    expect(await publishUnits(ledger, changed, by)).toBe(false);
    expect((await auditLines(ledger, 'sample')).map(({ action }) => action)).toEqual(['district.published', 'district.published']);
  });

  it('has every roster under its name, and follows each change at the next look', async () => {
    const ledger = await tempLedger();
    const district = districtInForce(ledger);
    await publishUnits(ledger, units, by);
    await publishRoster(ledger, desk, by);
    const who = async (time = at('2020-01-30', '09:00')) =>
      askedFor((await district())!, 'village_doctor', 'sample-village', time).duty?.on;
    expect(await who()).toEqual(['a']);
    await publishRoster(ledger, { ...desk, turns: [['c']] }, by);
    expect(await who()).toEqual(['c']);
    const leave = { roster: 'desk', who: 'c', from: at('2020-01-30', '00:00'), until: at('2020-01-31', '00:00'), standIn: 'd' };
    const { id, isNew } = await changeDuty(ledger, leave, by);
    expect([isNew, await changeDuty(ledger, leave, by)]).toEqual([true, { id, isNew: false }]);
    expect([await who(), await who(at('2020-01-31', '09:00'))]).toEqual([['d'], ['c']]);
    expect(await revokeDutyChange(ledger, id, by)).toBe(true);
    expect(await revokeDutyChange(ledger, id, by)).toBe(false);
    expect(await who()).toEqual(['c']);
    expect(() => changeDuty(ledger, { ...leave, until: leave.from }, by)).toThrow(RangeError);
  });

  it('asks the unit alone where no roster covers the post at that instant', async () => {
    const ledger = await tempLedger();
    await publishUnits(ledger, units, by);
    await publishRoster(ledger, desk, by);
    const district = (await districtInForce(ledger)())!;
    expect(askedFor(district, 'village_doctor', 'sample-village', at('2020-01-29', '09:00'))).toEqual({
      role: 'village_doctor',
      unit: 'sample-village',
    });
    expect(askedFor(district, 'village_doctor', 'upper-village', at('2020-01-30', '09:00'))).toEqual({
      role: 'village_doctor',
      unit: 'upper-village',
    });
    expect(askedFor(district, 'commission', 'upper-village', NOW)).toEqual({ role: 'commission' });
  });
});

it('a message keeps who was on duty when it was told', async () => {
  const ledger = await tempLedger();
  await project(ledger, projection('c-1', 1));
  const about = { reason: 'ladder', of: 'slot', step: 0 } as const;
  const roles = [
    { role: 'village_doctor', unit: 'sample-village', duty: ['a'] },
    { role: 'county_cdc', unit: 'cdc' },
  ];
  await tell(ledger, { key: 'c-1:1:0', caseId: 'c-1', roles, place: 'sample-village', about, at: NOW });
  const told = (await caseById(ledger, 'c-1'))?.messages;
  expect(told).toEqual([
    { key: 'c-1:1:0', role: 'county_cdc', unit: 'cdc', place: 'sample-village', about, at: NOW },
    { key: 'c-1:1:0', role: 'village_doctor', unit: 'sample-village', place: 'sample-village', about, at: NOW, duty: ['a'] },
  ]);
});
