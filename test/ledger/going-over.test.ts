import { describe, expect, it } from 'vitest';
import {
  beginMigration,
  endMigration,
  type Ledger,
  latestMoving,
  migrationsIn,
  movedBy,
  noteFates,
  noteTakenBack,
  takenUp,
  takeUp,
} from '../../src/ledger/index.ts';
import { tempDir, tempLedger } from './sample.ts';

const by = { role: 'county_cdc', place: 'qinzhou-cdc' };
const order = { from: 'a', to: 'b', map: 'm', by, cases: 3 };

/** Two openings of one ledger, as two processes have it. */
async function twice(): Promise<[Ledger, Ledger]> {
  const dir = tempDir();
  return [await tempLedger(dir), await tempLedger(dir)];
}

describe('a migration in the audit', () => {
  it('begun by two at once is one, and goes on under its own id until it has ended', async () => {
    const [one, other] = await twice();
    const begun = await Promise.all([one, other, one, other].map((ledger) => beginMigration(ledger, order)));
    expect(new Set(begun.map(({ id }) => id)).size).toBe(1);
    expect(begun.filter(({ resumed }) => !resumed)).toHaveLength(1);
    const id = begun[0]!.id;
    expect((await beginMigration(one, { ...order, map: 'another' })).id).not.toBe(id);
    await endMigration(one, id, by, {});
    expect(await beginMigration(other, order)).toMatchObject({ resumed: false });
    expect((await migrationsIn(one.db)).map(({ ended }) => ended)).toEqual([false, false, true]);
  });

  it('knows which cases it took up and what became of each, though two wrote down the same', async () => {
    const [ledger, other] = await twice();
    const { id } = await beginMigration(ledger, order);
    const later = await beginMigration(ledger, { ...order, map: 'another' });
    await takeUp(ledger, id, by, ['c-1', 'c-2', 'c-3']);
    await takeUp(ledger, later.id, by, ['c-9']);
    await noteFates(ledger, id, by, [
      { case: 'c-1', seq: 2 },
      { case: 'c-2', left: 'state_gone' },
    ]);
    await noteFates(other, id, by, [{ case: 'c-1', seq: 2 }]);
    expect(await takenUp(ledger, id)).toEqual(['c-3']);
    expect(await movedBy(ledger, id)).toEqual(['c-1']);
    await noteTakenBack(ledger, id, by, [{ case: 'c-1', seq: 3 }]);
    expect(await movedBy(ledger, id)).toEqual([]);
    expect([await movedBy(ledger, later.id), await takenUp(ledger, later.id)]).toEqual([[], ['c-9']]);
  });
  it('is taken back though the same was begun again in vain: the latest that moved a case is meant', async () => {
    const [ledger] = await twice();
    expect(await latestMoving(ledger)).toBeUndefined();
    const { id } = await beginMigration(ledger, order);
    await noteFates(ledger, id, by, [{ case: 'c-1', seq: 2 }]);
    await endMigration(ledger, id, by, {});
    await endMigration(ledger, (await beginMigration(ledger, order)).id, by, {});
    expect(await latestMoving(ledger)).toMatchObject({ id });
    await noteTakenBack(ledger, id, by, [{ case: 'c-1', seq: 3 }]);
    expect(await latestMoving(ledger)).toBeUndefined();
    const broken = await beginMigration(ledger, order);
    await takeUp(ledger, broken.id, by, ['c-2']);
    expect(await latestMoving(ledger)).toMatchObject({ id: broken.id, ended: false });
  });
});
