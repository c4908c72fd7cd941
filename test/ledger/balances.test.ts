import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Units } from '../../src/kernel/units.ts';
import {
  claimAgain,
  countCases,
  type Ledger,
  listCases,
  markStarted,
  operator,
  project,
  publishUnits,
  recountCases,
  releaseReservation,
  reserveCase,
  wrongSums,
} from '../../src/ledger/index.ts';
import { NOW, projection, tempLedger } from './sample.ts';

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

/** Counted one by one from the list of all. */
async function byHand(ledger: Ledger, units: Units, under?: string): Promise<{ total: number; isolate: number; ended: number }> {
  const isUnder = (id: string | undefined): boolean => id !== undefined && (id === under || isUnder(units.units[id]?.parent));
  const { cases } = await listCases(ledger, {}, { limit: 1_000 });
  const those = cases.filter(({ place, row }) => under === undefined || isUnder(place) || isUnder(row?.holderPlace));
  return {
    total: those.length,
    isolate: those.filter(({ life, row }) => life !== 'closed' && row?.stages[0] === 'isolate').length,
    ended: those.filter(({ life }) => life === 'closed').length,
  };
}

async function kept(ledger: Ledger, under?: string) {
  const { total, stages, ended } = await countCases(ledger, under === undefined ? {} : { under });
  return { total, isolate: stages.isolate, ended: Object.values(ended).reduce((a, b) => a + b, 0) };
}

const deed = fc.record({
  what: fc.constantFrom('project', 'project', 'project', 'reserve', 'start', 'release', 'again', 'end'),
  who: fc.integer({ min: 0, max: 4 }),
  place: fc.constantFrom(...places),
  holder: fc.constantFrom(...places),
  stages: fc.constantFrom<string[]>(['isolate'], ['report', 'isolate'], ['isolate', 'control'], []),
});

it('whatever happens to cases, the kept sums are what counting one by one gives, in every unit and above it', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 30 }), async (deeds) => {
      const ledger = await tempLedger();
      let units = tree('2020-01-25');
      await publishUnits(ledger, units, operator);
      let seq = 0;
      for (const { what, who, place, holder, stages } of deeds) {
        seq++;
        const ended = what === 'end' ? { status: 'ended' as const, outcome: 'released', endedAt: NOW } : {};
        const row = { place, holderPlace: holder, stages, at: stages, subject: `p-${who}`, ...ended };
        if (what === 'reserve') await reserveCase(ledger, { subject: `q-${who}`, family: 'close-contact', place, opening: {} });
        else if (what === 'start' || what === 'release') {
          const [reserved] = (await listCases(ledger, { status: 'reserved' })).cases;
          if (reserved) await (what === 'start' ? markStarted(ledger, reserved.id) : releaseReservation(ledger, reserved.id));
        } else if (what === 'again') await claimAgain(ledger, `c-${who}`);
        else await project(ledger, projection(`c-${who}`, seq, row, []));
      }
      const check = async () => {
        expect(await kept(ledger)).toEqual(await byHand(ledger, units));
        for (const under of ['district', ...places]) expect(await kept(ledger, under)).toEqual(await byHand(ledger, units, under));
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
