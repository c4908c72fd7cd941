import { expect, it } from 'vitest';
import type { Effect } from '../../src/kernel/effect.ts';
import { operator, project, readHouseholds, readSheet, reserveCase, surveyed } from '../../src/ledger/index.ts';
import { projection, tempLedger, units } from './sample.ts';

const list = async (...rows: string[]) => {
  const sheet = await readSheet(Buffer.from(rows.join('\n')));
  if ('code' in sheet) throw new Error(sheet.en);
  return readHouseholds(sheet, units);
};

it('a list of households is counted by unit, each household once, and what cannot be counted is named', async () => {
  const read = await list('村,户号,户主', '样本村,H1,甲', '样本村,Ｈ1,甲', '样本村,H2,乙', '上村,H1,丙', '火星村,H1,丁', '上村,,戊');
  if ('lacking' in read) throw new Error(read.lacking.join());
  expect(Object.fromEntries(read.units)).toEqual({ 'sample-village': 2, 'upper-village': 1 });
  expect(read.rows.map(({ fate, problems }) => [fate, problems.map(({ code }) => code).join()])).toEqual([
    ['counted', ''],
    ['duplicate', 'duplicate'],
    ['counted', ''],
    ['counted', ''],
    ['refused', 'unit_unknown'],
    ['refused', 'fact_missing'],
  ]);
  expect(await list('户主', '甲')).toEqual({ lacking: ['unit', 'household'] });
});

it('the survey is measured against all households: screened, absent, refused and not yet visited add up, also above', async () => {
  const ledger = await tempLedger();
  const begin = async (unit: string, households: number, ...rounds: object[]) => {
    const { caseId } = await reserveCase(ledger, { subject: unit, family: 'household-survey', place: unit, opening: { households } });
    const lines = rounds.map((data, i): Effect => {
      const entry = { id: i + 2, event: 'round_reported', at: 1, recorded: 1, by: operator, data: data as Record<string, number> };
      return { kind: 'record', note: { note: 'event', entry }, seq: i + 2, index: 0, at: 1 };
    });
    await project(ledger, projection(caseId, 9, { subject: unit, place: unit, protocol: 'household-survey' }, [], lines));
  };
  await begin('sample-village', 100, { screened: 10, absent: 5, refused: 1 }, { screened: 60, absent: 8, refused: 2 });
  await begin('upper-village', 20);
  expect(await surveyed(ledger, units)).toEqual([
    { unit: 'sample-town', households: 120, screened: 60, absent: 8, refused: 2, unvisited: 50 },
    { unit: 'sample-village', households: 100, screened: 60, absent: 8, refused: 2, unvisited: 30 },
    { unit: 'upper-village', households: 20, screened: 0, absent: 0, refused: 0, unvisited: 20 },
  ]);
});
