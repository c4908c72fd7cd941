import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { homeOf, writeHouse } from '../../src/temporal/index.ts';
import { early } from './early.ts';

describe('the form of the ledger, by the command line', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'early-schema-'));
  const env = { EARLY_VAR: folder, EARLY_KEY: '', DATABASE_URL: '', TEMPORAL_ADDRESS: '' };
  const schema = async (...args: string[]) => {
    const said = await early(['schema', ...args, '--json'], env);
    return { ...said, ...(JSON.parse(said.out || '{}') as { at?: string; steps?: string[] }) };
  };
  let latest: string;
  let former: string;
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeAll(async () => {
    expect(await early(['schema'], env)).toMatchObject({ code: 3, err: expect.stringContaining('there is no ledger') });
    await early(['cases'], env);
    [former, latest] = (await schema()).steps!.slice(-2) as [string, string];
  }, 60_000);

  it('is said as it is, and looking changes nothing', async () => {
    expect(await schema()).toMatchObject({ code: 0, at: latest });
    await schema(former);
    expect(await schema()).toMatchObject({ code: 0, at: former });
    const said = await early(['schema', '--lang', 'zh'], env);
    expect(said.out).toContain(`台账结构：${former}；本发行的是 ${latest}`);
    expect(said.out).toContain('要用旧发行，先换上它');
  });

  it('goes back for a former release, twice is once, and forth again when the present one opens it', async () => {
    expect(await schema(former)).toMatchObject({ code: 0, at: former });
    expect(await schema(former)).toMatchObject({ code: 0, at: former });
    expect(await early(['cases'], env)).toMatchObject({ code: 0 });
    expect(await schema()).toMatchObject({ at: latest });
  });

  it('stays as it is where the step is none, and while it is in use', async () => {
    const typo = await early(['schema', `${former}s`], env);
    expect(typo).toMatchObject({ code: 1, err: expect.stringContaining(`did you mean "${former}"`) });
    writeHouse(homeOf(import.meta.url, env), { address: '127.0.0.1:1', pid: process.pid });
    expect(await early(['schema', former], env)).toMatchObject({ code: 3, err: expect.stringContaining('stop it first') });
    expect(await schema()).toMatchObject({ code: 0, at: latest });
  });
});
