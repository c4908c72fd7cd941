import { describe, expect, it } from 'vitest';
import { closeFinding, listFindings, openFinding } from '../../src/ledger/index.ts';
import { tempLedger } from './sample.ts';

const by = { role: 'unit_head', place: 'sample-village' };

describe('a finding', () => {
  it('is one for one matter, is closed with a reason, and opens again when it is found again', async () => {
    const ledger = await tempLedger();
    const lead = { matter: 'lead 7 missed', kind: 'lead_missed', unit: 'sample-village', detail: { line: 7 } };
    const { id } = await openFinding(ledger, lead, by);
    expect(await openFinding(ledger, lead, by)).toEqual({ id, isNew: false });
    expect((await listFindings(ledger, { open: true })).findings).toMatchObject([{ id, ...lead }]);
    expect(await closeFinding(ledger, id, { by, why: 'screened' })).toBe(true);
    expect(await closeFinding(ledger, id, { by, why: 'screened' })).toBe(false);
    expect((await listFindings(ledger, { open: true })).findings).toEqual([]);
    expect((await listFindings(ledger, { open: false })).findings).toMatchObject([{ closed: { why: 'screened' } }]);
    expect(await openFinding(ledger, lead, by)).toEqual({ id, isNew: false });
    expect((await listFindings(ledger, { open: true, kind: 'lead_missed', unit: 'sample-village' })).findings).toHaveLength(1);
  });

  it('is on one page only', async () => {
    const ledger = await tempLedger();
    for (let n = 0; n < 7; n++) await openFinding(ledger, { matter: `m ${n}`, kind: 'k' }, by);
    const seen: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await listFindings(ledger, {}, { limit: 3, ...(after !== undefined && { after }) });
      seen.push(...page.findings.map(({ matter }) => matter));
      if (page.next === undefined) break;
      after = page.next;
    }
    expect(seen.sort()).toEqual(Array.from({ length: 7 }, (_, n) => `m ${n}`));
  });
});
