import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { performImport, readImport } from '../../src/ledger/index.ts';
import { readLibrary } from '../library.ts';
import { NOW, tempLedger } from './sample.ts';

const publicList = join(import.meta.dirname, '../../../shared/data/linelist-2020-01-30.csv');

it('all 200 rows of the public line list are opened, opened with a warning, or refused with a reason, and add up', async (ctx) => {
  if (!existsSync(publicList)) {
    console.warn(`SKIPPED: the public line list is not at ${publicList}; linelist-small.csv has the same kinds of trouble`);
    return ctx.skip();
  }
  const { machines, units } = readLibrary();
  const protocol = machines.find(({ protocol }) => protocol.protocol === 'close-contact')!.protocol;
  const mapping = readFileSync(join(import.meta.dirname, '../../protocols/mappings/linelist.yaml'), 'utf8');
  const read = readImport({ bytes: readFileSync(publicList), mapping, protocol, units, now: NOW });
  if (!('plan' in read)) throw new Error(JSON.stringify(read.refused));
  const ledger = await tempLedger();
  const { totals, rows, notes } = await performImport(ledger, read.plan, async () => 'started');
  // 83 rows have no last day of exposure; row 160 (line 161) fell ill before its exposure began.
  expect(totals).toEqual({ rows: 200, opened: 116, warned: 84, duplicate: 0, unchanged: 0, refused: 0 });
  expect(rows.filter(({ problems }) => problems.some(({ code }) => code === 'fallback'))).toHaveLength(83);
  expect(rows.filter(({ problems }) => problems.some(({ code }) => code === 'contradiction')).map(({ line }) => line)).toEqual([161]);
  expect(notes[0]?.columns).toEqual(['location', 'If_onset_approximated', 'type_of_visit', 'visiting Wuhan', 'from Wuhan', 'symptom']);
  const again = await performImport(ledger, read.plan, async () => 'started');
  expect(again.totals).toMatchObject({ rows: 200, unchanged: 200 });
});
