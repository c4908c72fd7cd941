import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CaseRow } from '../../src/kernel/projection.ts';
import type { Stage } from '../../src/kernel/protocol.ts';
import type { Units } from '../../src/kernel/units.ts';
import {
  type CaseFilter,
  claimAgain,
  countCases,
  type Ledger,
  listCases,
  listFindings,
  markStarted,
  operator,
  type Page,
  project,
  publishUnits,
  recordNight,
  recountCases,
  releaseReservation,
  reserveCase,
  wrongSums,
} from '../../src/ledger/index.ts';
import { NOW, projection, slot, tempLedger } from './sample.ts';

const places = ['upper-village', 'lower-village', 'town', 'clinic', 'elsewhere'];

/** District over town and clinic, town over two villages; `elsewhere` is in no tree. */
function tree(edition: string, lowerIsOf = 'town'): Units {
  const unit = (id: string, parent?: string) => ({ id, title: { zh: id, en: id }, level: 'x', roles: [], ...(parent && { parent }) });
  const all = [
    unit('district'),
    unit('town', 'district'),
    unit('clinic', 'district'),
    unit('upper-village', 'town'),
    unit('lower-village', lowerIsOf),
  ];
  return { name: 'test', edition, zone: 'Asia/Shanghai', roles: {}, units: Object.fromEntries(all.map((each) => [each.id, each])) };
}

const AT = [NOW, NOW + 11, NOW + 30];

/** What every filter finds, taken one by one from the list of all: ids in the order of the list. */
async function byHand(ledger: Ledger, units: Units) {
  const isUnder = (under: string, id: string | undefined): boolean =>
    id !== undefined && (id === under || isUnder(under, units.units[id]?.parent));
  const { cases } = await listCases(ledger, {}, { limit: 1_000 });
  return ({ under, stage, overdueAt }: CaseFilter) => {
    const those = cases.filter(
      ({ place, row, earliestDue }) =>
        (under === undefined || isUnder(under, place) || isUnder(under, row?.holderPlace)) &&
        (stage === undefined || row?.stages.includes(stage as Stage)) &&
        (overdueAt === undefined || (earliestDue !== null && earliestDue < overdueAt)),
    );
    if (overdueAt !== undefined) those.sort((a, b) => a.earliestDue! - b.earliestDue! || (a.id < b.id ? -1 : 1));
    const first = those.filter(({ life, row }) => life !== 'closed' && row?.stages[0] === 'isolate').length;
    return { ids: those.map(({ id }) => id), isolate: first, ended: those.filter(({ life }) => life === 'closed').length };
  };
}

async function kept(ledger: Ledger, filter: CaseFilter) {
  const ids: string[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Page = await listCases(ledger, filter, { after, limit: 2 });
    ids.push(...page.cases.map(({ id }) => id));
    after = page.next;
  }
  const { total, stages, ended } = await countCases(ledger, filter);
  expect(total).toBe(ids.length);
  return { ids, isolate: stages.isolate, ended: Object.values(ended).reduce((sum, n) => sum + n, 0) };
}

const deed = fc.record({
  what: fc.constantFrom('project', 'project', 'step', 'step', 'reserve', 'start', 'release', 'again', 'end'),
  who: fc.integer({ min: 0, max: 4 }),
  place: fc.constantFrom(...places),
  holder: fc.constantFrom(...places),
  stages: fc.constantFrom<string[]>(['isolate'], ['report', 'isolate'], ['isolate', 'control'], []),
  due: fc.constantFrom(null, NOW - 10, NOW, NOW + 10, NOW + 20),
  now: fc.constantFrom(NOW, NOW + 10, NOW + 15),
});

it('whatever happens to cases, sums and lists are what going through them one by one gives, in every unit and above it, late or not', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 30 }), async (deeds) => {
      const ledger = await tempLedger();
      let units = tree('2020-01-25');
      await publishUnits(ledger, units, operator);
      let seq = 0;
      const last = new Map<number, Partial<CaseRow>>();
      for (const { what, who, place, holder, stages, due, now } of deeds) {
        seq++;
        const ended = what === 'end' ? { status: 'ended' as const, outcome: 'released', endedAt: NOW } : {};
        const row = { place, holderPlace: holder, stages, at: stages, subject: `p-${who}`, now, ...ended };
        if (what === 'reserve') await reserveCase(ledger, { subject: `q-${who}`, family: 'close-contact', place, opening: {} });
        else if (what === 'start' || what === 'release') {
          const [reserved] = (await listCases(ledger, { status: 'reserved' })).cases;
          if (reserved) await (what === 'start' ? markStarted(ledger, reserved.id) : releaseReservation(ledger, reserved.id));
        } else if (what === 'again') await claimAgain(ledger, `c-${who}`);
        else {
          const told = what === 'step' ? { ...last.get(who), now } : row;
          last.set(who, told);
          await project(ledger, projection(`c-${who}`, seq, told, due === null ? [] : [slot('t', { due })]));
        }
      }
      const check = async () => {
        const found = await byHand(ledger, units);
        for (const under of [undefined, 'district', ...places])
          for (const stage of [undefined, 'isolate', 'control'])
            for (const overdueAt of [undefined, ...AT]) {
              const filter = { ...(under && { under }), ...(stage && { stage }), ...(overdueAt && { overdueAt }) };
              expect(await kept(ledger, filter), JSON.stringify(filter)).toEqual(found(filter));
            }
        expect(await wrongSums(ledger)).toBe(0);
      };
      await check();
      units = tree('2020-02-01', 'clinic');
      await publishUnits(ledger, units, operator);
      await check();
    }),
    { numRuns: 6 },
  );
});

it('a sum that has gone wrong is found, and put right by counting anew', async () => {
  const ledger = await tempLedger();
  await project(ledger, projection('c-1', 1));
  await ledger.db.updateTable('balances').set({ n: 7 }).where('unit', '=', '').execute();
  await ledger.db.deleteFrom('balances').where('unit', '=', 'sample-village').execute();
  expect(await wrongSums(ledger)).toBe(2);
  expect(await recountCases(ledger)).toBe(2);
  expect((await countCases(ledger)).total).toBe(1);
  expect((await countCases(ledger, { under: 'sample-village' })).stages.isolate).toBe(1);
  expect(await recountCases(ledger)).toBe(0);
});

it('a list of a unit that has gone wrong, or holds a case that is gone, is found, and put right', async () => {
  const ledger = await tempLedger();
  const late = { now: NOW + 5 };
  await project(ledger, projection('c-1', 1, late, [slot('t', { due: NOW })]));
  await ledger.db.deleteFrom('case_units').where('stage', '=', '').execute();
  await ledger.db.insertInto('case_units').values({ unit: 'town', stage: '', case_id: 'c-gone' }).execute();
  await ledger.db.updateTable('late_units').set({ due: 7 }).execute();
  await ledger.db.deleteFrom('late_balances').execute();
  const wrong = await wrongSums(ledger);
  expect(wrong).toBeGreaterThanOrEqual(5);
  expect(await recountCases(ledger)).toBe(wrong);
  expect(await wrongSums(ledger)).toBe(0);
  for (const filter of [{ under: 'sample-village' }, { under: 'sample-village', overdueAt: NOW + 5 }, { overdueAt: NOW + 5 }]) {
    expect((await listCases(ledger, filter)).cases.map(({ id }) => id)).toEqual(['c-1']);
    expect((await countCases(ledger, filter)).total).toBe(1);
  }
  expect((await listCases(ledger, { under: 'town' })).cases).toEqual([]);
});

it('a night that finds a list wrong puts it right and says so, and a night that finds all right does not', async () => {
  const ledger = await tempLedger();
  await project(ledger, projection('c-1', 1));
  const night = (startedAt: number) => recordNight(ledger, { startedAt, endedAt: startedAt + 1, compared: 1, count: 0, differences: [] });
  const found = async () => (await listFindings(ledger, { open: true })).findings.map(({ kind, detail }) => [kind, detail]);
  await night(NOW);
  expect(await found()).toEqual([]);
  await ledger.db.deleteFrom('case_units').where('stage', '=', '').execute();
  await night(NOW + 86_400_000);
  expect(await found()).toEqual([['sums_differed', { sums: 1 }]]);
  expect((await listCases(ledger, { under: 'sample-village' })).cases).toHaveLength(1);
  await night(NOW + 2 * 86_400_000);
  expect(await found()).toHaveLength(1);
});

it('a case late by its own time is not overdue at an instant before, and one that nothing has woken yet is overdue', async () => {
  const ledger = await tempLedger();
  await project(ledger, projection('c-late', 1, { now: NOW + 9 }, [slot('t', { due: NOW + 5 })]));
  await project(ledger, projection('c-asleep', 1, { now: NOW }, [slot('t', { due: NOW + 6 })]));
  const at = async (overdueAt: number) => [
    (await listCases(ledger, { overdueAt, under: 'sample-village' })).cases.map(({ id }) => id).join(' '),
    (await countCases(ledger, { overdueAt })).total,
  ];
  expect(await at(NOW + 5)).toEqual(['', 0]);
  expect(await at(NOW + 6)).toEqual(['c-late', 1]);
  expect(await at(NOW + 7)).toEqual(['c-late c-asleep', 2]);
  // Woken, then done: nothing else of them changes.
  await project(ledger, projection('c-asleep', 2, { now: NOW + 8 }, [slot('t', { due: NOW + 6 })]));
  expect(await at(NOW + 7)).toEqual(['c-late c-asleep', 2]);
  await project(ledger, projection('c-late', 2, { now: NOW + 12 }, [slot('t', { due: NOW + 5, status: 'done' })]));
  expect(await at(NOW + 12)).toEqual(['c-asleep', 1]);
  expect(await wrongSums(ledger)).toBe(0);
});

it('cases that change places in opposite directions at the same time are counted once each', async () => {
  const ledger = await tempLedger();
  await publishUnits(ledger, tree('2020-01-25'), operator);
  const ids = Array.from({ length: 6 }, (_, n) => `c-${n}`);
  for (let seq = 1; seq <= 8; seq++)
    await Promise.all(
      ids.map((id, n) => project(ledger, projection(id, seq, { holderPlace: (n + seq) % 2 ? 'upper-village' : 'clinic' }, []))),
    );
  expect(await wrongSums(ledger)).toBe(0);
  expect((await countCases(ledger, { under: 'district' })).total).toBe(6);
  expect((await countCases(ledger, { under: 'clinic' })).total).toBe(3);
});
