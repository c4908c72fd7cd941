import { expect, it } from 'vitest';
import type { Effect } from '../../src/kernel/effect.ts';
import { auditLines, lineList, operator, project, putPerson, reserveCase, verifyAudit } from '../../src/ledger/index.ts';
import { projection, tempLedger } from './sample.ts';

const reader = { by: { role: 'county_cdc', place: 'qinzhou-cdc' }, why: 'weekly list' };

it('a line list has whoever is asked for, with what is recorded of him as corrected, and the audit keeps each who was read', async () => {
  const ledger = await tempLedger();
  const enter = async (name: string, place: string, lines: Effect[] = []) => {
    const { id: subject } = await putPerson(ledger, { name, phone: name }, operator);
    const { caseId } = await reserveCase(ledger, { subject, family: 'returnee', place, opening: { returned_on: '2020-01-24' } });
    await project(ledger, projection(caseId, 9, { subject, place, protocol: 'returnee' }, [], lines));
    return subject;
  };
  const entry = { id: 2, event: 'registered', at: 1, recorded: 1, by: operator, data: { household_size: 3 } };
  const record = (seq: number, note: object) => ({ kind: 'record', note, seq, index: 0, at: 1 }) as Effect;
  const wang = await enter('王', 'sample-village', [
    record(2, { note: 'event', entry }),
    record(3, { note: 'corrected', entry: { ...entry, data: { household_size: 4 } }, reason: 'r', by: operator }),
    record(4, { note: 'event', entry: { ...entry, id: 4 } }),
    record(5, { note: 'corrected', entry: { ...entry, id: 4, withdrawn: true }, reason: 'r', by: operator }),
  ]);
  await enter('李', 'upper-village');
  const lines = await lineList(ledger, { protocols: ['returnee'], units: ['sample-village'] }, reader);
  expect(lines).toMatchObject([
    { person: { id: wang, name: '王' }, opening: { returned_on: '2020-01-24' }, entries: [{ id: 2, data: { household_size: 4 } }] },
  ]);
  expect(lines).toHaveLength(1);
  expect((await lineList(ledger, { protocols: ['close-contact'] }, reader)).length).toBe(0);
  expect(await auditLines(ledger, wang)).toMatchObject([
    { action: 'person.read', by: reader.by, detail: { why: 'weekly list' } },
    { action: 'person.entered' },
  ]);
  expect((await auditLines(ledger, '-')).map(({ action, detail }) => [action, detail.lines])).toEqual([
    ['list.exported', 0],
    ['list.exported', 1],
  ]);
  expect((await verifyAudit(ledger)).fault).toBeUndefined();
});
