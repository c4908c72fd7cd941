import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/kernel/effect.ts';
import type { Entry } from '../../src/kernel/record.ts';
import {
  auditLines,
  caseById,
  contactsOf,
  exposureList,
  exposuresOf,
  type Ledger,
  project,
  putPerson,
  recordExposure,
  voidExposure,
} from '../../src/ledger/index.ts';
import { NOW, projection, tempLedger } from './sample.ts';

const by = { role: 'investigator', place: 'qinzhou' };
const meal = { setting: 'household', first: '2020-01-20', last: '2020-01-22' } as const;

async function people(ledger: Ledger, ...names: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) ids.push((await putPerson(ledger, { name, phone: `1-${name}` }, by)).id);
  return ids;
}

describe('an exposure', () => {
  it('is recorded once, with the audit, and can be taken back but stays', async () => {
    const ledger = await tempLedger();
    const [a, b] = (await people(ledger, 'a', 'b')) as [string, string];
    const { id, isNew } = await recordExposure(ledger, { person: b, source: a, ...meal }, by);
    expect(isNew).toBe(true);
    expect(await recordExposure(ledger, { person: b, source: a, ...meal }, by)).toEqual({ id, isNew: false });
    expect((await recordExposure(ledger, { person: b, source: a, ...meal, last: '2020-01-23' }, by)).isNew).toBe(true);
    expect(await voidExposure(ledger, id, { by, why: 'another family' })).toBe(true);
    expect(await voidExposure(ledger, id, { by, why: 'again' })).toBe(false);
    expect(await exposuresOf(ledger, b)).toMatchObject([{ last: '2020-01-23' }, { id, voided: { why: 'another family' } }]);
    expect((await recordExposure(ledger, { person: b, source: a, ...meal }, by)).isNew).toBe(true);
    expect((await auditLines(ledger, b)).map(({ action }) => action).slice(0, 3)).toEqual([
      'exposure.recorded',
      'exposure.voided',
      'exposure.recorded',
    ]);
  });

  it('cannot end before it begins, nor be to oneself, nor be of a stranger', async () => {
    const ledger = await tempLedger();
    const [a] = (await people(ledger, 'a')) as [string];
    expect(() => recordExposure(ledger, { person: a, setting: 'work', first: '2020-01-20', last: '2020-01-19' }, by)).toThrow(RangeError);
    expect(() => recordExposure(ledger, { person: a, source: a, ...meal }, by)).toThrow(RangeError);
    await expect(recordExposure(ledger, { person: 'p-nobody', ...meal }, by)).rejects.toThrow(TypeError);
  });
});

it('a chain of contacts is followed step by step, each link once, also when it comes round again', async () => {
  const ledger = await tempLedger();
  const [a, b, c, d] = (await people(ledger, 'a', 'b', 'c', 'd')) as [string, string, string, string];
  for (const [person, source] of [
    [b, a],
    [c, b],
    [a, c],
    [d, c],
  ] as const)
    await recordExposure(ledger, { person, source, ...meal }, by);
  const { id } = await recordExposure(ledger, { person: d, source: a, ...meal }, by);
  await voidExposure(ledger, id, { by, why: 'never met' });
  expect(await contactsOf(ledger, a)).toMatchObject([{ from: a, to: b, depth: 1 }]);
  const chain = await contactsOf(ledger, a, { depth: 9 });
  expect(chain.map(({ from, to, depth }) => [from, to, depth])).toEqual(
    expect.arrayContaining([
      [a, b, 1],
      [b, c, 2],
      [c, a, 3],
      [c, d, 3],
    ]),
  );
  expect(chain).toHaveLength(4);
  expect(await contactsOf(ledger, a, { depth: 9, limit: 2 })).toHaveLength(2);
});

it('a case names the cases it opened and the one that opened it', async () => {
  const ledger = await tempLedger();
  const line = { seq: 1, index: 0, at: NOW } as const;
  const entry = { id: 1, event: 'opened', at: NOW, recorded: NOW, by: { role: 'case', place: 'x' }, from: 'c-opener', data: {} };
  await project(
    ledger,
    projection(
      'c-1',
      2,
      {},
      [],
      [
        { ...line, kind: 'record', note: { note: 'event', entry } },
        { ...line, seq: 2, kind: 'record', note: { note: 'linked', name: 'contact', case: 'c-2' } },
      ],
    ),
  );
  expect((await caseById(ledger, 'c-1'))?.links).toEqual([
    { name: 'opened', case: 'c-opener' },
    { name: 'contact', case: 'c-2' },
  ]);
  await project(
    ledger,
    projection('c-1', 2, {}, [], [{ ...line, seq: 2, kind: 'record', note: { note: 'linked', name: 'contact', case: 'c-3' } }]),
  );
  expect((await caseById(ledger, 'c-1'))?.links.map((link) => link.case)).toEqual(['c-opener', 'c-3']);
});

it('what a case is told of an exposure is kept with the person: by whom, when, put right and taken back, and once however often it is projected', async () => {
  const ledger = await tempLedger();
  const [ill, met] = (await people(ledger, 'ill', 'met')) as [string, string];
  await project(ledger, projection('c-ill', 1, { subject: ill }));
  const note = (seq: number, kind: 'event' | 'corrected', change: Partial<Entry> = {}): Effect => {
    const of = { id: 1, event: 'opened', at: NOW, recorded: NOW, by, from: 'c-ill', data: { exposed_on: '2020-01-24' }, ...change };
    const said = kind === 'event' ? { note: 'event' as const, entry: of } : { note: kind, entry: of, reason: 'misread', by };
    return { kind: 'record', note: said, seq, index: 0, at: NOW };
  };
  const tell = (seq: number, line: Effect) => project(ledger, projection('c-met', seq, { subject: met }, [], [line]));
  await tell(1, note(1, 'event'));
  await tell(1, note(1, 'event'));
  expect(await exposuresOf(ledger, met)).toMatchObject([{ source: ill, first: '2020-01-24', last: '2020-01-24', case: 'c-met' }]);
  expect(await contactsOf(ledger, ill)).toMatchObject([{ from: ill, to: met }]);
  await tell(2, note(2, 'corrected', { data: { exposed_on: '2020-01-26' } }));
  expect(await exposuresOf(ledger, met)).toMatchObject([{ source: ill, first: '2020-01-26' }]);
  // A crash left a correction that no history has: the next step has its number, and the day is as it was.
  await tell(3, note(3, 'corrected', { data: { exposed_on: '2020-01-29' } }));
  await project(ledger, projection('c-met', 3, { subject: met }, []));
  expect(await exposuresOf(ledger, met)).toMatchObject([{ source: ill, first: '2020-01-26' }]);
  await tell(3, note(3, 'corrected', { withdrawn: true, data: { exposed_on: '2020-01-26' } }));
  await project(ledger, projection('c-met', 3, { subject: met }, []));
  expect(await contactsOf(ledger, ill)).toHaveLength(1);
  await tell(3, note(3, 'corrected', { withdrawn: true, data: { exposed_on: '2020-01-26' } }));
  expect(await exposuresOf(ledger, met)).toMatchObject([{ voided: { why: 'misread' } }]);
  expect(await contactsOf(ledger, ill)).toEqual([]);
});

it('a list of exposures names both, and the audit keeps everybody who was read, and what for', async () => {
  const ledger = await tempLedger();
  const [ill, met, apart] = (await people(ledger, 'ill', 'met', 'apart')) as [string, string, string];
  await project(ledger, projection('c-ill', 1, { subject: ill, place: 'upper-village' }));
  const entry = { id: 1, event: 'opened', at: NOW, recorded: NOW, by, from: 'c-ill', data: { exposed_on: '2020-01-24' } };
  const told: Effect = { kind: 'record', note: { note: 'event', entry }, seq: 1, index: 0, at: NOW };
  await project(ledger, projection('c-met', 1, { subject: met, place: 'sample-village' }, [], [told]));
  const { id } = await recordExposure(ledger, { person: apart, place: 'market', ...meal, note: 'said by phone' }, by);
  await voidExposure(ledger, id, { by, why: 'another day' });
  const reader = { by: { role: 'county_cdc', place: 'qinzhou-cdc' }, why: 'who met whom' };
  const all = await exposureList(ledger, undefined, reader);
  expect(all).toHaveLength(2);
  expect(all).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        exposed: expect.objectContaining({ name: 'met' }),
        to: expect.objectContaining({ name: 'ill' }),
        ...{ unit: 'sample-village', case: 'c-met', toCase: 'c-ill', first: '2020-01-24' },
      }),
      expect.objectContaining({
        exposed: expect.objectContaining({ name: 'apart' }),
        ...{ place: 'market', note: 'said by phone', voided: expect.objectContaining({ why: 'another day' }) },
      }),
    ]),
  );
  expect(await exposureList(ledger, ['sample-village'], reader)).toHaveLength(1);
  expect(await exposureList(ledger, ['upper-village'], reader)).toEqual([]);
  for (const [person, times] of [
    [ill, 2],
    [met, 2],
    [apart, 1],
  ] as const) {
    const read = (await auditLines(ledger, person)).filter(({ action }) => action === 'person.read');
    expect(read.map((line) => line.detail)).toEqual(Array(times).fill({ why: 'who met whom' }));
  }
  expect((await auditLines(ledger, '-')).map(({ detail }) => detail.lines)).toEqual([0, 1, 2]);
});
