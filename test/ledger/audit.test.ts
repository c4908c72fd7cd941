import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { audit, auditHead, auditLines, keyRing, type Ledger, verifyAudit } from '../../src/ledger/index.ts';
import { writing } from '../../src/ledger/open.ts';
import { runChildren } from './child.ts';
import { KEY, tempDir, tempLedger, whereIn } from './sample.ts';

const by = { role: 'inspector', place: 'qinzhou', person: 'p-1' };

async function chained(lines: number, dir = tempDir()): Promise<Ledger> {
  const ledger = await tempLedger(dir);
  for (let n = 1; n <= lines; n++) await audit(ledger, { by, action: 'person.read', of: `p-${n}`, detail: { why: 'round', n } });
  return ledger;
}

/** What somebody can do who may write to the database but has no key: first he takes the guard away. */
async function unguard({ db, store }: Ledger): Promise<void> {
  const guards = store.engine === 'sqlite' ? ['update', 'delete'] : ['change'];
  for (const guard of guards) await sql.raw(`drop trigger audit_no_${guard}${store.engine === 'sqlite' ? '' : ' on audit'}`).execute(db);
}

describe('the audit', () => {
  it('keeps who did what, the latest first, and holds', async () => {
    const ledger = await chained(5);
    expect(await auditLines(ledger, 'p-2')).toMatchObject([
      { seq: 2, by, action: 'person.read', of: 'p-2', detail: { why: 'round', n: 2 } },
    ]);
    expect((await auditLines(ledger, undefined, { limit: 2, before: 4 })).map(({ seq }) => seq)).toEqual([3, 2]);
    expect(await verifyAudit(ledger)).toEqual({ lines: 5, head: await auditHead(ledger) });
  });

  it('is whole while it is empty', async () => {
    expect(await verifyAudit(await tempLedger())).toEqual({ lines: 0, head: { seq: 0, hash: '' } });
  });

  it.each([
    ['changed', sql`update audit set action = 'person.erased' where seq = 3`],
    ['removed', sql`delete from audit where seq = 3`],
    ['removed', sql`delete from audit`],
  ])('cannot be %s: the store refuses', async (_how, change) => {
    const ledger = await chained(3);
    await expect(change.execute(ledger.db)).rejects.toThrow('append-only');
    expect((await verifyAudit(ledger)).fault).toBeUndefined();
  });

  it.each([
    ['a changed line', sql`update audit set about = 'p-9' where seq = 3`, { seq: 3, code: 'changed' }],
    ['a line moved to another time', sql`update audit set at = at + 1 where seq = 1`, { seq: 1, code: 'changed' }],
    ['a removed line', sql`delete from audit where seq = 3`, { seq: 3, code: 'missing' }],
    ['a removed first line', sql`delete from audit where seq = 1`, { seq: 1, code: 'missing' }],
    [
      'a removed line whose successors are renumbered',
      [sql`delete from audit where seq = 3`, sql`update audit set seq = 3 where seq = 4`, sql`update audit set seq = 4 where seq = 5`],
      { seq: 3, code: 'changed' },
    ],
    [
      'an inserted line',
      sql`insert into audit select 6, at, by_role, by_place, by_person, action, about, detail, hash from audit where seq = 5`,
      { seq: 6, code: 'changed' },
    ],
    ['lines taken off the end', sql`delete from audit where seq > 3`, { seq: 4, code: 'missing_at_end' }],
    [
      'lines taken off the end and the end moved',
      [sql`delete from audit where seq > 3`, sql`update audit_head set seq = 3, hash = (select hash from audit where seq = 3)`],
      { seq: 3, code: 'head_forged' },
    ],
    ['everything taken away', [sql`delete from audit`, sql`delete from audit_head`], undefined],
  ])('verifying finds %s', async (_what, changes, fault) => {
    const ledger = await chained(5);
    const noted = await auditHead(ledger);
    await unguard(ledger);
    for (const change of [changes].flat()) await change.execute(ledger.db);
    expect((await verifyAudit(ledger)).fault).toEqual(fault);
    // Against a head that somebody noted, even a chain that was put back whole is found short.
    expect((await verifyAudit(ledger, noted)).fault).toBeDefined();
  });

  it('finds an older copy of the whole ledger put back, when its head was noted', async () => {
    const dir = tempDir();
    const ledger = await chained(3, dir);
    const early = await auditHead(ledger);
    const copy = await ledger.db.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();
    await audit(ledger, { by, action: 'person.erased', of: 'p-1' });
    const noted = await auditHead(ledger);
    await unguard(ledger);
    await sql`delete from audit where seq > 3`.execute(ledger.db);
    await ledger.db.updateTable('audit_head').set(copy).execute();
    expect(await verifyAudit(ledger)).toEqual({ lines: 3, head: early });
    expect((await verifyAudit(ledger, noted)).fault).toEqual({ seq: 4, code: 'missing_at_end' });
    expect((await verifyAudit(ledger, early)).fault).toBeUndefined();
  });

  it('says another installation wrote it, when the key is another', async () => {
    const ledger = await chained(2);
    const stranger = { ...ledger, keys: keyRing({ EARLY_KEY: KEY.replace('2a', '2b') }, '.') };
    expect((await verifyAudit(stranger)).fault).toEqual({ seq: 1, code: 'changed' });
  });

  it('keeps no line of a transaction that failed', async () => {
    const ledger = await chained(1);
    const { appendAudit } = await import('../../src/ledger/audit.ts');
    await expect(
      writing(ledger, async (tx) => {
        await appendAudit(ledger, tx, [{ by, action: 'person.read', of: 'p-2' }]);
        throw new Error('after all not');
      }),
    ).rejects.toThrow('after all not');
    expect(await verifyAudit(ledger)).toMatchObject({ lines: 1 });
  });
});

it('processes and transactions that write at once keep one chain', async () => {
  const dir = tempDir();
  const ledger = await tempLedger(dir);
  const where = await whereIn(dir);
  const [children] = await Promise.all([
    runChildren('audit-child.ts', 3, [where, KEY, '40']),
    Promise.all(Array.from({ length: 20 }, (_, n) => audit(ledger, { by, action: 'person.read', of: `p-${n}` }))),
  ]);
  expect(children.map(({ code, err }) => ({ code, err }))).toEqual(Array(3).fill({ code: 0, err: '' }));
  const { lines, fault } = await verifyAudit(ledger);
  expect({ lines, fault }).toEqual({ lines: 140, fault: undefined });
}, 60_000);
