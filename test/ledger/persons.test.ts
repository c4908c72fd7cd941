import { describe, expect, it } from 'vitest';
import {
  auditLines,
  erasePerson,
  findPersons,
  keyRing,
  project,
  putPerson,
  readNotes,
  readPerson,
  recordExposure,
} from '../../src/ledger/index.ts';
import { everythingKept, KEY, NOW, projection, tempDir, tempLedger } from './sample.ts';

const wang = { name: '王 小明', phone: '+86 138-0000-0001', identity: '62050219900101123x', sex: 'male', age: 30 } as const;

const by = { role: 'county_cdc', place: 'qinzhou', person: 'p-officer' };
const reader = { by, why: 'to call him back' };

describe('persons', () => {
  it('are entered once and read back as they were', async () => {
    const ledger = await tempLedger();
    const { id, isNew } = await putPerson(ledger, wang, by);
    expect([isNew, id]).toEqual([true, expect.stringMatching(/^p-[0-9a-z]{16}$/)]);
    expect(await readPerson(ledger, id, reader)).toMatchObject(wang);
  });

  it('are recognised by the identity number however it is written, and what is kept stays', async () => {
    const ledger = await tempLedger();
    const { id } = await putPerson(ledger, wang, by);
    const again = await putPerson(ledger, { ...wang, identity: '620502 19900101 123Ｘ', phone: '13900000002', age: 31 }, by);
    expect(again).toEqual({ id, isNew: false, differs: ['phone', 'age'], completed: [], alike: [] });
    expect(await readPerson(ledger, id, reader)).toMatchObject({ phone: wang.phone, age: 30 });
  });

  it('are recognised by name and phone where there is no identity number', async () => {
    const ledger = await tempLedger();
    const { id } = await putPerson(ledger, { name: '李 娜', phone: '0086 13800000003' }, by);
    expect(await putPerson(ledger, { name: '李娜', phone: '138 0000 0003' }, by)).toMatchObject({ id, isNew: false, differs: [] });
    expect((await putPerson(ledger, { name: '李娜', phone: '13800000004' }, by)).isNew).toBe(true);
  });

  it('of a register without names are its rows, so that row 1 of two registers is two persons', async () => {
    const ledger = await tempLedger();
    const { id } = await putPerson(ledger, { row: { source: 'a', key: '1' } }, by);
    expect((await putPerson(ledger, { row: { source: 'a', key: '1' } }, by)).id).toBe(id);
    expect((await putPerson(ledger, { row: { source: 'b', key: '1' } }, by)).id).not.toBe(id);
  });

  it('leave no personal text in the file, only sealed text and keyed hashes', async () => {
    const dir = tempDir();
    const ledger = await tempLedger(dir);
    const { id } = await putPerson(ledger, wang, by);
    const bytes = await everythingKept(ledger, dir);
    expect(bytes.includes(id)).toBe(true);
    for (const text of ['王', '小明', '0000-0001', '19900101', '123x']) expect(bytes.includes(text), text).toBe(false);
  });

  it('cannot be read when a sealed field is put into another row', async () => {
    const ledger = await tempLedger();
    const a = await putPerson(ledger, wang, by);
    const b = await putPerson(ledger, { name: '李娜', phone: '1' }, by);
    const { name } = await ledger.db.selectFrom('persons').select('name').where('id', '=', a.id).executeTakeFirstOrThrow();
    await ledger.db.updateTable('persons').set({ name }).where('id', '=', b.id).execute();
    await expect(readPerson(ledger, b.id, reader)).rejects.toMatchObject({ code: 'sealed_damaged' });
  });

  it('known by name and phone are found by the identity number once somebody has told it, and empty fields fill up', async () => {
    const ledger = await tempLedger();
    const { id } = await putPerson(ledger, { name: '李娜', phone: '13800000003' }, by);
    const told = await putPerson(ledger, { name: '李娜', phone: '13800000003', identity: '620502199001011230', age: 30 }, by);
    expect(told).toEqual({ id, isNew: false, differs: [], completed: ['identity', 'age'], alike: [] });
    expect((await putPerson(ledger, { identity: '620502199001011230' }, by)).id).toBe(id);
    expect(await readPerson(ledger, id, reader)).toMatchObject({ name: '李娜', identity: '620502199001011230', age: 30 });
  });

  it('with one name and phone but two identity numbers are two, and each is named as perhaps the other', async () => {
    const ledger = await tempLedger();
    const father = await putPerson(ledger, { name: '王强', phone: '1', identity: '620502196001011230' }, by);
    const son = await putPerson(ledger, { name: '王强', phone: '1', identity: '620502199001011230' }, by);
    expect(son).toMatchObject({ isNew: true, alike: [father.id] });
  });

  it('are found by number, phone or name, all of which must fit; the audit keeps who searched and who was read, and why', async () => {
    const ledger = await tempLedger();
    const { id } = await putPerson(ledger, wang, by);
    await putPerson(ledger, { name: '王小明', phone: '13900000009' }, by);
    expect((await findPersons(ledger, { name: '王小明' }, reader)).length).toBe(2);
    expect((await findPersons(ledger, { name: '王小明', phone: '138 00000001' }, reader)).map((found) => found.id)).toEqual([id]);
    expect(await findPersons(ledger, { name: '王小明', phone: '1' }, reader)).toEqual([]);
    expect(await findPersons(ledger, {}, reader)).toEqual([]);
    const lines = await auditLines(ledger);
    expect(lines.map(({ action }) => action).filter((action) => action === 'person.searched')).toHaveLength(4);
    expect(await auditLines(ledger, id)).toMatchObject([
      { action: 'person.read', by, detail: { why: 'to call him back' } },
      { action: 'person.read' },
      { action: 'person.entered' },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/王|小明|1380000/);
  });
});

describe('erasing a person', () => {
  it('destroys the key: nothing sealed can be read again, not even from a copy of the rows, and no row finds him', async () => {
    const dir = tempDir();
    const ledger = await tempLedger(dir);
    const { id } = await putPerson(ledger, { ...wang, address: '秦州区某路1号' }, by);
    const { id: other } = await putPerson(ledger, { name: '李娜', phone: '2' }, by);
    await recordExposure(
      ledger,
      { person: id, source: other, setting: 'household', first: '2020-01-20', last: '2020-01-22', note: '同桌吃饭' },
      by,
    );
    expect(await readNotes(ledger, id, reader)).toEqual(new Map([[expect.any(String), '同桌吃饭']]));
    const copy = await ledger.db.selectFrom('persons').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    const key = await ledger.db.selectFrom('person_keys').select('sealed').where('person_id', '=', id).executeTakeFirstOrThrow();
    const marks = await ledger.db.selectFrom('person_marks').select('mark').where('person_id', '=', id).execute();
    expect(marks.length).toBeGreaterThan(2);

    expect(await erasePerson(ledger, id, reader)).toBe(true);
    expect(await erasePerson(ledger, id, reader)).toBe(false);
    expect(await readPerson(ledger, id, reader)).toEqual({ id, createdAt: expect.any(Number), erasedAt: expect.any(Number) });
    expect(await readNotes(ledger, id, reader)).toEqual(new Map());
    expect(await readPerson(ledger, other, reader)).toMatchObject({ name: '李娜' });
    await ledger.db.updateTable('persons').set({ name: copy.name, identity: copy.identity }).where('id', '=', id).execute();
    expect(await readPerson(ledger, id, reader)).not.toHaveProperty('name');
    await ledger.db.updateTable('persons').set({ name: null, identity: null }).where('id', '=', id).execute();
    await ledger.store.forget(ledger.db);
    const kept = await everythingKept(ledger, dir);
    expect(kept.includes(id)).toBe(true);
    for (const text of [key.sealed, copy.name!, copy.phone!, copy.address!, ...marks.map(({ mark }) => mark)])
      expect(kept.includes(text), text).toBe(false);
    expect((await putPerson(ledger, wang, by)).id).not.toBe(id);
    expect((await auditLines(ledger, id)).map(({ action }) => action)).toContain('person.erased');
  });

  it('waits until his case has ended', async () => {
    const ledger = await tempLedger();
    const { id } = await putPerson(ledger, wang, by);
    await project(ledger, projection('c-1', 1, { subject: id }));
    await expect(erasePerson(ledger, id, reader)).rejects.toMatchObject({
      code: 'person_in_care',
      text: { zh: expect.stringContaining('c-1') },
    });
    await project(ledger, projection('c-1', 2, { subject: id, status: 'ended', outcome: 'released', endedAt: NOW }));
    expect(await erasePerson(ledger, id, reader)).toBe(true);
  });

  it('cannot be undone with the key of another installation', async () => {
    const ledger = await tempLedger();
    const { id } = await putPerson(ledger, wang, by);
    const stranger = { ...ledger, keys: keyRing({ EARLY_KEY: KEY.replace('2a', '2b') }, '.') };
    await expect(readPerson(stranger, id, reader)).rejects.toMatchObject({ code: 'key_unknown' });
  });
});
