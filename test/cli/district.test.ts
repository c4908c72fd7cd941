import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readSheet } from '../../src/ledger/index.ts';
import { type House, openHouse, type Said } from './early.ts';

const binary = inject('temporalBinary');
const cdc = 'county_cdc@qinzhou-cdc';
const reporter = 'reporter@sample-village';

let house: House;
const file = (name: string, ...lines: string[]): string => {
  const path = join(house.folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};
/** Projections are on their way for a moment. */
async function until(look: () => Promise<Said>, holds: string): Promise<Said> {
  for (let i = 0; ; i++) {
    const said = await look();
    if (said.out.includes(holds) || i === 20) return said;
  }
}

describe.skipIf(binary === undefined)('a district at work, in another terminal', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    house = await openHouse(binary!, Date.parse('2020-03-10T08:00:00+08:00'));
  }, 120_000);
  afterAll(() => house?.close());

  it('leads are reconciled: outcomes add up, whoever was missed gets a case and a finding, and the same list again changes nothing', async () => {
    const leads = file(
      'leads.csv',
      '姓名,证件号,电话,村,返回日期,核查结果',
      '甲样例,E62050001,13900001001,样例村,2020-03-08,漏登',
      '乙样例,E62050002,13900001002,样例村,2020-03-08,信息有误',
      '丙样例,E62050003,13900001003,样例村,2020-03-08,',
    );
    const out = join(house.folder, 'outcomes.csv');
    for (const _ of ['once', 'again']) {
      const said = await house.early('leads', leads, '--yes', '--out', out);
      expect(said).toMatchObject({ code: 1, out: expect.stringContaining('3 leads = wrong data 1 + missed 1 + not checked yet 1') });
    }
    expect((await house.early('cases', '--protocol', 'returnee', '--limit', '0')).out).toContain('1 cases = ');
    expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(4);
  });

  it('households are the denominator of a survey, which is begun once', async () => {
    const list = file('households.csv', '网格,户号', '样例村,H1', '样例村,H2', '样例村,H2', '牡丹东村（样例）,H1');
    expect((await house.early('survey', 'begin', list)).out).toContain(
      '3 households + 1 twice in the file + 0 refused; 2 unit(s), 2 survey(s) begun',
    );
    expect((await house.early('survey', 'begin', list)).out).toContain('2 unit(s), 0 survey(s) begun');
    const { code, out } = await until(() => house.early('survey', 'show'), '│ Qinzhou District    │ 3');
    expect(code).toBe(1);
    expect(out).toContain('│ Sample Village      │ 2          │ 0        │ 0      │ 0       │ 2               │');
  });

  it('a list with personal data is written for its owner only, and the audit says who read whom and what for', async () => {
    const out = join(house.folder, 'ten.csv');
    expect((await house.early('export', 'ten', '--out', out, '--as', cdc, '--why', 'weekly check')).code).toBe(0);
    expect(readFileSync(out, 'utf8')).toContain('甲样例');
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(await house.early('export', 'people', '--out', out, '--as', cdc, '--why', 'x')).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no list "people"; there are: ten, linelist, exposures'),
    });
    const met = join(house.folder, 'met.xlsx');
    expect((await house.early('export', 'exposures', '--out', met, '--as', cdc, '--why', 'who met whom')).code).toBe(0);
    const sheet = await readSheet(readFileSync(met));
    expect('table' in sheet && sheet.table.header).toContain('exposed to: name');
    const shown = (await house.early('audit', 'show')).out;
    expect(shown).toMatch(/county_cdc@qinzhou-cdc {2}person\.read {2}p-\w+ {2}why=weekly check/);
    expect(await house.early('audit', 'verify')).toMatchObject({ code: 0, out: expect.stringContaining('The audit holds') });
  });

  it('a unit confirms its report of the day, and the town above it adds up', async () => {
    expect((await house.early('report', 'begin')).out).toMatch(/(\d+) unit\(s\) report every day: \1 begun, 0 were before/);
    expect((await house.early('report', 'begin')).out).toMatch(/(\d+) unit\(s\) report every day: 0 begun, \1 were before/);
    const confirmed = await house.early('report', 'confirm', 'sample-village', '--as', reporter);
    expect(confirmed).toMatchObject({ code: 0, out: expect.stringContaining('reported: Came back today 1, Traced 1') });
    const sum = (await until(() => house.early('report', 'sum', 'mudan'), 'in time 1')).out;
    expect(sum).toMatch(/Mudan Town +│ in time 1, awaited \d+ +│ 1 +│ 1 +│ 1 +│ 0 +│ 0/);
    expect((await house.early('report', 'missing')).out).not.toContain('Sample Village:');
  });

  it('a ward that passes a patient on too often has a file against it with the evidence, and the count stands in the list', async () => {
    const mapping = file(
      'suspected.yaml',
      'mapping: suspected',
      'title: { zh: 疑似, en: Suspected }',
      'protocol: suspected-case',
      'source: suspected',
      'dates: [YYYY-MM-DD]',
      'person: { identity: 证件号, name: 姓名, phone: 电话 }',
      'place: { column: 村 }',
      'facts: { found_as: { is: contact } }',
    );
    const register = file('suspected.csv', '姓名,证件号,电话,村', '丁样例,E62050009,13900001009,样例村');
    const { rows } = await house.json<{ rows: { caseId: string }[] }>(
      ...['import', register, '--protocol', 'suspected-case', '--map', mapping],
    );
    const id = rows[0]!.caseId;
    for (const reason of ['no bed', 'still no bed', 'not ours'])
      expect((await house.early('do', id, 'declined', `reason=${reason}`, '--as', 'ward@qinzhou-hospital')).code).toBe(0);
    expect((await until(() => house.early('case', id), 'refused 3 time(s) in a row')).out).toContain('refused 3 time(s) in a row');
    const opened = await until(() => house.early('cases', '--protocol', 'supervision'), 'c-');
    const supervision = opened.out.match(/c-\w+/)![0];
    const { out } = await house.early('case', supervision);
    for (const words of [
      `evidence, from case ${id}:`,
      'Declined: Reason no bed (',
      'Declined: Reason still no bed (',
      'Declined: Reason not ours (',
    ])
      expect(out).toContain(words);
    expect(out).toContain('of unit Qinzhou Designated Hospital (sample)');
  });
});
