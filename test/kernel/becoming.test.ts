import { expect, it } from 'vitest';
import { World } from '../../src/simulator/index.ts';
import { readLibrary } from '../library.ts';

const { machines, units } = readLibrary();
const HOUR = 3_600_000;
const start = Date.parse('2020-01-25T08:00:00+08:00');
const place = 'sample-village';

it('after a case became another, facts read what was recorded before', () => {
  const world = new World(machines, units);
  const by = { role: 'county_cdc', place };
  world.open('close-contact', { id: 'c', subject: 'p', place, now: start, by, data: { exposed_on: '2020-01-24' } });
  const steps: [event: string, role: string, data: Record<string, string | number | boolean>][] = [
    ['temperature_taken', 'village_doctor', { celsius: 38.5, symptoms: true }],
    ['accepted', 'fever_clinic', {}],
    ['seen_by_clinic', 'fever_clinic', { finding: 'suspected' }],
    ['accepted', 'ward', {}],
    ['specimen_sent', 'ward', { specimen: 's' }],
    ['specimen_received', 'laboratory', { specimen: 's' }],
    ['result_returned', 'laboratory', { specimen: 's', sampled_at: start + 5 * HOUR, result: 'positive' }],
  ];
  for (const [n, [event, role, data]] of steps.entries()) {
    const recorded = start + (n + 1) * HOUR;
    expect(world.apply('c', { kind: 'event', event, at: recorded, recorded, by: { role, place: 'qinzhou' }, data })).toBeUndefined();
  }
  const { at, attention } = world.cases.get('c')!;
  expect(attention).toEqual([]);
  expect(at).toEqual(['confirmed.treated']);
});
