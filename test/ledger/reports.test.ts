import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/kernel/effect.ts';
import type { Entry } from '../../src/kernel/record.ts';
import type { Units } from '../../src/kernel/units.ts';
import {
  bulletinOf,
  confirmSum,
  formOf,
  type Ledger,
  project,
  rebuildCase,
  recordReport,
  reportsOfDay,
  reportVersions,
  reserveCase,
} from '../../src/ledger/index.ts';
import { readLibrary } from '../library.ts';
import { units as plain, projection, slot, tempLedger } from './sample.ts';

const form = formOf(readLibrary().machines.find(({ protocol }) => protocol.protocol === 'daily-report')!.protocol);
const by = { role: 'reporter', place: 'sample-village' };
const day = '2020-01-30';
const at = (time: string, on = day) => Date.parse(`${on}T${time}:00+08:00`);
const daily = { form: 'daily', day, unit: 'sample-village' } as const;
const zero = { returned: 0, traced: 0, observed: 0, released: 0, febrile: 0 };
const three = { ...zero, traced: 3, released: 1, observed: 2 };
const units: Units = {
  ...plain,
  units: Object.fromEntries(Object.entries(plain.units).map(([id, unit]) => [id, { ...unit, roles: ['reporter'] }])),
};

/** A unit's daily-report case, asked on `on` with the cut-off at 17:00, as its workflow projects it. */
function asked(unit: string, seq: number, lines: Effect[], on = day) {
  const due = at('17:00', on);
  const row = { subject: unit, place: unit, protocol: 'daily-report', at: ['reporting'], stages: ['report'] };
  return projection(`c-${unit}`, seq, row, [slot(`report ${on}`, { event: 'report_filed', due })], lines);
}

const entry = (id: number, data: object, recorded = at('16:00')): Entry => ({
  id,
  event: 'report_filed',
  at: recorded,
  recorded,
  by,
  data: { day, ...data },
});
const filed = (seq: number, data: object, recorded = at('16:00')): Effect => ({
  kind: 'record',
  note: { note: 'event', entry: entry(seq, data, recorded) },
  seq,
  index: 0,
  at: recorded,
});
const corrected = (seq: number, of: number, data: object, more: Partial<Entry> = {}): Effect => ({
  kind: 'record',
  note: {
    note: 'corrected',
    entry: { ...entry(of, data), former: [{ at: 0, data: {}, by, reason: 'miscounted', corrected: at('18:00') }], ...more },
    reason: 'miscounted',
    by,
  },
  seq,
  index: 0,
  at: at('18:00'),
});

async function ask(ledger: Ledger, unit: string, seq = 1, lines: Effect[] = []) {
  await reserveCase(ledger, { subject: unit, family: 'daily-report', place: unit, opening: {} });
  const made = asked(unit, seq, lines);
  const held = await ledger.db.selectFrom('cases').select('id').where('subject', '=', unit).executeTakeFirstOrThrow();
  made.row.id = held.id;
  await project(ledger, made);
  return made;
}

const bulletin = (ledger: Ledger, now = at('18:00')) => bulletinOf(ledger, { form, day, units, now });
const linesOf = async (ledger: Ledger, now?: number) =>
  Object.fromEntries((await bulletin(ledger, now)).lines.map((line) => [line.unit, line]));

describe('a report without a case', () => {
  it('is put right with a reason; every version stays and one counts', async () => {
    const ledger = await tempLedger();
    expect(await recordReport(ledger, { ...daily, figures: zero }, by)).toEqual({ version: 1, isNew: true });
    expect(await recordReport(ledger, { ...daily, figures: zero }, by)).toEqual({ version: 1, isNew: false });
    await expect(recordReport(ledger, { ...daily, figures: three }, by)).rejects.toMatchObject({ code: 'reason_missing' });
    expect(await recordReport(ledger, { ...daily, figures: three, reason: 'two came home at noon' }, by)).toEqual({
      version: 2,
      isNew: true,
    });
    expect((await reportVersions(ledger, 'daily', day, daily.unit)).map(({ version, figures }) => [version, figures])).toEqual([
      [2, three],
      [1, zero],
    ]);
    expect((await reportsOfDay(ledger, 'daily', day)).get(daily.unit)).toMatchObject({ version: 2, reason: 'two came home at noon', by });
  });

  it.each([-1, 1.5, Number.NaN])('does not count to %d', async (traced) => {
    const ledger = await tempLedger();
    expect(() => recordReport(ledger, { ...daily, figures: { traced } }, by)).toThrow(RangeError);
  });
});

describe('a report that a case files', () => {
  it('is a row of the ledger; projected again, or rebuilt from its history, it is still one', async () => {
    const ledger = await tempLedger();
    const made = await ask(ledger, 'sample-village', 2, [filed(2, three)]);
    await project(ledger, made);
    await rebuildCase(ledger, { projection: made });
    expect(await reportVersions(ledger, 'daily', day, 'sample-village')).toEqual([
      { ...daily, version: 1, figures: three, by, recordedAt: at('16:00'), case: made.row.id },
    ]);
  });

  it('goes when a crash left it from a step that no history has', async () => {
    const ledger = await tempLedger();
    const made = await ask(ledger, 'sample-village', 2, [filed(2, three)]);
    await project(ledger, { ...made, lines: [filed(2, zero)] });
    expect(await reportVersions(ledger, 'daily', day, 'sample-village')).toMatchObject([{ version: 1, figures: zero }]);
  });

  it('is the next version when its entry is corrected, also to another day, and the one before counts again when it is withdrawn', async () => {
    const ledger = await tempLedger();
    const made = await ask(ledger, 'sample-village', 2, [filed(2, zero)]);
    const step = (seq: number, line: Effect) => project(ledger, { ...made, row: { ...made.row, seq }, lines: [line] });
    await step(3, filed(3, { ...three, reason: 'one more' }));
    await step(4, corrected(4, 3, { ...three, traced: 4, observed: 3 }));
    const counting = async (on = day) => (await reportsOfDay(ledger, 'daily', on)).get('sample-village');
    expect(await counting()).toMatchObject({ version: 3, figures: { traced: 4 }, reason: 'miscounted', recordedAt: at('18:00') });
    await step(5, corrected(5, 3, { ...three, day: '2020-01-29' }));
    expect(await counting()).toMatchObject({ version: 1, figures: zero });
    expect(await counting('2020-01-29')).toMatchObject({ version: 1, figures: three });
    await step(6, corrected(6, 3, three, { withdrawn: true }));
    expect(await counting('2020-01-29')).toBeUndefined();
    // That step was written before a crash, and no history has it.
    await step(6, corrected(6, 3, { ...three, traced: 5, observed: 4 }));
    expect(await counting('2020-01-29')).toBeUndefined();
    expect(await counting()).toMatchObject({ figures: { traced: 5 } });
  });
});

describe('the bulletin of a day', () => {
  it('adds up the tree, each report once, also when it was corrected', async () => {
    const ledger = await tempLedger();
    await ask(ledger, 'sample-village', 3, [filed(2, zero), filed(3, { ...three, reason: 'found three' })]);
    await ask(ledger, 'upper-village', 2, [filed(2, { ...zero, traced: 4, observed: 4 }, at('17:30'))]);
    const lines = await linesOf(ledger);
    expect(lines['sample-town']).toMatchObject({
      figures: { ...zero, traced: 7, released: 1, observed: 6 },
      standing: { in_time: 1, late: 1, unasked: 1, missing: 0, never: 0, awaited: 0 },
      unbalanced: [],
      own: { standing: 'unasked' },
    });
    expect(lines['sample-village']!.own).toMatchObject({ standing: 'in_time', corrected: true, filedAt: at('16:00') });
    expect(lines['upper-village']!.own).toMatchObject({ standing: 'late', corrected: false });
  });

  it('tells awaited, missing and never reported apart, and asks nobody who was not asked', async () => {
    const ledger = await tempLedger();
    await ask(ledger, 'sample-village');
    await ask(ledger, 'upper-village');
    await recordReport(ledger, { ...daily, unit: 'upper-village', day: '2020-01-29', figures: zero }, by);
    const standing = async (now: number) => Object.values(await linesOf(ledger, now)).map(({ own }) => own!.standing);
    expect(await standing(at('17:00'))).toEqual(['unasked', 'awaited', 'awaited']);
    expect(await standing(at('17:01'))).toEqual(['unasked', 'never', 'missing']);
  });

  it('names what does not add up, at every level that inherits it', async () => {
    const ledger = await tempLedger();
    await recordReport(ledger, { ...daily, figures: { ...zero, traced: 5, released: 1, observed: 3 } }, by);
    const wrong = { total: 'traced', is: 5, parts: 4 };
    expect(Object.values(await linesOf(ledger)).map(({ unit, unbalanced }) => [unit, unbalanced])).toEqual([
      ['sample-town', [wrong]],
      ['sample-village', [wrong]],
      ['upper-village', []],
    ]);
  });

  it('opens a confirmed sum again when a report below it comes or is corrected, until it is confirmed anew', async () => {
    const ledger = await tempLedger();
    await recordReport(ledger, { ...daily, figures: three }, by);
    const confirm = async () => {
      const { figures, basis } = (await linesOf(ledger))['sample-town']!;
      return confirmSum(ledger, { form: 'daily', day, unit: 'sample-town', summed: { figures, basis }, at: at('18:00') }, by);
    };
    expect(await confirm()).toEqual({ version: 1, isNew: true });
    expect(await confirm()).toEqual({ version: 1, isNew: false });
    expect((await linesOf(ledger))['sample-town']!.sum).toMatchObject({ version: 1, figures: three, reopenedBy: [] });
    await recordReport(ledger, { ...daily, figures: zero, reason: 'wrong village' }, by);
    await recordReport(ledger, { ...daily, unit: 'upper-village', figures: zero }, by);
    const open = (await linesOf(ledger))['sample-town']!;
    expect(open.sum).toMatchObject({ version: 1, figures: three, reopenedBy: ['sample-village', 'upper-village'] });
    expect(open.figures).toEqual(zero);
    expect(await confirm()).toEqual({ version: 2, isNew: true });
    expect((await linesOf(ledger))['sample-town']!.sum).toMatchObject({ version: 2, figures: zero, reopenedBy: [] });
  });

  it('is prefilled from the cases: who is where, under observation, let go, and feverish at the end of the day, each person once', async () => {
    const ledger = await tempLedger();
    let n = 0;
    const person = async (protocol: string, change: object, place = 'upper-village') => {
      const subject = `p-${++n}`;
      const { caseId } = await reserveCase(ledger, { subject, family: protocol, place, opening: {} });
      await project(ledger, projection(caseId, 1, { subject, place, protocol, openedAt: at('09:00', '2020-01-28'), ...change }, [], []));
    };
    await person('close-contact', {});
    await person('close-contact', { protocol: 'suspected-case', stages: ['diagnose'] });
    await person('close-contact', { status: 'ended', outcome: 'released', endedAt: at('12:00') });
    await person('returnee', { openedAt: at('10:00') });
    await person('returnee', { openedAt: at('10:00', '2020-01-31') });
    await person('supervision', {});
    for (const outcome of ['merged', 'closed_in_error']) await person('close-contact', { status: 'ended', outcome, endedAt: at('12:00') });
    await person('close-contact', {}, 'nowhere');
    const { ledger: says, figures } = (await linesOf(ledger, at('23:00', '2020-02-01')))['upper-village']!;
    expect(says).toEqual({ returned: 1, traced: 4, observed: 3, released: 1, febrile: 1 });
    expect(figures).toEqual(zero);
    expect((await linesOf(ledger, at('11:00')))['sample-town']!.ledger).toEqual({ ...says, observed: 4, released: 0 });
  });
});

it('the form is what its protocol writes: its figures in their order, what the ledger counts for each, and the sums that must hold', () => {
  expect(Object.keys(form.figures)).toEqual(['returned', 'traced', 'observed', 'released', 'febrile']);
  expect(form.figures.febrile).toEqual({ protocols: ['close-contact', 'returnee'], which: 'open', stage: 'diagnose' });
  expect(form.balances).toEqual([{ total: 'traced', parts: ['released', 'observed'] }]);
});

it('a figure of which the ledger knows nothing is added up all the same, and compared with nothing', async () => {
  const ledger = await tempLedger();
  const masks = { ...form, figures: { ...form.figures, masks: undefined } };
  await recordReport(ledger, { ...daily, figures: { ...three, masks: 40 } }, by);
  const { figures, lines } = await bulletinOf(ledger, { form: masks, day, units, now: at('18:00') });
  const top = lines.find(({ unit }) => unit === 'sample-town')!;
  expect(figures).toContain('masks');
  expect(top.figures.masks).toBe(40);
  expect(top.ledger).not.toHaveProperty('masks');
});
