import { describe, expect, it } from 'vitest';
import { instantOf } from '../../src/kernel/index.ts';
import {
  clock,
  editionInForce,
  hashOf,
  protocolByHash,
  protocolsInForce,
  publishedProtocols,
  publishProtocol,
  setClock,
} from '../../src/ledger/index.ts';
import { closeContact, tempLedger } from './sample.ts';

describe('published protocols', () => {
  it('are found by their content, whatever the order of their keys, and publishing again changes nothing', async () => {
    const ledger = await tempLedger();
    const { hash } = await publishProtocol(ledger, closeContact);
    const turned = Object.fromEntries(Object.entries(closeContact).reverse()) as unknown as typeof closeContact;
    expect(await publishProtocol(ledger, turned)).toEqual({ hash, isNew: false });
    expect(hashOf(closeContact)).toBe(hash);
    expect(await protocolByHash(ledger, hash)).toEqual(closeContact);
    expect(await protocolByHash(ledger, 'nothing')).toBeUndefined();
  });

  const on = (date: string) => instantOf('Asia/Shanghai', date, '12:00');
  const edition = (name: string, effectiveFrom?: string) => ({ ...closeContact, edition: name, ...(effectiveFrom && { effectiveFrom }) });

  it('are taken by new cases from the day on which they take effect, not from that of their publication', async () => {
    const ledger = await tempLedger();
    const { hash: later } = await publishProtocol(ledger, edition('3', '2020-02-05'));
    const { hash: first } = await publishProtocol(ledger, edition('2'));
    const { hash: latest } = await publishProtocol(ledger, edition('10', '2020-02-10'));
    const taken = async (date: string) => (await editionInForce(ledger, 'close-contact', on(date)))?.hash;
    expect([await taken('2020-02-04'), await taken('2020-02-05'), await taken('2020-02-10')]).toEqual([first, later, latest]);
    expect(await editionInForce(ledger, 'other', on('2020-02-10'))).toBeUndefined();
    expect(await protocolsInForce(ledger, on('2020-02-04'))).toMatchObject([{ protocol: 'close-contact', edition: '2', hash: first }]);
    expect((await publishedProtocols(ledger)).map(({ edition }) => edition)).toEqual(['3', '2', '10']);
  });

  it('of editions that take effect together the highest is taken, of one edition the text published last, also when it is an old one', async () => {
    const ledger = await tempLedger();
    const corrected = { ...edition('10'), title: { zh: '改', en: 'Corrected' } };
    for (const each of [edition('10'), edition('9'), corrected]) await publishProtocol(ledger, each);
    const taken = async () => (await editionInForce(ledger, 'close-contact', on('2020-02-04')))?.hash;
    expect(await taken()).toBe(hashOf(corrected));
    expect(await publishProtocol(ledger, edition('10'))).toMatchObject({ isNew: false });
    expect(await taken()).toBe(hashOf(edition('10')));
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
