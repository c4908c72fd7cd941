import { describe, expect, it } from 'vitest';
import { personById, putPerson } from '../../src/ledger/index.ts';
import { everythingKept, tempDir, tempLedger } from './sample.ts';

const wang = { name: '王 小明', phone: '+86 138-0000-0001', identity: '62050219900101123x', sex: 'male', age: 30 } as const;

describe('persons', () => {
  it('are entered once and read back as they were', async () => {
    const ledger = await tempLedger();
    const { id, isNew } = await putPerson(ledger, wang);
    expect([isNew, id]).toEqual([true, expect.stringMatching(/^p-[0-9a-z]{16}$/)]);
    expect(await personById(ledger, id)).toMatchObject(wang);
  });

  it('are recognised by the identity number however it is written, and what is kept stays', async () => {
    const ledger = await tempLedger();
    const { id } = await putPerson(ledger, wang);
    const again = await putPerson(ledger, { ...wang, identity: '620502 19900101 123Ｘ', phone: '13900000002', age: 31 });
    expect(again).toEqual({ id, isNew: false, differs: ['phone', 'age'] });
    expect(await personById(ledger, id)).toMatchObject({ phone: wang.phone, age: 30 });
  });

  it('are recognised by name and phone where there is no identity number', async () => {
    const ledger = await tempLedger();
    const { id } = await putPerson(ledger, { name: '李 娜', phone: '0086 13800000003' });
    expect(await putPerson(ledger, { name: '李娜', phone: '138 0000 0003' })).toMatchObject({ id, isNew: false, differs: ['phone'] });
    expect((await putPerson(ledger, { name: '李娜', phone: '13800000004' })).isNew).toBe(true);
  });

  it('of a register without names are its rows, so that row 1 of two registers is two persons', async () => {
    const ledger = await tempLedger();
    const { id } = await putPerson(ledger, { row: { source: 'a', key: '1' } });
    expect((await putPerson(ledger, { row: { source: 'a', key: '1' } })).id).toBe(id);
    expect((await putPerson(ledger, { row: { source: 'b', key: '1' } })).id).not.toBe(id);
  });

  it('leave no personal text in the file, only sealed text and keyed hashes', async () => {
    const dir = tempDir();
    const ledger = await tempLedger(dir);
    const { id } = await putPerson(ledger, wang);
    const bytes = await everythingKept(ledger, dir);
    expect(bytes.includes(id)).toBe(true);
    for (const text of ['王', '小明', '0000-0001', '19900101', '123x']) expect(bytes.includes(text), text).toBe(false);
  });

  it('cannot be read when a sealed field is put into another row', async () => {
    const ledger = await tempLedger();
    const a = await putPerson(ledger, wang);
    const b = await putPerson(ledger, { name: '李娜', phone: '1' });
    const { name } = await ledger.db.selectFrom('persons').select('name').where('id', '=', a.id).executeTakeFirstOrThrow();
    await ledger.db.updateTable('persons').set({ name }).where('id', '=', b.id).execute();
    await expect(personById(ledger, b.id)).rejects.toMatchObject({ code: 'sealed_damaged' });
  });
});
