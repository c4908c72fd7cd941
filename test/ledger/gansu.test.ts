import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Unit, Units } from '../../src/kernel/units.ts';
import { bulletinOf, type Figures, type Form, recordReport, unbalancedIn } from '../../src/ledger/index.ts';
import { NOW, tempLedger } from './sample.ts';

const shared = join(import.meta.dirname, '../../../shared/data');
const folder = join(shared, 'gansu-reports');
const commission = { role: 'reporter', place: '620000' };
const text = (zh: string) => ({ zh, en: zh });

/** Cities report who is in treatment and who is suspected; the province says how many were confirmed, and how many of them are cured. */
const form: Form = {
  name: 'province',
  protocol: '-',
  event: '-',
  day: 'day',
  reason: 'reason',
  by: 'reporter',
  figures: { treated: { protocols: ['-'], which: 'all' }, suspected: { protocols: ['-'], which: 'all' } },
  balances: [],
};
const balances = [
  { total: 'confirmed', parts: ['cured', 'treated'] },
  { total: 'suspected', parts: ['suspectedBelow'] },
];

/** The province and its cities by their codes. */
function province(): Units {
  const rows = readFileSync(join(shared, 'gansu-area-codes.csv'), 'utf8').trim().split('\n').slice(1);
  const cities = rows.map((row) => row.split(',') as [string, string]).filter(([code]) => /^62..00$/.test(code));
  const unit = ([id, zh]: [string, string]): [string, Unit] => {
    const above = id === '620000' ? {} : { parent: '620000' };
    return [id, { id, title: text(zh), level: 'city', roles: ['reporter'], ...above }];
  };
  return { name: 'gansu', edition: '1', zone: 'Asia/Shanghai', roles: {}, units: Object.fromEntries(cities.map(unit)) };
}

const count = (written: unknown): number | undefined => (written === undefined ? undefined : Number(/^(\d+)例$/.exec(String(written))![1]));

/** `兰州市8例、白银市1例，庆阳1例` → by code; a name is a city's, or what it begins with. */
function byCity(detail: string | undefined, units: Units): Map<string, number> {
  const parts = (detail ?? '').split(/[、，]/).filter((part) => part !== '');
  return new Map(
    parts.map((part) => {
      const [, name, n] = /^(\D+)(\d+)例$/.exec(part)!;
      const found = Object.values(units.units).filter(({ title }) => title.zh.startsWith(name!.replace(/[市州]$/, '')));
      expect(
        found.map(({ title }) => title.zh),
        `${name} is one city`,
      ).toHaveLength(1);
      return [found[0]!.id, Number(n)];
    }),
  );
}

it('fifteen daily reports of Gansu as published are read, added up by city, held to their totals, and their one contradiction is named', async (ctx) => {
  if (!existsSync(folder)) {
    console.warn(`SKIPPED: the reports of Gansu are not at ${folder}`);
    return ctx.skip();
  }
  const units = province();
  const ledger = await tempLedger();
  const seen: Record<string, unknown> = {};
  for (const file of readdirSync(folder)) {
    const read = parse(readFileSync(join(folder, file), 'utf8')) as Record<string, string>;
    const day = read.时间!;
    const [treated, suspected] = [byCity(read.确诊详情, units), byCity(read.疑似详情, units)];
    for (const unit of new Set([...treated.keys(), ...suspected.keys()])) {
      const figures = { treated: treated.get(unit) ?? 0, suspected: suspected.get(unit) ?? 0 };
      await recordReport(ledger, { form: form.name, day, unit, figures }, commission);
    }
    const [top] = (await bulletinOf(ledger, { form, day, units, now: NOW })).lines;
    expect(top!.unit).toBe('620000');
    // What is not published is not held to anything: no balance has a figure that is not there.
    const said: Figures = { confirmed: count(read.确诊)!, cured: count(read.治愈) ?? 0 };
    const below: Figures = treated.size > 0 ? { treated: top!.figures.treated! } : {};
    const [doubtful, doubtfulBelow] = [count(read.疑似), top!.figures.suspected!];
    if (doubtful !== undefined) Object.assign(said, { suspected: doubtful, suspectedBelow: doubtfulBelow });
    const wrong = unbalancedIn({ ...said, ...below }, balances);
    seen[day] =
      wrong.length > 0
        ? wrong
        : treated.size > 0
          ? `${said.confirmed} = ${said.cured} + ${below.treated}`
          : `${said.confirmed}, by city unknown`;
  }
  expect(seen).toEqual({
    // Two are confirmed and one is told: where the second lives is not said.
    '2020-01-23': [{ total: 'confirmed', is: 2, parts: 1 }],
    '2020-01-24': '4, by city unknown',
    '2020-01-25': '7 = 0 + 7',
    '2020-01-26': '14 = 0 + 14',
    '2020-01-27': '19 = 0 + 19',
    '2020-01-28': '24 = 0 + 24',
    '2020-01-29': '26 = 0 + 26',
    '2020-01-30': '29 = 0 + 29',
    '2020-01-31': '35 = 0 + 35',
    '2020-02-01': '40 = 0 + 40',
    // From here on the cities count who is still in treatment, though the heading goes on calling it "confirmed".
    '2020-02-02': '51 = 3 + 48',
    '2020-02-03': '55 = 3 + 52',
    '2020-02-04': '57 = 4 + 53',
    '2020-02-05': '62 = 6 + 56',
    '2020-02-06': '67 = 9 + 58',
  });
});
