import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, inject, it } from 'vitest';
import { DERIVED, TABLES } from '../../src/ledger/backup/format.ts';
import {
  backUp,
  changeDuty,
  confirmSum,
  countCases,
  editionInForce,
  erasedPersons,
  erasePerson,
  keyRing,
  type Ledger,
  migrateLedger,
  openFinding,
  openLedger,
  performImport,
  project,
  publishProtocol,
  publishUnits,
  putPerson,
  readImport,
  readPerson,
  recordExposure,
  recordNight,
  recordReport,
  restore,
  setClock,
  tell,
  verifyAudit,
  wrongSums,
} from '../../src/ledger/index.ts';
import { closeContact, KEY, NOW, projection, tempDir, tempLedger, units, whereIn } from './sample.ts';

const keys = keyRing({ EARLY_KEY: KEY }, '.');
const by = { role: 'county_cdc', place: 'qinzhou' };
const reader = { by, why: 'test' };

/** A ledger with something in every table. */
async function filled(dir: string): Promise<{ ledger: Ledger; wang: string }> {
  const ledger = await tempLedger(dir);
  const mapping =
    'mapping: m\nprotocol: close-contact\nsource: s\nperson: { name: n, phone: p }\nplace: { unit: sample-village }\nfacts: { exposed_on: e }\n';
  const read = readImport({
    bytes: Buffer.from('n,p,e\n王小明,1,2020-01-10\n李娜,2,2020-01-11\n'),
    mapping,
    protocol: closeContact,
    units,
    now: NOW,
  });
  if (!('plan' in read)) throw new Error('refused');
  const { rows } = await performImport(ledger, read.plan, async () => 'started');
  const [wang, li] = rows.map((row) => row.subject!) as [string, string];
  await recordExposure(
    ledger,
    { person: wang, source: li, setting: 'household', first: '2020-01-01', last: '2020-01-02', note: '同住' },
    by,
  );
  const linked = { kind: 'record', note: { note: 'linked', name: 'n', case: 'c-x' }, seq: 1, index: 0, at: NOW } as const;
  const answers = [{ key: 'k', at: NOW, answer: { seq: 1, at: ['observed'], now: NOW } }];
  await project(ledger, { ...projection(rows[0]!.caseId!, 1, { subject: wang }, undefined, [linked]), answers });
  await tell(ledger, {
    key: 'k',
    caseId: rows[0]!.caseId!,
    roles: [{ role: 'r', unit: null }],
    place: 'p',
    about: { reason: 'arm', of: 'o' },
    at: NOW,
  });
  await openFinding(ledger, { matter: 'm', kind: 'k' }, by);
  await recordReport(ledger, { form: 'daily', day: '2020-01-26', unit: 'sample-village', figures: { traced: 0 } }, by);
  const sum = {
    form: 'daily',
    day: '2020-01-26',
    unit: 'sample-town',
    summed: { figures: { traced: 0 }, basis: { 'sample-village': 1 } },
    at: 1,
  };
  await confirmSum(ledger, sum, by);
  await ledger.db
    .insertInto('leads')
    .values({ lead: 'l', source: 's', outcome: 'missed', subject: null, case_id: null, finding: null, at: 1 })
    .execute();
  await recordNight(ledger, { startedAt: 1, endedAt: 2, compared: 3, count: 0, differences: [] });
  await publishProtocol(ledger, closeContact);
  await publishUnits(ledger, units, by);
  await changeDuty(ledger, { roster: 'desk', who: 'a', from: 1, until: 2 }, by);
  await setClock(ledger, { virtual: 1, real: 2, rate: 3 });
  return { ledger, wang };
}

async function contents({ db }: Ledger, without: string[] = []): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const table of TABLES) {
    if (without.includes(table)) continue;
    const rows = await db.selectFrom(table).selectAll().execute();
    all[table] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return all;
}

const AUDIT = ['audit', 'audit_head'];

describe('a backup', () => {
  it('holds every table, is readable by its owner only, and restores to the same ledger with one line more in its audit', async () => {
    const dir = tempDir();
    const { ledger, wang } = await filled(dir);
    const tables = await ledger.db.introspection.getTables();
    expect(tables.map(({ name }) => name).sort()).toEqual([...TABLES, ...DERIVED].sort());
    const before = await contents(ledger);
    for (const table of TABLES) expect(before[table]?.length, table).toBeGreaterThan(0);
    const file = join(dir, 'ledger.backup');
    const { rows } = await backUp(ledger, file);
    expect(rows).toEqual(Object.fromEntries(TABLES.map((table) => [table, before[table]!.length])));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = gunzipSync(readFileSync(file)).toString();
    expect(text).not.toMatch(/王|小明|李娜|同住/);

    const where = await whereIn(tempDir());
    expect(await restore(where, keys, file)).toMatchObject({ rows, erased: 0 });
    const again = await openLedger(where, keys);
    expect(await contents(again, AUDIT)).toEqual(await contents(ledger, AUDIT));
    expect(await verifyAudit(again)).toMatchObject({ lines: before.audit!.length + 1 });
    expect((await verifyAudit(again)).fault).toBeUndefined();
    expect(await readPerson(again, wang, reader)).toMatchObject({ name: '王小明' });
    expect(await countCases(again)).toEqual(await countCases(ledger));
    expect(await wrongSums(again)).toBe(0);
    await again.close();
  });

  it('moves a ledger from one store to the other and back', async () => {
    const dir = tempDir();
    const { ledger } = await filled(dir);
    const other = inject('postgres') ? join(dir, 'moved.db') : join(dir, 'moved-again.db');
    await backUp(ledger, join(dir, 'one'));
    await restore(other, keys, join(dir, 'one'));
    const moved = await openLedger(other, keys);
    await backUp(moved, join(dir, 'two'));
    const home = await whereIn(tempDir());
    await restore(home, keys, join(dir, 'two'));
    const back = await openLedger(home, keys);
    expect(await contents(back, AUDIT)).toEqual(await contents(ledger, AUDIT));
    await moved.close();
    await back.close();
  });

  it('is of one instant, while others write', async () => {
    const dir = tempDir();
    const { ledger } = await filled(dir);
    const writer = await tempLedger(dir);
    const writes = (async () => {
      for (let n = 0; n < 50; n++) await putPerson(writer, { row: { source: 's', key: String(n) } }, by);
    })();
    const { rows } = await backUp(ledger, join(dir, 'b'));
    await writes;
    expect(rows.persons).toBe(rows.person_keys);
    const where = await whereIn(tempDir());
    const { fault } = await restore(where, keys, join(dir, 'b'));
    expect(fault).toBeUndefined();
  });

  it('does not bring back who was erased since', async () => {
    const dir = tempDir();
    const { ledger, wang } = await filled(dir);
    const file = join(dir, 'b');
    await backUp(ledger, file);
    const caseId = (await ledger.db.selectFrom('cases').select('id').where('subject', '=', wang).executeTakeFirstOrThrow()).id;
    await project(ledger, projection(caseId, 2, { subject: wang, status: 'ended', outcome: 'released', endedAt: NOW }));
    await erasePerson(ledger, wang, reader);
    const where = await whereIn(tempDir());
    expect(await restore(where, keys, file, await erasedPersons(ledger))).toMatchObject({ erased: 1 });
    const again = await openLedger(where, keys);
    expect(await readPerson(again, wang, reader)).not.toHaveProperty('name');
    await again.close();
  });
});

describe('a restore is refused, and leaves nothing behind,', () => {
  async function backedUp() {
    const dir = tempDir();
    const { ledger } = await filled(dir);
    const file = join(dir, 'b');
    await backUp(ledger, file);
    return { dir, ledger, file };
  }

  it('into a ledger that is not empty; and a backup never overwrites a file', async () => {
    const { dir, ledger, file } = await backedUp();
    await expect(restore(await whereIn(dir), keys, file)).rejects.toMatchObject({ code: 'ledger_not_empty' });
    await expect(backUp(ledger, file)).rejects.toMatchObject({ code: 'backup_exists' });
  });

  it('with another key', async () => {
    const { file } = await backedUp();
    const stranger = keyRing({ EARLY_KEY: KEY.replace('2a', '2b') }, '.');
    await expect(restore(await whereIn(tempDir()), stranger, file)).rejects.toMatchObject({ code: 'key_unknown' });
  });

  it.each<[string, (text: string) => string | Buffer]>([
    ['cut off between two lines', (text) => gzipSync(text.split('\n').slice(0, -2).join('\n'))],
    ['cut off within its compression', (text) => gzipSync(text).subarray(0, -40)],
    ['with a row missing', (text) => gzipSync(text.replace(/\n\["p-[^\n]*/, ''))],
    ['with a value changed', (text) => gzipSync(text.replace('"sample-village"', '"other-village"'))],
    ['that is empty', () => ''],
    ['that is another file', () => 'name,phone\n'],
    ['that is other JSON', () => gzipSync('{"format":"other"}\n')],
  ])('from a file %s', async (_what, damage) => {
    const { file } = await backedUp();
    writeFileSync(file, damage(gunzipSync(readFileSync(file)).toString()));
    const where = await whereIn(tempDir());
    await expect(restore(where, keys, file)).rejects.toMatchObject({ code: 'backup_damaged' });
    const empty = await openLedger(where, keys);
    expect((await contents(empty, ['settings'])).persons).toEqual([]);
    await empty.close();
  });

  it('from a file that is not there, or of a later version', async () => {
    const { file } = await backedUp();
    await expect(restore(await whereIn(tempDir()), keys, `${file}.none`)).rejects.toMatchObject({ code: 'backup_damaged' });
    const later = gunzipSync(readFileSync(file))
      .toString()
      .replace(/"schema":"[^"]*"/, '"schema":"999-later"');
    writeFileSync(file, gzipSync(later));
    await expect(restore(await whereIn(tempDir()), keys, file)).rejects.toMatchObject({ code: 'ledger_newer' });
  });
});

it('a backup of an earlier schema is restored and brought up to date', async () => {
  const dir = tempDir();
  const { ledger, wang } = await filled(dir);
  await backUp(ledger, join(dir, 'b'));
  const lines = gunzipSync(readFileSync(join(dir, 'b')))
    .toString()
    .split('\n');
  expect(lines[0]).toContain('"schema"');
  const where = await whereIn(tempDir());
  await restore(where, keys, join(dir, 'b'));
  // Down and up again with data, as an operator who goes back a version and returns.
  await migrateLedger(where, keys, '004-audit');
  const again = await openLedger(where, keys);
  expect(await readPerson(again, wang, reader)).toMatchObject({ name: '王小明' });
  await again.close();
});

it('a backup from before editions had dates is restored: each protocol is in force as it was', async () => {
  const dir = tempDir();
  const ledger = await tempLedger(dir);
  const { hash } = await publishProtocol(ledger, closeContact);
  const row = await ledger.db.selectFrom('protocols').selectAll().executeTakeFirstOrThrow();
  const [schema, key] = ['006-nights', keys.id];
  const lines = [
    { format: 'six-earlies-ledger', version: 1, schema, key, at: 1 },
    { table: 'protocols', columns: ['hash', 'protocol', 'edition', 'compiled', 'published_at'] },
    [hash, row.protocol, row.edition, row.compiled, row.published_at],
    { table: 'protocols_in_force', columns: ['protocol', 'hash'] },
    [row.protocol, hash],
  ].map((line) => `${JSON.stringify(line)}\n`);
  const digest = createHash('sha256').update(lines.join('')).digest('hex');
  const file = join(dir, 'old');
  writeFileSync(
    file,
    gzipSync(`${lines.join('')}${JSON.stringify({ end: true, rows: { protocols: 1, protocols_in_force: 1 }, digest })}\n`),
  );
  const where = await whereIn(tempDir());
  expect((await restore(where, keys, file)).rows).toMatchObject({ protocols: 1 });
  const again = await openLedger(where, keys);
  expect(await editionInForce(again, 'close-contact', NOW)).toEqual({ hash, protocol: closeContact });
  await again.close();
});
