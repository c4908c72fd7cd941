import { basename, join } from 'node:path';
import { sql } from 'kysely';
import { expect, inject, it } from 'vitest';
import { createDatabase } from '../../bench/ledger/cluster.ts';
import type { Effect } from '../../src/kernel/effect.ts';
import {
  caseById,
  countCases,
  digestOf,
  editionInForce,
  erasePerson,
  keyRing,
  listCases,
  migrateLedger,
  openLedger,
  operator,
  project,
  publishProtocol,
  putPerson,
  readPerson,
  reserveCase,
  wrongSums,
} from '../../src/ledger/index.ts';
import { migrationsOf } from '../../src/ledger/migrations/index.ts';
import { closeContact, KEY, NOW, projection, slot, tempDir, tempLedger, whereIn } from './sample.ts';

const keys = keyRing({ EARLY_KEY: KEY }, '.');
const reader = { by: operator, why: 'test' };
const steps = Object.keys(migrationsOf('sqlite', keys));

it('a ledger that is made by several at once in an empty place is one ledger', async () => {
  const dir = tempDir();
  const server = inject('postgres');
  const where = server ? await createDatabase(server, `${basename(dir)}-empty`) : join(dir, 'empty.db');
  const opened = await Promise.all(Array.from({ length: 4 }, () => openLedger(where, keys)));
  for (const [n, ledger] of opened.entries()) await project(ledger, projection(`c-${n}`, 1));
  expect((await listCases(opened[0]!)).cases).toHaveLength(4);
  for (const ledger of opened) await ledger.close();
});

it.each(steps)('the step %s can be undone and done again with data there, and what it does not touch stays', async (step) => {
  const dir = tempDir();
  const ledger = await tempLedger(dir);
  await project(ledger, projection('c-1', 3));
  await project(ledger, projection('c-late', 1, { now: NOW + 5_000 }, [slot('late', { due: NOW })]));
  await reserveCase(ledger, { subject: 'p-2', family: 'close-contact', place: 'sample-village', opening: { exposed_on: '2020-01-24' } });
  const wang = { name: '王小明', phone: '13800000001', identity: '62050219900101123X', age: 30 };
  const [person, rowOnly] = [
    await putPerson(ledger, wang, operator),
    await putPerson(ledger, { row: { source: 'a', key: '1' } }, operator),
  ];
  const erased = await putPerson(ledger, { name: '李娜', phone: '1' }, operator);
  await erasePerson(ledger, erased.id, reader);
  const { hash } = await publishProtocol(ledger, closeContact);
  await publishProtocol(ledger, { ...closeContact, edition: '9999', effectiveFrom: '2030-01-01' });
  const before = await caseById(ledger, 'c-1');
  const where = await whereIn(dir);
  const down = steps.slice(steps.indexOf(step)).reverse();
  const remaining = steps[steps.indexOf(step) - 1] ?? 'none';
  expect(await migrateLedger(where, keys, remaining)).toEqual(down);
  const again = await openLedger(where, keys);
  try {
    if (remaining === 'none') expect((await listCases(again)).cases).toEqual([]);
    else {
      expect(await caseById(again, 'c-1')).toEqual(before);
      expect(await readPerson(again, person.id, reader)).toMatchObject(wang);
      expect((await putPerson(again, { identity: wang.identity }, operator)).id).toBe(person.id);
      expect((await putPerson(again, { row: { source: 'a', key: '1' } }, operator)).id).toBe(rowOnly.id);
      expect(await readPerson(again, erased.id, reader)).not.toHaveProperty('name');
      expect((await editionInForce(again, 'close-contact', NOW))?.hash).toBe(hash);
    }
    await project(again, projection('c-9', 1));
    expect(await wrongSums(again)).toBe(0);
    const late = { under: 'sample-village', overdueAt: NOW + 1 };
    expect((await countCases(again, late)).total).toBe(remaining === 'none' ? 0 : 1);
    expect((await listCases(again, late)).cases.map(({ id }) => id)).toEqual(remaining === 'none' ? [] : ['c-late']);
  } finally {
    await again.close();
  }
});

it('before the first step nothing of ours is left', async () => {
  const dir = tempDir();
  const ledger = await tempLedger(dir);
  await migrateLedger(await whereIn(dir), keys, 'none');
  const tables = await ledger.db.introspection.getTables();
  expect(tables.map(({ name }) => name)).toEqual([]);
});

it('a ledger of a later version is refused in words, and so is an address it cannot live at', async () => {
  const dir = tempDir();
  const ledger = await tempLedger(dir);
  await sql`insert into kysely_migration (name, timestamp) values ('999-later', '2030-01-01T00:00:00.000Z')`.execute(ledger.db);
  await expect(openLedger(await whereIn(dir), keys)).rejects.toMatchObject({
    code: 'ledger_newer',
    text: { zh: expect.stringContaining('升级') },
  });
  await expect(openLedger('mysql://me:secret@host/db', keys)).rejects.toMatchObject({
    code: 'store_unknown',
    message: expect.not.stringContaining('secret'),
  });
  await expect(openLedger('postgres://me:secret@127.0.0.1:1/db', keys)).rejects.toMatchObject({
    code: 'ledger_unreachable',
    message: expect.not.stringContaining('secret'),
  });
});

it('cases refused before it was counted are as alive, and a row that differs otherwise is left for reconciliation to find', async () => {
  const dir = tempDir();
  const ledger = await tempLedger(dir);
  const note = (seq: number, event: string, change: object = {}): Effect => {
    const entry = { id: seq, event, at: NOW + seq, recorded: NOW + seq, by: operator, data: {}, ...change };
    return { kind: 'record', note: { note: 'event', entry }, seq, index: 0, at: NOW + seq };
  };
  const told = [
    note(1, 'opened'),
    note(2, 'declined'),
    note(3, 'accepted'),
    note(4, 'declined'),
    note(5, 'declined'),
    note(6, 'declined', { withdrawn: true }),
  ];
  const refused = projection('c-refused', 6, { bounces: 2 }, [slot('b'), slot('a', { status: 'done' })], told);
  await project(ledger, refused);
  await project(ledger, { ...refused, row: { ...refused.row, id: 'c-changed' } });
  await project(ledger, projection('c-never', 1, {}, [], [note(1, 'opened')]));
  const { bounces: _, ...before } = refused.row;
  await ledger.db
    .updateTable('cases')
    .set({ bounces: 0, digest: digestOf({ ...refused, row: before }) })
    .where('id', '=', 'c-refused')
    .execute();
  await ledger.db.updateTable('cases').set({ bounces: 0, digest: 'another' }).where('id', '=', 'c-changed').execute();
  const where = await whereIn(dir);
  await migrateLedger(where, keys, '014-one-person');
  const again = await openLedger(where, keys);
  const rows = await again.db.selectFrom('cases').select(['id', 'bounces', 'digest']).orderBy('id').execute();
  await again.close();
  expect(rows).toMatchObject([
    { id: 'c-changed', bounces: 0, digest: 'another' },
    { id: 'c-never', bounces: 0 },
    { id: 'c-refused', bounces: 2, digest: digestOf(refused) },
  ]);
});
