import { describe, expect, it } from 'vitest';
import { listCases, markStarted, project, releaseReservation, reserveCase, unconfirmedReservations } from '../../src/ledger/index.ts';
import { projection, tempLedger } from './sample.ts';

const wanted = { subject: 'p-1', family: 'close-contact', place: 'sample-village', opening: { exposed_on: '2020-01-24' } };

describe('a reservation', () => {
  it('is given once: who asks again gets the same case, with what it was first reserved with', async () => {
    const ledger = await tempLedger();
    const first = await reserveCase(ledger, wanted);
    expect(first).toMatchObject({ state: 'reserved', isNew: true });
    const again = await reserveCase(ledger, { ...wanted, opening: { exposed_on: '2020-01-25' } });
    expect(again).toEqual({ ...first, isNew: false });
  });

  it('becomes a running case, which it stays until the kernel ends it; then the person may have another', async () => {
    const ledger = await tempLedger();
    const { caseId } = await reserveCase(ledger, wanted);
    await markStarted(ledger, caseId);
    expect(await reserveCase(ledger, wanted)).toMatchObject({ caseId, state: 'running' });
    await project(ledger, projection(caseId, 9, { subject: 'p-1', status: 'ended', outcome: 'released', endedAt: 1 }));
    await markStarted(ledger, caseId);
    const next = await reserveCase(ledger, wanted);
    expect(next).toMatchObject({ state: 'reserved', isNew: true });
    expect(next.caseId).not.toBe(caseId);
  });

  it('holds after the case has become another protocol, for both names', async () => {
    const ledger = await tempLedger();
    const { caseId } = await reserveCase(ledger, wanted);
    await project(ledger, projection(caseId, 3, { subject: 'p-1', protocol: 'suspected-case' }));
    expect((await reserveCase(ledger, wanted)).caseId).toBe(caseId);
    expect((await reserveCase(ledger, { ...wanted, family: 'suspected-case' })).caseId).toBe(caseId);
    expect((await reserveCase(ledger, { ...wanted, family: 'supervision' })).caseId).not.toBe(caseId);
  });

  it('can be given back before it starts, and not after', async () => {
    const ledger = await tempLedger();
    const { caseId } = await reserveCase(ledger, wanted);
    expect(await releaseReservation(ledger, caseId)).toBe(true);
    const other = await reserveCase(ledger, wanted);
    await markStarted(ledger, other.caseId);
    expect(await releaseReservation(ledger, other.caseId)).toBe(false);
    expect((await listCases(ledger)).cases.map(({ id }) => id)).toEqual([other.caseId]);
  });

  it('whose start was never confirmed is found', async () => {
    const ledger = await tempLedger();
    const { caseId } = await reserveCase(ledger, wanted);
    expect(await unconfirmedReservations(ledger, Date.now() + 1000)).toMatchObject([{ id: caseId, subject: 'p-1' }]);
    expect(await unconfirmedReservations(ledger, Date.now() - 60_000)).toEqual([]);
  });

  it('asked for many times at once is one', async () => {
    const ledger = await tempLedger();
    const all = await Promise.all(Array.from({ length: 20 }, () => reserveCase(ledger, wanted)));
    expect(new Set(all.map(({ caseId }) => caseId)).size).toBe(1);
    expect(all.filter(({ isNew }) => isNew)).toHaveLength(1);
  });
});
