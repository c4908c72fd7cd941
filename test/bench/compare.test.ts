import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { assertEqual } from '../../bench/durable/compare.ts';
import { blank } from '../../bench/durable/expert/contact.ts';
import { Course } from '../../bench/durable/expert/course.ts';
import { open } from '../../bench/durable/expert/facts.ts';
import { projectionOf } from '../../bench/durable/expert/projection.ts';
import { keyRing, type Ledger, openLedger, project, tell } from '../../src/ledger/index.ts';

describe('engine and expert', () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  /** A ledger that holds one contact opened on a day, and one message to a unit. */
  async function played(id: string, exposedOn = '2020-01-24', unit = 'sample-village') {
    const folder = mkdtempSync(join(tmpdir(), 'early-compare-'));
    ends.push(() => rmSync(folder, { recursive: true }));
    const ledger: Ledger = await openLedger(join(folder, 'ledger.db'), keyRing({ EARLY_KEY: Buffer.alloc(32).toString('base64') }, folder));
    ends.push(() => ledger.close());
    const now = Date.parse('2020-01-25T10:30:00+08:00');
    const [by, place] = [{ role: 'county_cdc', place: 'sample-village' }, 'sample-village'];
    const opening = { id, subject: `p-${id}`, place, now, by, data: { exposed_on: exposedOn } };
    const course = new Course(blank(opening));
    open(course, opening);
    await project(ledger, projectionOf(course.contact, 'run', course.effects));
    const about = { reason: 'ladder' as const, of: 'observed', step: 0 };
    await tell(ledger, { key: `${id}:1:9`, caseId: id, roles: [{ role: 'village_doctor', unit }], place, about, at: now });
    const result = { seq: 1, outcome: 'released', endedAt: now };
    return { table: { ledger }, of: (seq = 1) => [{ id, answers: [{ seq, at: ['observed'], now }], result }] };
  }

  it('are equal when only their ids differ', async () => {
    const [mine, theirs] = [await played('c-1'), await played('c-2')];
    expect(await assertEqual([mine.table, mine.of()], [theirs.table, theirs.of()])).toBeGreaterThan(3);
  });

  it.each([
    ['a fact', () => played('c-1', '2020-01-23')],
    ['a told unit', () => played('c-1', '2020-01-24', 'other-village')],
  ])('are not when %s differs', async (_, other) => {
    const [mine, theirs] = [await other(), await played('c-2')];
    await expect(assertEqual([mine.table, mine.of()], [theirs.table, theirs.of()])).rejects.toThrow("ended unlike the expert's");
  });

  it('are not when an answer differs', async () => {
    const [mine, theirs] = [await played('c-1'), await played('c-2')];
    await expect(assertEqual([mine.table, mine.of(2)], [theirs.table, theirs.of()])).rejects.toThrow("ended unlike the expert's");
  });
});
