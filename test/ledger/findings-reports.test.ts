import { describe, expect, it } from 'vitest';
import { bulletinOf, closeFinding, listFindings, openFinding, recordReport, reportsOfDay, reportVersions } from '../../src/ledger/index.ts';
import { tempLedger, units } from './sample.ts';

const by = { role: 'unit_head', place: 'sample-village' };
const daily = { form: 'daily', day: '2020-01-26', unit: 'sample-village', state: 'confirmed' } as const;

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

describe('a report', () => {
  it('is prefilled, confirmed, corrected with a reason; every version stays and one counts', async () => {
    const ledger = await tempLedger();
    const none = { traced: 0, released: 0, observed: 0 };
    await recordReport(ledger, { ...daily, state: 'prefilled', figures: none }, { role: 'ledger', place: 'house' });
    expect(await recordReport(ledger, { ...daily, figures: none }, by)).toEqual({ version: 2, isNew: true });
    expect(await recordReport(ledger, { ...daily, figures: none }, by)).toEqual({ version: 2, isNew: false });
    const more = { traced: 2, released: 0, observed: 2 };
    expect(await recordReport(ledger, { ...daily, state: 'prefilled', figures: more }, by)).toEqual({ version: 2, isNew: false });
    await expect(recordReport(ledger, { ...daily, figures: more }, by)).rejects.toMatchObject({ code: 'reason_missing' });
    expect(await recordReport(ledger, { ...daily, figures: more, reason: 'two came home at noon' }, by)).toEqual({
      version: 3,
      isNew: true,
    });
    expect(
      (await reportVersions(ledger, 'daily', daily.day, daily.unit)).map(({ version, state, figures }) => [version, state, figures]),
    ).toEqual([
      [3, 'confirmed', more],
      [2, 'confirmed', none],
      [1, 'prefilled', none],
    ]);
    expect((await reportsOfDay(ledger, 'daily', daily.day)).get(daily.unit)).toMatchObject({
      version: 3,
      reason: 'two came home at noon',
      by,
    });
  });

  it.each([-1, 1.5, Number.NaN])('does not count to %d', async (traced) => {
    const ledger = await tempLedger();
    expect(() => recordReport(ledger, { ...daily, figures: { traced } }, by)).toThrow(RangeError);
  });
});

describe('the bulletin of a day', () => {
  const balances = [{ total: 'traced', parts: ['released', 'observed'] }];
  const options = { form: 'daily', day: daily.day, units, owing: (unit: string) => unit !== 'sample-town', balances };

  it('adds up the tree, each report once, and says who has not reported', async () => {
    const ledger = await tempLedger();
    await recordReport(ledger, { ...daily, figures: { traced: 3, released: 1, observed: 2 } }, by);
    await recordReport(ledger, { ...daily, figures: { traced: 4, released: 1, observed: 3 }, reason: 'one more' }, by);
    const [town, village, upper] = await bulletinOf(ledger, options);
    expect(town).toEqual({
      unit: 'sample-town',
      figures: { traced: 4, released: 1, observed: 3 },
      owed: 2,
      confirmed: 1,
      prefilled: 0,
      missing: ['upper-village'],
      unbalanced: [],
    });
    expect(village).toMatchObject({ figures: { traced: 4 }, missing: [], confirmed: 1 });
    expect(upper).toMatchObject({ figures: {}, missing: ['upper-village'] });
  });

  it('names what does not add up, at every level that inherits it', async () => {
    const ledger = await tempLedger();
    await recordReport(ledger, { ...daily, figures: { traced: 5, released: 1, observed: 3 } }, by);
    const lines = await bulletinOf(ledger, options);
    const wrong = { total: 'traced', is: 5, parts: 4 };
    expect(lines.map(({ unit, unbalanced }) => [unit, unbalanced])).toEqual([
      ['sample-town', [wrong]],
      ['sample-village', [wrong]],
      ['upper-village', []],
    ]);
  });
});
