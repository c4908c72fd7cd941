import { describe, expect, it } from 'vitest';
import { clock, hashOf, protocolByHash, protocolInForce, protocolsInForce, publishProtocol, setClock } from '../../src/ledger/index.ts';
import { closeContact, tempLedger } from './sample.ts';

describe('published protocols', () => {
  it('are found by their content, whatever the order of their keys, and publishing again changes nothing', async () => {
    const ledger = await tempLedger();
    const { hash } = await publishProtocol(ledger, closeContact);
    const turned = Object.fromEntries(Object.entries(closeContact).reverse()) as unknown as typeof closeContact;
    expect(await publishProtocol(ledger, turned)).toEqual({ hash, isNew: false, inForce: true });
    expect(hashOf(closeContact)).toBe(hash);
    expect(await protocolByHash(ledger, hash)).toEqual(closeContact);
    expect(await protocolByHash(ledger, 'nothing')).toBeUndefined();
  });

  it('are in force by edition, not by the day they were published', async () => {
    const ledger = await tempLedger();
    const edition = (name: string) => publishProtocol(ledger, { ...closeContact, edition: name });
    const [third, second, tenth] = [await edition('3'), await edition('2'), await edition('10')];
    expect([third.inForce, second.inForce, tenth.inForce]).toEqual([true, false, true]);
    expect(await protocolInForce(ledger, 'close-contact')).toMatchObject({ hash: tenth.hash, protocol: { edition: '10' } });
    expect(await protocolInForce(ledger, 'other')).toBeUndefined();
    expect(await protocolsInForce(ledger)).toMatchObject([{ protocol: 'close-contact', edition: '10' }]);
  });

  it('of one edition: the text published last is in force', async () => {
    const ledger = await tempLedger();
    await publishProtocol(ledger, closeContact);
    const corrected = await publishProtocol(ledger, { ...closeContact, title: { zh: '改', en: 'Corrected' } });
    expect((await protocolInForce(ledger, 'close-contact'))?.hash).toBe(corrected.hash);
  });
});

describe('the clock', () => {
  it('is real time until a drill sets another', async () => {
    const ledger = await tempLedger();
    expect(await clock(ledger)).toEqual({ virtual: 0, real: 0, rate: 1 });
    await setClock(ledger, { virtual: 5, real: 6, rate: 1440 });
    await setClock(ledger, { virtual: 7, real: 8, rate: 0 });
    expect(await clock(ledger)).toEqual({ virtual: 7, real: 8, rate: 0 });
  });
});
