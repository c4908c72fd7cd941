import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keyRing, openLedger } from '../../src/ledger/index.ts';
import { runChildren } from './child.ts';
import { KEY, tempDir, tempLedger, whereIn } from './sample.ts';

describe('the key ring', () => {
  it('makes a key at first use, keeps it from others, and finds the same keys again', () => {
    const dir = join(tempDir(), 'var');
    const first = keyRing({}, dir);
    expect(statSync(join(dir, 'key')).mode & 0o777).toBe(0o600);
    expect(keyRing({}, dir)).toEqual(first);
  });

  it('takes the key of the environment, in hex or base64, and then makes no file', () => {
    const dir = tempDir();
    const base64 = Buffer.from(KEY, 'hex').toString('base64');
    expect(keyRing({ EARLY_KEY: base64 }, dir)).toEqual(keyRing({ EARLY_KEY: KEY }, dir));
    expect(() => statSync(join(dir, 'key'))).toThrow('ENOENT');
  });

  it('derives a different key for each use, and an id of eight hex digits', () => {
    const { id, ...keys } = keyRing({ EARLY_KEY: KEY }, tempDir());
    expect(id).toMatch(/^[0-9a-f]{8}$/);
    expect(new Set(Object.values(keys).map((key) => key.toString('hex'))).size).toBe(5);
    expect(keys.payload.length).toBe(32);
  });

  it('refuses a key file that others can read', () => {
    const dir = tempDir();
    keyRing({}, dir);
    chmodSync(join(dir, 'key'), 0o640);
    expect(() => keyRing({}, dir)).toThrow(
      expect.objectContaining({ code: 'key_exposed', text: expect.objectContaining({ zh: expect.stringContaining('640') }) }),
    );
  });

  it.each(['', 'short', 'zz'.repeat(32), 'A'.repeat(42)])('refuses the malformed key "%s"', (key) => {
    const dir = tempDir();
    writeFileSync(join(dir, 'key'), key, { mode: 0o600 });
    expect(() => keyRing({}, dir)).toThrow(expect.objectContaining({ code: 'key_malformed' }));
  });

  it('is the same for processes that start together', async () => {
    const dir = join(tempDir(), 'var');
    const children = await runChildren('key-child.ts', 2, [dir, String(Date.now() + 1_500)]);
    expect(children.map(({ code, err }) => ({ code, err }))).toEqual(Array(2).fill({ code: 0, err: '' }));
    const [first, second] = children.map(({ out }) => out);
    expect(second).toBe(first);
    expect(first?.split(' ')[7]).toBe(keyRing({}, join(dir, '7')).id);
    expect(readdirSync(join(dir, '7'))).toEqual(['key']);
  });
});

describe('a ledger', () => {
  it('is held to the key it was first opened with, so that nobody becomes a stranger in it', async () => {
    const dir = tempDir();
    await tempLedger(dir);
    const other = keyRing({ EARLY_KEY: 'ab'.repeat(32) }, dir);
    await expect(openLedger(await whereIn(dir), other)).rejects.toMatchObject({
      code: 'key_unknown',
      text: { zh: expect.stringContaining(other.id), en: expect.stringContaining('EARLY_KEY') },
    });
    await tempLedger(dir);
  });
});
