import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { protocolsFolder } from '../library.ts';
import { early } from './early.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'early-init-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ['flu', [], 'protocol: flu'],
  ['flu', ['--keys', 'zh'], '规程: flu'],
  ['流感', ['--lang', 'zh'], '规程: 流感'],
])(
  'early init %s %j: a protocol that checks, is canonical, and whose scenarios prove and notice everything',
  async (name, options, head) => {
    const own = join(folder, name);
    const written = await early(['init', own, ...options]);
    expect(written).toMatchObject({ code: 0, err: '' });
    const [protocol, scenarios] = ['protocol.yaml', 'scenarios.yaml'].map((file) => join(own, file));
    expect(readFileSync(protocol!, 'utf8')).toContain(head);
    const [check, canonical, test] = [
      await early(['check', protocol!, scenarios!]),
      await early(['fmt', '--check', own]),
      await early(['test', own, '--coverage', '--min', '100', '--mutate']),
    ];
    expect(check, check.out).toMatchObject({ code: 0, out: expect.stringContaining('0 error(s), 0 warning(s)') });
    expect(canonical, canonical.out).toMatchObject({ code: 0 });
    expect(test, test.out).toMatchObject({ code: 0, out: expect.stringContaining('100.0 %') });
  },
);

it('asks roles that the unit tree at hand has', async () => {
  const protocols = join(folder, 'library');
  mkdirSync(join(protocols, 'units'), { recursive: true });
  const units = readFileSync(join(protocolsFolder, 'units', 'qinzhou.yaml'), 'utf8');
  writeFileSync(join(protocols, 'units', 'qinzhou.yaml'), units.replaceAll('village_doctor', 'nurse'));
  const own = join(folder, 'flu');
  const env = { EARLY_PROTOCOLS: protocols };
  await early(['init', own], env);
  expect(readFileSync(join(own, 'protocol.yaml'), 'utf8')).not.toContain('village_doctor');
  expect(await early(['check', join(own, 'protocol.yaml')], env)).toMatchObject({ code: 0 });
  expect(await early(['test', own], env)).toMatchObject({ code: 0 });
});

it('writes over nothing', async () => {
  const own = join(folder, 'flu');
  await early(['init', own]);
  const before = readFileSync(join(own, 'protocol.yaml'), 'utf8');
  expect(await early(['init', own, '--keys', 'zh'])).toMatchObject({ code: 2, err: expect.stringContaining('was left alone') });
  expect(readFileSync(join(own, 'protocol.yaml'), 'utf8')).toBe(before);
  writeFileSync(join(folder, 'taken'), 'a file');
  expect(await early(['init', join(folder, 'taken')])).toMatchObject({ code: 2 });
  expect(readFileSync(join(folder, 'taken'), 'utf8')).toBe('a file');
});

it('refuses what cannot be a name, and says what can', async () => {
  expect(await early(['init', join(folder, 'My Protocol')])).toMatchObject({
    code: 2,
    err: expect.stringContaining('begin with a small letter'),
  });
  expect(existsSync(join(folder, 'My Protocol'))).toBe(false);
});
