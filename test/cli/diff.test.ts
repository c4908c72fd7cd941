import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOf, keyRing, openLedger, publishProtocol } from '../../src/ledger/index.ts';
import { homeOf } from '../../src/temporal/index.ts';
import { protocolsFolder, readLibrary } from '../library.ts';
import { early } from './early.ts';

const suspected = join(protocolsFolder, 'suspected-case');
const contact = join(protocolsFolder, 'close-contact');
const present = readLibrary().protocols.get('close-contact')![0]!;
let folder: string;
let env: NodeJS.ProcessEnv;
const diff = (...args: string[]) => early(['diff', ...args], env);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'early-diff-'));
  env = { EARLY_VAR: folder, EARLY_KEY: '', DATABASE_URL: '' };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('early diff', () => {
  it('ends with 1 where running cases need a mapping, and names its place in the new file and the deadlines', async () => {
    const { code, out } = await diff(join(suspected, 'edition-2020-02-18.yaml'), suspected);
    expect(code).toBe(1);
    expect(out).toContain('needs a mapping: say what becomes of running cases before they are moved');
    expect(out).toMatch(
      /~ states\.confirmed\.states\.aftercare\.tracks {2}one state → tracks side by side {2}.*suspected-case\/protocol\.yaml:\d+:9/,
    );
    expect(out).toContain('7 safe, 2 in need of a mapping, 0 breaking');
  });

  it('ends with 0 where they can be moved as they stand, and says it in Chinese too', async () => {
    const { code, out } = await diff(join(contact, 'edition-2020-01-22.yaml'), 'close-contact', '--lang', 'zh');
    expect(code).toBe(0);
    expect(out).toContain('安全：在办个案可照原样迁移');
    expect(out).toContain('0 处需要映射，0 处不相容');
  });

  it('ends with 0 and says so where both mean the same, whole libraries too', async () => {
    expect(await diff(contact, contact)).toMatchObject({ code: 0, out: expect.stringContaining('both mean the same') });
    const { code, out } = await diff(protocolsFolder, protocolsFolder, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ safe: 0, mapping: 0, breaking: 0, only: [] });
    expect(JSON.parse(out).protocols).toHaveLength(readLibrary().protocols.size);
  });

  it('gives a program every change with its class, its words and what becomes of deadlines', async () => {
    const { out } = await diff(join(contact, 'edition-2020-01-22.yaml'), contact, '--json');
    const { protocols } = JSON.parse(out);
    expect(protocols[0]).toMatchObject({
      protocol: 'close-contact',
      impact: 'safe',
      old: { edition: '2020-01-22' },
      new: { edition: '2020-01-28' },
    });
    const standing = protocols[0].changes.find(({ path }: { path: string[] }) => path.join('.') === 'facts.standing');
    expect(standing).toMatchObject({
      impact: 'safe',
      kind: 'changed',
      deadlines: [{ fate: 'follows', zh: expect.any(String), en: expect.any(String) }],
    });
  });

  it('compares a file with what was published, by the first digits of its hash', async () => {
    const hash = hashOf(present.protocol);
    expect(await diff(hash.slice(0, 12), contact)).toMatchObject({
      code: 2,
      err: expect.stringContaining('the ledger has no protocol whose hash begins with'),
    });
    const home = homeOf(import.meta.url, env);
    const ledger = await openLedger(home.ledger, keyRing({}, folder));
    await publishProtocol(ledger, present.protocol);
    await ledger.close();
    expect(await diff(hash.slice(0, 12), contact)).toMatchObject({ code: 0, out: expect.stringContaining('both mean the same') });
    expect((await diff(hash, join(contact, 'edition-2020-01-22.yaml'))).out).toContain(`${hash.slice(0, 12)} → `);
  });

  it('says what is wrong with what it was given', async () => {
    expect(await diff('no-such', contact)).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no file, folder or protocol "no-such"'),
    });
    expect(await diff(contact, protocolsFolder)).toMatchObject({ code: 2, err: expect.stringContaining('name two of a kind') });
    expect(await diff(join(contact, 'scenarios.yaml'), contact)).toMatchObject({ code: 2, err: expect.stringContaining('not a protocol') });
    const broken = join(folder, 'broken.yaml');
    writeFileSync(broken, present.text.replace('to: source_cleared', 'to: source_claered'));
    const { code, out, err } = await diff(broken, contact);
    expect(code).toBe(1);
    expect(out).toContain('did you mean "source_cleared"');
    expect(err).toContain('cannot be compared');
  });
});
