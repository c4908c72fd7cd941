import { describe, expect, it } from 'vitest';
import type { Projection } from '../../src/kernel/projection.ts';
import { caseById, type LiveCases, project, reconcile, reconcilePage, reserveCase } from '../../src/ledger/index.ts';
import { projection, tempLedger } from './sample.ts';

/** Workflows that answer with these projections, the first to the first question; the last one goes on being the answer. */
function live(cases: Record<string, Projection | Projection[]>, pages = 100): LiveCases {
  const answers = new Map(Object.entries(cases).map(([id, told]) => [id, [told].flat()]));
  return {
    async ask(id) {
      const told = answers.get(id);
      const now = told && (told.length > 1 ? told.shift()! : told[0]!);
      return now && { running: now.row.status !== 'ended', projection: now };
    },
    async running(after = '0') {
      const from = Number(after);
      const ids = [...answers.keys()].slice(from, from + pages);
      return from + pages < answers.size ? { ids, next: String(from + pages) } : { ids };
    },
  };
}

describe('reconciling', () => {
  it('finds nothing where ledger and live cases agree', async () => {
    const ledger = await tempLedger();
    await project(ledger, projection('c-1', 1));
    expect(await reconcile(ledger, live({ 'c-1': projection('c-1', 1, {}, undefined, []) }))).toEqual({ compared: 1, differences: [] });
  });

  it('names what is missing on either side and what differs, and repairs from the live case', async () => {
    const ledger = await tempLedger();
    await project(ledger, projection('c-differs', 7));
    await project(ledger, projection('c-gone', 2));
    await project(ledger, projection('c-over', 2, { status: 'ended', outcome: 'released', endedAt: 1 }));
    const { caseId } = await reserveCase(ledger, { subject: 'p-9', family: 'f', place: 'sample-village', opening: {} });
    const truth = live({
      'c-differs': projection('c-differs', 7, { at: ['febrile'], stages: ['diagnose'] }),
      'c-new': projection('c-new', 1),
    });
    const found = await reconcile(ledger, truth, { repair: true });
    expect(found.differences.toSorted((a, b) => a.code.localeCompare(b.code))).toEqual([
      { case: 'c-differs', code: 'digest_differs', seq: { ledger: 7, live: 7 }, repaired: true },
      { case: 'c-new', code: 'missing_in_ledger', seq: { ledger: null, live: 1 }, repaired: true },
      { case: 'c-gone', code: 'missing_in_temporal', seq: { ledger: 2, live: null }, repaired: false },
      { case: caseId, code: 'not_confirmed', seq: { ledger: null, live: null }, repaired: false },
    ]);
    const again = await reconcile(ledger, truth);
    expect(again.differences.map(({ code }) => code).sort()).toEqual(['missing_in_temporal', 'not_confirmed']);
    expect((await caseById(ledger, 'c-differs'))?.row?.at).toEqual(['febrile']);
  });

  it('brings a case to its end that ended while the ledger was away', async () => {
    const ledger = await tempLedger();
    await project(ledger, projection('c-1', 6));
    const over = projection('c-1', 7, { status: 'ended', outcome: 'released', endedAt: 1 });
    expect((await reconcile(ledger, live({ 'c-1': over }), { repair: true })).differences).toMatchObject([
      { code: 'digest_differs', repaired: true },
    ]);
    expect(await caseById(ledger, 'c-1')).toMatchObject({ life: 'closed' });
  });

  it('finds a running case that the ledger believes ended', async () => {
    const ledger = await tempLedger();
    await project(ledger, projection('c-1', 7, { status: 'ended', outcome: 'released', endedAt: 1 }));
    const found = await reconcile(ledger, live({ 'c-1': projection('c-1', 6) }), { repair: true });
    expect(found.differences).toMatchObject([{ case: 'c-1', code: 'digest_differs', seq: { ledger: 7, live: 6 }, repaired: true }]);
    expect(await caseById(ledger, 'c-1')).toMatchObject({ life: 'running', row: { seq: 6 } });
  });

  it('takes back a step that no history has, when the workflow asked anew still does not have it', async () => {
    const ledger = await tempLedger();
    await project(ledger, projection('c-1', 6));
    await project(ledger, projection('c-1', 7, { at: ['ghost'] }));
    const behind = live({ 'c-1': projection('c-1', 6) });
    expect((await reconcile(ledger, behind, { repair: true })).differences).toMatchObject([{ code: 'digest_differs', repaired: true }]);
    expect(await caseById(ledger, 'c-1')).toMatchObject({ row: { seq: 6, at: ['observed'] }, timeline: [{ seq: 6 }] });
    expect((await reconcile(ledger, behind)).differences).toEqual([]);
  });

  it('leaves a ledger alone that had heard more than the first answer', async () => {
    const ledger = await tempLedger();
    await project(ledger, projection('c-1', 6));
    await project(ledger, projection('c-1', 7, { at: ['febrile'] }));
    const before = await caseById(ledger, 'c-1');
    const late = live({ 'c-1': [projection('c-1', 6), { ...projection('c-1', 7, { at: ['febrile'] }), lines: [] }] });
    expect((await reconcile(ledger, late, { repair: true })).differences).toEqual([]);
    expect(await caseById(ledger, 'c-1')).toEqual(before);
  });

  it('does not count as a difference what arrives while it looks, nor writes an old answer over it', async () => {
    const ledger = await tempLedger();
    await project(ledger, projection('c-1', 6));
    const newer = projection('c-1', 7, { at: ['febrile'] });
    const cases = live({ 'c-1': newer });
    const racing: LiveCases = {
      ...cases,
      async ask(id) {
        const told = await cases.ask(id);
        await project(ledger, newer);
        return told;
      },
    };
    expect((await reconcile(ledger, racing, { repair: true })).differences).toEqual([]);
    const stale: LiveCases = {
      ...cases,
      async ask() {
        await project(ledger, projection('c-1', 8, { at: ['at_clinic'] }));
        return { running: true, projection: newer };
      },
    };
    await reconcile(ledger, stale, { repair: true });
    expect((await caseById(ledger, 'c-1'))?.row).toMatchObject({ seq: 8, at: ['at_clinic'] });
  });

  it('names a case that runs and cannot answer, and leaves its rows', async () => {
    const ledger = await tempLedger();
    await project(ledger, projection('c-1', 6));
    const stuck: LiveCases = { ...live({ 'c-1': projection('c-1', 6) }), ask: async () => 'silent' };
    expect((await reconcile(ledger, stuck, { repair: true })).differences).toEqual([
      { case: 'c-1', code: 'no_answer', seq: { ledger: 6, live: null }, repaired: false },
    ]);
  });

  it('goes page by page through both sides and can be taken up where it was left', async () => {
    const ledger = await tempLedger();
    const all = Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`c-${n}`, projection(`c-${n}`, 1)]));
    for (const each of Object.values(all).slice(0, 4)) await project(ledger, each);
    const cases = live(all, 2);
    const sides: string[] = [];
    let compared = 0;
    const codes: string[] = [];
    for (let cursor: Parameters<typeof reconcilePage>[2] = { side: 'ledger' }; cursor; ) {
      sides.push(cursor.side);
      const page: Awaited<ReturnType<typeof reconcilePage>> = await reconcilePage(ledger, cases, JSON.parse(JSON.stringify(cursor)), {
        page: 2,
      });
      compared += page.compared;
      codes.push(...page.differences.map((difference) => `${difference.case} ${difference.code}`));
      cursor = page.next;
    }
    expect(sides).toEqual(['ledger', 'ledger', 'ledger', 'temporal', 'temporal', 'temporal']);
    expect([compared, codes]).toEqual([5, ['c-4 missing_in_ledger']]);
  });
});
