import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { withUnitValues } from '../../src/kernel/index.ts';
import { bulletinOf, confirmSum, formOf, markStarted, reportVersions, reserveCase } from '../../src/ledger/index.ts';
import { startCase } from '../../src/temporal/index.ts';
import { setClock } from '../../src/workflow/contract.ts';
import { type House, openHouse } from './house.ts';
import { actOn } from './play.ts';

const address = inject('temporal');
const day = '2020-01-30';
const at = (time: string) => Date.parse(`${day}T${time}:00+08:00`);
const village = 'sample-village';
const reporter = { role: 'reporter', place: village };

describe.skipIf(!address)("a unit's daily report", () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(address!, 'report');
  }, 60_000);
  afterAll(() => house?.close());

  it('goes from its case on Temporal into the ledger, the sums above it and the bulletin; put right, it opens them again and counts once', async () => {
    const { ledger, units } = house;
    const machine = house.library.get('daily-report')!;
    const { caseId } = await reserveCase(ledger, { subject: village, family: 'daily-report', place: village, opening: {} });
    const opening = {
      id: caseId,
      subject: village,
      place: village,
      now: at('08:00'),
      by: { role: 'leading_office', place: 'qinzhou' },
      data: {},
    };
    await startCase(house.client, {
      hash: machine.hash,
      opening: withUnitValues(opening, machine.protocol, units),
      clock: { virtual: at('08:00'), real: Date.now(), rate: 0 },
      queue: house.queue,
    });
    await markStarted(ledger, caseId);
    const line = async (unit: string, now = at('17:30')) =>
      (await bulletinOf(ledger, { form: formOf(machine.protocol), day, units, now })).lines.find((each) => each.unit === unit)!;
    const until = async (good: () => Promise<boolean>) => {
      for (let i = 0; !(await good()); i++) {
        if (i > 100) throw new Error('did not come about');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    };
    const figures = { returned: 1, traced: 5, observed: 4, released: 1, febrile: 0 };
    const file = async (time: string, data: object, key: string) => {
      const now = at(time);
      await house.client.workflow.getHandle(caseId).signal(setClock, { virtual: now, real: Date.now(), rate: 0 });
      return actOn(
        house,
        caseId,
        { kind: 'event', event: 'report_filed', at: now, recorded: now, by: reporter, data: { day, ...data } },
        key,
      );
    };

    await until(async () => (await line(village, at('09:00'))).own!.standing === 'awaited');
    expect((await line(village)).own).toMatchObject({ standing: 'never', due: at('17:00') });
    const filed = await file('16:00', figures, 'first');
    expect(await file('16:00', figures, 'first')).toEqual(filed);
    await until(async () => (await line(village)).own!.standing === 'in_time');
    for (const unit of [village, 'mudan', 'qinzhou']) expect(await line(unit)).toMatchObject({ figures, unbalanced: [] });

    const { basis } = await line('mudan');
    await confirmSum(ledger, { form: 'daily', day, unit: 'mudan', summed: { figures, basis }, at: at('17:10') }, reporter);
    expect(await file('17:20', { ...figures, traced: 6 }, 'wrong')).toMatchObject({ refused: 'must' });
    expect(await file('17:20', { ...figures, traced: 6, observed: 5 }, 'silent')).toMatchObject({ refused: 'must' });
    await file('17:20', { ...figures, traced: 6, observed: 5, reason: 'one more found' }, 'second');
    await until(async () => (await line('mudan')).sum!.reopenedBy.length > 0);
    expect(await line('mudan')).toMatchObject({ figures: { traced: 6 }, sum: { version: 1, reopenedBy: [village] } });
    expect((await line('qinzhou')).figures).toEqual({ ...figures, traced: 6, observed: 5 });
    expect((await line(village)).own).toMatchObject({ standing: 'in_time', corrected: true });
    const versions = await reportVersions(ledger, 'daily', day, village);
    expect(versions.map(({ version, case: by, reason }) => [version, by, reason])).toEqual([
      [2, caseId, 'one more found'],
      [1, caseId, undefined],
    ]);
  });
});
