import { expect, it } from 'vitest';
import { type CaseFilter, countCases, type Ledger, listCases, project, reserveCase } from '../../src/ledger/index.ts';
import { NOW, projection, slot, tempLedger } from './sample.ts';

async function filled(): Promise<Ledger> {
  const ledger = await tempLedger();
  await project(ledger, projection('c-1', 1));
  await project(
    ledger,
    projection('c-2', 1, { stages: ['report', 'isolate'], at: ['x.reported', 'y.isolated'], protocol: 'suspected-case' }, []),
  );
  await project(
    ledger,
    projection('c-3', 1, { place: 'upper-village', holderPlace: 'county-clinic', attention: 2 }, [slot('late', { due: NOW - 5 })]),
  );
  await project(
    ledger,
    projection('c-4', 1, { status: 'ended', outcome: 'released', endedAt: NOW, stages: ['control'] }, [
      slot('x', { status: 'done', due: 1 }),
    ]),
  );
  await project(ledger, projection('c-5', 1, { stages: [], at: [] }, []));
  await reserveCase(ledger, { subject: 'p-6', family: 'close-contact', place: 'sample-village', opening: {} });
  return ledger;
}

it('every case is counted once, and the parts add up to the total', async () => {
  const ledger = await filled();
  const balance = await countCases(ledger);
  expect(balance).toEqual({
    total: 6,
    stages: { discover: 0, report: 1, isolate: 2, diagnose: 0, treat: 0, control: 0 },
    unstaged: 1,
    starting: 1,
    ended: { released: 1 },
  });
  expect((await countCases(ledger, { protocol: 'suspected-case' })).total).toBe(1);
});

it.each<[string, CaseFilter, string[]]>([
  ['one of its stages', { stage: 'isolate' }, ['c-1', 'c-2', 'c-3']],
  ['an active state', { state: 'y.isolated' }, ['c-2']],
  ['its place', { under: 'upper-village' }, ['c-3']],
  ['its holder', { under: 'county-clinic' }, ['c-3']],
  ['its protocol', { protocol: 'suspected-case' }, ['c-2']],
  ['its status', { status: 'ended' }, ['c-4']],
  ['what is overdue', { overdueAt: NOW }, ['c-3']],
  ['what is not overdue yet at its due instant', { overdueAt: NOW - 5 }, []],
  ['attention', { attention: true }, ['c-3']],
  ['several conditions together', { stage: 'isolate', under: 'sample-village', status: 'running' }, ['c-1', 'c-2']],
])('cases are found by %s', async (_by, filter, ids) => {
  const ledger = await filled();
  expect((await listCases(ledger, filter)).cases.map(({ id }) => id)).toEqual(ids);
  expect((await countCases(ledger, filter)).total).toBe(ids.length);
});

it('a case that has not reported yet is listed as reserved', async () => {
  const ledger = await filled();
  expect((await listCases(ledger, { status: 'reserved' })).cases).toMatchObject([{ subject: 'p-6', life: 'reserved' }]);
});

it('pages hold each case once', async () => {
  const ledger = await filled();
  const seen: string[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = await listCases(ledger, {}, { after, limit: 2 });
    seen.push(...page.cases.map(({ id }) => id));
    after = page.next;
  }
  expect(seen).toHaveLength(6);
  expect(new Set(seen).size).toBe(6);
});

it('what is overdue comes the longest overdue first, page by page, with equal due instants once each', async () => {
  const ledger = await tempLedger();
  for (const [id, due] of [
    ['c-a', 3],
    ['c-b', 1],
    ['c-c', 2],
    ['c-d', 2],
    ['c-e', 9],
  ] as const)
    await project(ledger, projection(id, 1, {}, [slot('x', { due })]));
  const seen: string[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = await listCases(ledger, { overdueAt: 9 }, { after, limit: 1 });
    seen.push(...page.cases.map(({ id }) => id));
    after = page.next;
  }
  expect(seen).toEqual(['c-b', 'c-c', 'c-d', 'c-a']);
});

it('a value the file cannot hold is refused in words, and the ledger goes on', async () => {
  const ledger = await tempLedger();
  await expect(listCases(ledger, { protocol: 'a\0b' })).rejects.toMatchObject({ code: 'unstorable' });
  await expect(listCases(ledger, { overdueAt: Number.NaN })).rejects.toMatchObject({ code: 'unstorable' });
  expect((await listCases(ledger)).cases).toEqual([]);
});
