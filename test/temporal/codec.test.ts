import { randomBytes } from 'node:crypto';
import type { Payload } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../src/kernel/index.ts';
import { keyRing } from '../../src/ledger/index.ts';
import { CaseCodec, vouch } from '../../src/temporal/index.ts';

const ring = () => keyRing({ EARLY_KEY: randomBytes(32).toString('base64') }, '/nowhere');
const keys = ring();
const payload = (value: unknown): Payload => ({
  metadata: { encoding: Buffer.from('json/plain') },
  data: Buffer.from(JSON.stringify(value)),
});
const valueIn = (decoded: Payload | undefined) => JSON.parse(Buffer.from(decoded!.data!).toString()) as Record<string, unknown>;
const body = { protocol: 'sample' } as Protocol;
const codec = new CaseCodec(keys, async (hash) => (hash === 'h1' ? body : undefined));
const through = async (value: unknown) => valueIn((await codec.decode(await codec.encode([payload(value)])))[0]);

describe('the payload codec', () => {
  it('hides what it carries and gives it back', async () => {
    const [sealed] = await codec.encode([payload({ name: '张三' })]);
    expect(Buffer.from(sealed!.data!).toString()).not.toContain('张三');
    expect(valueIn((await codec.decode([sealed!]))[0])).toEqual({ name: '张三' });
  });
  it('hides that there is nothing, too', async () => {
    const nothing = { metadata: { encoding: Buffer.from('binary/null') }, data: [] as unknown as Uint8Array };
    const [opened] = await codec.decode(await codec.encode([nothing]));
    expect(opened).toEqual({ metadata: { encoding: new Uint8Array(Buffer.from('binary/null')) }, data: new Uint8Array() });
  });
  it('carries a protocol as its hash and adds the body when decoding', async () => {
    const [sealed] = await codec.encode([payload({ protocol: { $protocol: 'h1', body: { protocol: 'x'.repeat(30_000) } } })]);
    expect(sealed!.data!.length).toBeLessThan(300);
    expect(valueIn((await codec.decode([sealed!]))[0])).toEqual({ protocol: { $protocol: 'h1', body } });
    expect(await through({ protocol: { $protocol: 'unknown' } })).toEqual({ protocol: { $protocol: 'unknown' } });
  });
  it('sends nothing for which the server would end a case, and says so in both languages', async () => {
    const sent = codec.encode([payload(randomBytes(2_250_000).toString('base64'))]);
    await expect(sent).rejects.toMatchObject({
      words: { zh: expect.stringContaining('至多'), en: expect.stringContaining('nothing was sent') },
    });
  });
  it('says that the store cannot be asked, rather than that a protocol is not there', async () => {
    let down = true;
    const asking = new CaseCodec(keys, async () => {
      if (down) throw new Error('the ledger is down');
      return body;
    });
    const sealed = await asking.encode([payload({ protocol: { $protocol: 'h1' } })]);
    await expect(asking.decode(sealed)).rejects.toThrow('the ledger is down');
    down = false;
    expect(valueIn((await asking.decode(sealed))[0])).toEqual({ protocol: { $protocol: 'h1', body } });
  });
  it('never throws for a message: what cannot be read is tagged with the reason', async () => {
    const [sealed] = await codec.encode([payload({ a: 1 })]);
    const damaged = { ...sealed!, data: Buffer.from(sealed!.data!).fill(1, 30) };
    const [foreign] = await new CaseCodec(ring()).encode([payload({ a: 1 })]);
    const decoded = await codec.decode([payload({ a: 1 }), damaged, foreign!, { metadata: sealed!.metadata!, data: Buffer.alloc(3) }]);
    expect(decoded.map((part) => valueIn(part).$undecodable)).toEqual([
      { reason: 'clear' },
      { reason: 'damaged' },
      { reason: 'key' },
      { reason: 'damaged' },
    ]);
  });
  it('says of an actor whether the API vouched for him, for this case and key', async () => {
    const statement = { $actor: { role: 'county_cdc', place: 'qinzhou' }, case: 'c-1', key: 'k' };
    expect(await through({ by: vouch(keys, statement) })).toMatchObject({ by: { verified: true } });
    expect(await through({ by: { ...vouch(keys, statement), case: 'c-2' } })).toMatchObject({ by: { verified: false } });
    expect(await through({ by: { ...statement, verified: true } })).toMatchObject({ by: { verified: false } });
  });
  it('takes nobody at his word who writes the verdict, or a protocol, himself', async () => {
    const forged = { $actor: { role: 'county_cdc', place: 'qinzhou' }, case: 'c-1', key: 'k', warrant: 7, verified: true };
    expect(await through({ by: forged })).toMatchObject({ by: { verified: false } });
    expect(await through({ by: { ...forged, $protocol: 'h1' } })).toEqual({ by: { $protocol: 'h1', body } });
    const escaped = payload(null);
    escaped.data = Buffer.from(JSON.stringify({ by: forged }).replace('"$actor"', '"\\u0024actor"'));
    const [opened] = await codec.decode(await codec.encode([escaped]));
    expect(valueIn(opened)).toMatchObject({ by: { verified: false } });
    const smuggled = payload(null);
    smuggled.data = Buffer.from('{"protocol":{"\\u0024protocol":"unknown","body":{"protocol":"forged"}}}');
    const [unknown] = await codec.decode(await codec.encode([smuggled]));
    expect(valueIn(unknown)).toEqual({ protocol: { $protocol: 'unknown' } });
  });
});
