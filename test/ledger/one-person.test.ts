import { expect, it } from 'vitest';
import type { Effect } from '../../src/kernel/effect.ts';
import {
  auditLines,
  contactsOf,
  erasePerson,
  exposureList,
  exposuresOf,
  findPersons,
  type Ledger,
  openCasesOf,
  operator,
  partPerson,
  personFor,
  project,
  putPerson,
  readNotes,
  readPerson,
  rebuildCase,
  recordExposure,
  reserveCase,
  verifyAudit,
} from '../../src/ledger/index.ts';
import { everythingKept, NOW, projection, tempDir, tempLedger } from './sample.ts';

const reader = { by: { role: 'county_cdc', place: 'qinzhou-cdc' }, why: 'one person, entered twice' };
const leader = { role: 'township_leader', place: 'mudan' };

/** A person entered by name and phone, and again by identity number with another phone; each with an exposure and a case. */
async function twice(ledger: Ledger) {
  const put = async (fields: Parameters<typeof putPerson>[1]) => (await putPerson(ledger, fields, operator)).id;
  const kept = await put({ name: '王样例', phone: '13900000001', job: '教师' });
  const gone = await put({ name: '王样例', phone: '13900000002', identity: 'E62050001', address: '样例村一号' });
  const ill = await put({ name: '李样例', phone: '13900000003' });
  const exposure = (person: string, day: string, note?: string) =>
    recordExposure(
      ledger,
      { person, source: ill, setting: 'household', first: day, last: day, ...(note !== undefined && { note }) },
      operator,
    );
  await exposure(kept, '2020-01-20');
  await exposure(gone, '2020-01-22', 'shared a meal');
  await project(ledger, projection('c-kept', 3, { subject: kept }));
  await project(ledger, projection('c-gone', 3, { subject: gone }));
  return { kept, gone, ill };
}

const ended = { status: 'ended', outcome: 'merged', endedAt: NOW } as const;
const mergedInto = (into: string, seq = 4): Effect => ({
  kind: 'record',
  note: { note: 'overridden', override: { kind: 'merge', into }, by: leader, reason: 'the same person' },
  seq,
  index: 0,
  at: NOW,
});
const merge = (ledger: Ledger, gone: string) =>
  project(ledger, projection('c-gone', 4, { subject: gone, ...ended }, [], [mergedInto('c-kept')]));

it('two cases that become one make their persons one, under both ids: what is known of either, exposures, cases; told to the audit once', async () => {
  const ledger = await tempLedger();
  const { kept, gone, ill } = await twice(ledger);
  await merge(ledger, gone);
  await merge(ledger, gone);
  await rebuildCase(ledger, { projection: projection('c-gone', 4, { subject: gone, ...ended }, [], [mergedInto('c-kept')]) });
  const whole = { id: kept, name: '王样例', phone: '13900000001', identity: 'E62050001', address: '样例村一号', job: '教师' };
  for (const id of [kept, gone]) {
    expect(await readPerson(ledger, id, reader)).toMatchObject({ ...whole, also: [{ id: gone, phone: '13900000002' }] });
    expect((await exposuresOf(ledger, id)).map(({ first }) => first)).toEqual(['2020-01-22', '2020-01-20']);
    expect([...(await readNotes(ledger, id, reader)).values()]).toEqual(['shared a meal']);
    expect((await openCasesOf(ledger, id)).map((each) => each.id)).toEqual(['c-kept']);
    const wanted = { subject: id, family: 'close-contact', place: 'sample-village', opening: {} };
    expect(await reserveCase(ledger, wanted)).toMatchObject({ caseId: 'c-kept', isNew: false });
  }
  expect((await contactsOf(ledger, ill)).map(({ to }) => to)).toEqual([kept, kept]);
  expect((await exposureList(ledger, undefined, reader)).map(({ exposed }) => exposed.id)).toEqual([kept, kept]);
  expect((await findPersons(ledger, { phone: '13900000002', identity: 'E62050001' }, reader)).map(({ id }) => id)).toEqual([kept]);
  const later = await putPerson(ledger, { name: '王样例', phone: '13900000002', sex: 'female' }, operator);
  expect(later).toMatchObject({ id: kept, isNew: false, completed: ['sex'], differs: ['phone'] });
  expect((await auditLines(ledger, gone)).map(({ action, by, detail }) => [action, by.role, detail.into])).toEqual([
    ['person.merged', 'township_leader', kept],
    ['exposure.recorded', 'operator', undefined],
    ['person.entered', 'operator', undefined],
  ]);
  expect((await verifyAudit(ledger)).fault).toBeUndefined();
});

it('a merge that no history has is taken back, and one that a person parts stays parted when its case is written again', async () => {
  const ledger = await tempLedger();
  const { kept, gone } = await twice(ledger);
  await merge(ledger, gone);
  await project(ledger, projection('c-gone', 4, { subject: gone }));
  expect(await personFor(ledger.db, gone)).toBe(gone);
  expect((await readPerson(ledger, kept, reader))!.identity).toBeUndefined();
  await merge(ledger, gone);
  expect(await personFor(ledger.db, gone)).toBe(kept);
  expect(await partPerson(ledger, gone, reader)).toBe(true);
  expect(await partPerson(ledger, gone, reader)).toBe(false);
  await merge(ledger, gone);
  expect(await personFor(ledger.db, gone)).toBe(gone);
  expect((await readPerson(ledger, kept, reader))!.also).toBeUndefined();
  expect((await readPerson(ledger, gone, reader))!.phone).toBe('13900000002');
  expect((await auditLines(ledger, gone)).map(({ action }) => action).filter((action) => /merged|parted/.test(action))).toEqual([
    'person.parted',
    'person.merged',
    'person.parted',
    'person.merged',
  ]);
});

it('who is erased under one id is erased under both, and not while either has an open case', async () => {
  const dir = tempDir();
  const ledger = await tempLedger(dir);
  const { kept, gone } = await twice(ledger);
  await merge(ledger, gone);
  await expect(erasePerson(ledger, gone, reader)).rejects.toThrow('c-kept');
  await project(ledger, projection('c-kept', 4, { subject: kept, ...ended, outcome: 'released' }, [], []));
  const keys = () => ledger.db.selectFrom('person_keys').select('person_id').where('person_id', 'in', [kept, gone]).execute();
  expect(await keys()).toHaveLength(2);
  expect(await erasePerson(ledger, gone, reader)).toBe(true);
  expect(await keys()).toEqual([]);
  for (const id of [kept, gone])
    expect(Object.keys((await readPerson(ledger, id, reader))!).sort()).toEqual(['also', 'createdAt', 'erasedAt', 'id']);
  expect((await everythingKept(ledger, dir)).includes('13900000002')).toBe(false);
  expect(await findPersons(ledger, { identity: 'E62050001' }, reader)).toEqual([]);
});
