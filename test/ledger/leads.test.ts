import { describe, expect, it } from 'vitest';
import {
  caseById,
  closeFinding,
  type LeadOutcome,
  type Ledger,
  leadOutcomes,
  listFindings,
  operator,
  performImport,
  readImport,
  reconcileLeads,
  type StartCase,
} from '../../src/ledger/index.ts';
import { readLibrary } from '../library.ts';
import { NOW, tempLedger } from './sample.ts';

const { machines, units } = readLibrary();
const { protocol } = machines.find((machine) => machine.protocol.protocol === 'returnee')!;
const MAPPING = `
mapping: leads
protocol: returnee
source: leads-2020-01-30
person: { name: 姓名, phone: 电话 }
place: { column: 村, otherwise: qinzhou }
facts: { returned_on: 返乡日期, found_as: { is: lead } }
`;
const OUTCOME = `${MAPPING}outcome: 核查结果\n`;
const HEADER = '姓名,电话,村,返乡日期,核查结果';

/** What became of the 273 leads of one town. */
const town: Partial<Record<LeadOutcome, number>> = {
  already_screened: 98,
  wrong_data: 47,
  missed: 12,
  lives_elsewhere: 29,
  past_window: 16,
  transit_wuhan: 25,
  transit_elsewhere: 38,
  did_not_stop: 8,
};

/** Invented people: one for each lead, with the word the town's clerks wrote. */
const people = Object.entries(town).flatMap(([outcome, n]) =>
  Array.from({ length: n }, (_, i) => ({ outcome: outcome as LeadOutcome, name: `样例${outcome}${i}`, phone: `1${outcome.length}${i}` })),
);
const row = ({ name, phone }: { name: string; phone: string }, said: string, on = '2020-01-24') => `${name},${phone},样例村,${on},${said}`;

function planOf(rows: string[], mapping = OUTCOME) {
  const bytes = Buffer.from([HEADER, ...rows].join('\n'));
  const read = readImport({ bytes, mapping, protocol, units, now: NOW });
  if (!('plan' in read)) throw new Error(read.refused.map(({ en }) => en).join('; '));
  return read.plan;
}

const start: StartCase = async () => 'started';

/** Everybody who was screened before the leads came, and `more` whom no lead names. */
async function screened(ledger: Ledger, more = 0) {
  const those = people.filter(({ outcome }) => outcome === 'already_screened');
  const others = Array.from({ length: more }, (_, i) => ({ name: `自查${i}`, phone: `9${i}` }));
  await performImport(
    ledger,
    planOf(
      [...those, ...others].map((each) => row(each, '')),
      MAPPING,
    ),
    start,
  );
}

const openLeads = async (ledger: Ledger) => (await listFindings(ledger, { open: true, kind: 'lead_missed' }, { limit: 500 })).findings;

describe('leads', () => {
  it("of one town, 273, end as the town's did and add up; the twelve who were missed get a case and a finding each; again it changes nothing", async () => {
    const ledger = await tempLedger();
    await screened(ledger, 2);
    const plan = planOf(people.map((each) => row(each, each.outcome === 'already_screened' ? '' : leadOutcomes[each.outcome].title.zh)));
    const once = await reconcileLeads(ledger, plan, start);
    expect(once.totals).toEqual({ rows: 273, ...town, unchecked: 0, repeated: 0 });
    expect(once.persons).toEqual({ all: 112, led: 110 });
    const missed = once.leads.filter(({ outcome }) => outcome === 'missed');
    const findings = await openLeads(ledger);
    expect(findings.map(({ id }) => id).sort()).toEqual(missed.map(({ finding }) => finding!).sort());
    for (const { caseId, unit } of findings.map((each) => ({ caseId: each.case!, unit: each.unit })))
      expect([await caseById(ledger, caseId), unit]).toMatchObject([{ family: 'returnee', life: 'running' }, 'sample-village']);
    await closeFinding(ledger, findings[0]!.id, { by: operator, why: 'screened on 31 January' });
    const again = await reconcileLeads(ledger, plan, async () => expect.fail('nobody is opened twice'));
    expect(again).toEqual(once);
    expect(await openLeads(ledger)).toHaveLength(11);
  });

  it('are not believed against the ledger: said to be screened without a card is missed, said to be missed with a card is screened', async () => {
    const ledger = await tempLedger();
    await screened(ledger);
    const plan = planOf([row({ name: '无卡', phone: '1' }, '已排查'), row(people[0]!, '漏排'), row(people[1]!, '已排查')]);
    const { leads } = await reconcileLeads(ledger, plan, start);
    expect(leads.map(({ outcome, problems }) => [outcome, problems.map(({ code }) => code).join()])).toEqual([
      ['missed', 'lead_no_card'],
      ['already_screened', 'lead_contradicts'],
      ['already_screened', ''],
    ]);
  });

  it('nobody has looked at, or cannot be read, or name somebody again, are counted as that', async () => {
    const ledger = await tempLedger();
    const who = { name: '未查', phone: '1' };
    const rows = [
      row(who, ''),
      row(who, '漏排'),
      row({ name: '坏', phone: '2' }, '', '2020-02-30'),
      'x,1',
      row({ name: '怪', phone: '3' }, '不知道怎么办'),
    ];
    const { leads, totals } = await reconcileLeads(ledger, planOf(rows), start);
    expect(leads.map(({ outcome }) => outcome)).toEqual(['unchecked', 'repeated', 'wrong_data', 'wrong_data', 'unchecked']);
    expect(leads[4]!.problems).toMatchObject([{ code: 'lead_word' }]);
    expect(totals.rows).toBe(5);
    // The next list says more, and that counts.
    expect((await reconcileLeads(ledger, planOf([row(who, '途经武汉')]), start)).leads).toMatchObject([{ outcome: 'transit_wuhan' }]);
    expect(await openLeads(ledger)).toEqual([]);
  });

  it('of somebody missed whose row cannot open a case are a finding all the same, and the completed row opens it', async () => {
    const ledger = await tempLedger();
    const who = { name: '缺日期', phone: '1' };
    const first = await reconcileLeads(ledger, planOf([row(who, '漏排', '')]), start);
    expect(first.leads).toMatchObject([
      { outcome: 'missed', problems: [{ code: 'fact_missing' }, { code: 'lead_not_opened', weight: 'refused' }] },
    ]);
    expect(await openLeads(ledger)).toHaveLength(1);
    const second = await reconcileLeads(ledger, planOf([row(who, '漏排')]), start);
    expect(second.leads).toMatchObject([
      { outcome: 'missed', caseId: expect.stringMatching(/^c-/), finding: first.leads[0]!.finding, problems: [] },
    ]);
    expect(await openLeads(ledger)).toHaveLength(1);
  });

  it('whose case did not start, as after a crash, are finished the next time', async () => {
    const ledger = await tempLedger();
    const plan = planOf([row({ name: '漏', phone: '1' }, '漏排')]);
    const down = await reconcileLeads(ledger, plan, async () => {
      throw new Error('down');
    });
    expect(down.leads).toMatchObject([{ outcome: 'missed', problems: [{ code: 'start_failed' }] }]);
    let started = 0;
    const { leads } = await reconcileLeads(ledger, plan, async () => {
      started++;
      return 'started';
    });
    expect([started, leads]).toMatchObject([1, [{ outcome: 'missed', problems: [] }]]);
  });
});
