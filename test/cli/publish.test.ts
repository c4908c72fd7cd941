import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { publishAll } from '../../src/cli/publish.ts';
import { hashOf, keyRing, openLedger, protocolsInForce } from '../../src/ledger/index.ts';
import { homeOf } from '../../src/temporal/index.ts';
import { protocolsFolder, readLibrary } from '../library.ts';
import { early } from './early.ts';

// Each command is a process of its own.
vi.setConfig({ testTimeout: 120_000 });
let folder: string;
let env: NodeJS.ProcessEnv;
const run = (...args: string[]) => early(args, env);
const shipped = (file: string) => join(protocolsFolder, file);

/** A copy of a folder of the library with one of its files changed. */
function changed(name: string, file: string, from: string | RegExp, to: string): string {
  const copy = join(mkdtempSync(join(folder, 'copy-')), name);
  cpSync(shipped(name), copy, { recursive: true });
  const text = readFileSync(join(copy, file), 'utf8');
  writeFileSync(join(copy, file), text.replace(from, to));
  expect(readFileSync(join(copy, file), 'utf8')).not.toBe(text);
  return join(copy, file);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'early-publish-'));
  env = { EARLY_VAR: folder, EARLY_KEY: '', DATABASE_URL: '' };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('early publish', () => {
  it('puts a protocol in force under the hash of its content, once', async () => {
    const hash = hashOf(readLibrary().protocols.get('close-contact')![0]!.protocol);
    const { code, out } = await run('publish', 'close-contact', '--json');
    expect([code, JSON.parse(out)]).toEqual([0, [expect.objectContaining({ kind: 'protocol', hash, isNew: true, inForce: true })]]);
    expect((await run('publish', shipped('close-contact/protocol.yaml'))).out).toContain('was published before; new cases take it');
  });

  it('lets an edition wait for its day', async () => {
    const later = changed('directive', 'protocol.yaml', /^edition: .*$/m, 'edition: "2099-01-01"\neffective_from: 2099-01-01');
    const { code, out, err } = await run('publish', 'directive', later);
    expect([code, out + err]).toEqual([0, expect.stringContaining('new cases take 2020-01-30 now')]);
  });

  it('refuses a protocol whose scenario fails, and says which command names it', async () => {
    const broken = changed('directive', 'protocol.yaml', 'receive: { is: 2h', 'receive: { is: 3h');
    const { code, err } = await run('publish', broken);
    expect(code).toBe(1);
    expect(err).toMatch(/[1-9]\d* of \d+ scenarios fail.*not published\. Run early test/);
  });

  it('refuses a protocol that no scenario plays, and a file with a mistake', async () => {
    const alone = changed('directive', 'protocol.yaml', 'zh: 办理中', 'zh: 在办');
    rmSync(join(alone, '..', 'scenarios.yaml'));
    expect(await run('publish', alone)).toMatchObject({ code: 1, err: expect.stringContaining('no scenario shows what it does') });
    const mistaken = changed('directive', 'protocol.yaml', 'states:', 'statse:');
    expect(await run('publish', mistaken)).toMatchObject({ code: 1, err: expect.stringMatching(/error\(s\); run early check/) });
  });

  it('is what a house does as it starts: a protocol that was changed and no longer goes as its scenarios say stops it', async () => {
    const protocols = join(mkdtempSync(join(folder, 'copy-')), 'protocols');
    cpSync(protocolsFolder, protocols, { recursive: true });
    const file = join(protocols, 'directive', 'protocol.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('receive: { is: 2h', 'receive: { is: 3h'));
    const home = homeOf(import.meta.url, { ...env, EARLY_PROTOCOLS: protocols });
    const ledger = await openLedger(':memory:', keyRing({}, folder));
    try {
      await expect(publishAll(home, ledger)).rejects.toMatchObject({
        code: 1,
        message: expect.stringMatching(/scenarios fail.*not published/),
      });
      expect(await protocolsInForce(ledger, Date.now())).toEqual([]);
      writeFileSync(file, text);
      expect(await publishAll(home, ledger)).toHaveLength(readLibrary().protocols.size);
    } finally {
      await ledger.close();
    }
  });

  it('refuses units that do not have a role which a protocol asks', async () => {
    const vacant = changed('units', 'qinzhou.yaml', /\bfever_clinic\b/g, 'fever_room');
    const { code, out, err } = await run('publish', vacant);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/with these units the protocols have \d+ error\(s\); not published.*fever_clinic/);
  });
});

describe('the district in force', () => {
  it('says who is asked for a role and on duty there, and follows leave and its taking back', async () => {
    await run('publish', shipped('units/qinzhou.yaml'), shipped('rosters/cdc-desk.yaml'));
    const who = async () => (await run('who', 'county_cdc', '--of', 'sample-village', '--at', '2020-01-31 09:00')).out;
    const [, first] = /on duty (\S+) until/.exec(await who())!;
    const away = ['--away', first!, '--from', '2020-01-31 08:00', '--until', '2020-02-01 08:00', '--stand-in', 'qz-cdc-09'];
    const entered = await run('duty', 'cdc-desk', ...away);
    expect(entered).toMatchObject({ code: 0, out: expect.stringContaining('from the next telling on') });
    expect(await who()).toContain('on duty qz-cdc-09 until');
    const [id] = /d-\w+/.exec(entered.out)!;
    expect((await run('duty', '--revoke', id)).code).toBe(0);
    expect(await run('duty', '--revoke', id)).toMatchObject({ code: 2, err: expect.stringContaining(id) });
    expect(await who()).toContain(`on duty ${first} until`);
  });

  it('does not know units, roles, rosters and persons that are not there, and offers the nearest', async () => {
    expect((await run('who', 'grid_hed', '--of', 'sample-village')).err).toContain('did you mean "grid_head"?');
    expect((await run('who', '--of', 'sample-vilage')).err).toContain('did you mean "sample-village"?');
    expect((await run('duty', 'cdc-dsk')).err).toContain('did you mean "cdc-desk"?');
    const away = ['--away', 'nobody', '--from', '2020-01-31 08:00', '--until', '2020-02-01 08:00'];
    expect((await run('duty', 'cdc-desk', ...away)).code).toBe(1);
    expect((await run('duty', 'cdc-desk', '--away', 'qz-cdc-01', '--from', '2020-02-01 08:00')).code).toBe(2);
  });
});
