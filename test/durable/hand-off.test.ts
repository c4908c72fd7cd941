import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Effect } from '../../src/kernel/index.ts';
import { caseById, evidenceFor, listCases, reserveCase } from '../../src/ledger/index.ts';
import { startCase } from '../../src/temporal/index.ts';
import { setClock, type View, view } from '../../src/workflow/contract.ts';
import { type House, openHouse } from './house.ts';
import { actOn } from './play.ts';

const address = inject('temporal');
const place = 'sample-village';
const at = (time: string) => Date.parse(`2020-03-10T${time}:00+08:00`);
const ward = { role: 'ward', place: 'qinzhou-hospital', person: 'u-7' };
const laboratory = { role: 'laboratory', place: 'qinzhou-cdc' };
const cdc = { role: 'county_cdc', place: 'qinzhou-cdc' };

describe.skipIf(!address)('a durable hand-off', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse(address!, 'hand-off');
  }, 60_000);
  afterAll(() => house?.close());

  const until = async <T>(look: () => Promise<T>, good: (value: T) => boolean): Promise<T> => {
    for (let i = 0; ; i++) {
      const value = await look();
      if (good(value)) return value;
      if (i === 200) throw new Error(`did not come about: ${JSON.stringify(value)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  it('lapses, is refused until it goes to discipline with the evidence, is taken back, made again and accepted; what is known goes along', async () => {
    const data = { found_as: 'contact' };
    const { caseId: id } = await reserveCase(house.ledger, { subject: 'p-bounced', family: 'suspected-case', place, opening: data });
    const handle = house.client.workflow.getHandle(id);
    const seen = () => handle.query<View>(view);
    const clockAt = (time: string) => handle.signal(setClock, { virtual: at(time), real: Date.now(), rate: 0 });
    const say = (time: string, event: string, by: typeof cdc, told = {}) =>
      actOn(house, id, { kind: 'event', event, at: at(time), recorded: at(time), by, data: told }, `${event} ${time}`);
    const opening = { id, subject: 'p-bounced', place, now: at('08:00'), by: cdc, data };
    const clock = { virtual: at('08:00'), real: Date.now(), rate: 0 };
    await startCase(house.client, { hash: house.library.get('suspected-case')!.hash, opening, clock, queue: house.queue });

    await clockAt('08:30');
    await say('08:30', 'result_returned', laboratory, { specimen: 's1', sampled_at: at('08:10'), result: 'negative' });
    const before = await seen();
    expect(before.open.filter(({ kind }) => kind === 'hand_off')).toHaveLength(1);
    expect(before.holder).toEqual({ place });

    await clockAt('10:40');
    const lapsed = await until(seen, ({ open }) => open.some(({ kind, late }) => kind === 'hand_off' && late !== undefined));
    expect(lapsed.holder).toEqual({ place });
    for (const [time, reason] of [
      ['10:41', 'no bed free'],
      ['10:42', 'no bed free yet'],
      ['10:43', 'not our patient'],
    ] as const)
      expect(await say(time, 'declined', ward, { reason })).not.toHaveProperty('refused');
    expect((await seen()).bounces).toBe(3);

    const { cases } = await until(
      () => listCases(house.ledger, { protocol: 'supervision' }),
      (page) => page.cases.some(({ row }) => row),
    );
    const held = await until(
      () => listCases(house.ledger, { protocol: 'suspected-case' }),
      (page) => page.cases[0]?.row?.bounces === 3,
    );
    expect(held.cases[0]).toMatchObject({ id });
    const [evidence, ...more] = await evidenceFor(house.ledger, (await caseById(house.ledger, cases[0]!.id))!);
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({ case: id, family: 'suspected-case' });
    expect(evidence!.lines.map(saidBy)).toEqual([
      'asked ward 08:00 due 10:00',
      'late ward 08:00 due 10:00',
      'u-7 declined 10:41: no bed free',
      'declined ward 08:00 due 10:00',
      'asked ward 10:41 due 12:41',
      'u-7 declined 10:42: no bed free yet',
      'declined ward 10:41 due 12:41',
      'asked ward 10:42 due 12:42',
      'u-7 declined 10:43: not our patient',
      'declined ward 10:42 due 12:42',
    ]);
    const told = (await caseById(house.ledger, id))!.messages.filter(({ role }) => role === 'commission');
    expect(told).toHaveLength(1);

    await clockAt('10:46');
    await actOn(house, id, { kind: 'recall', recorded: at('10:44'), by: cdc, reason: 'another ward is found' }, 'recall');
    expect((await seen()).open.filter(({ kind }) => kind === 'hand_off')).toEqual([]);
    expect(await say('10:45', 'accepted', ward)).toMatchObject({ refused: 'no_offer' });
    const again = await actOn(house, id, { kind: 'offer', recorded: at('10:46'), by: cdc, reason: 'and it has a bed' }, 'offer');
    expect(again).not.toHaveProperty('refused');
    expect(await say('10:47', 'accepted', ward)).not.toHaveProperty('refused');
    const after = await seen();
    expect(after).toMatchObject({ holder: { place, role: 'ward' }, bounces: 0, place });
    const tasks = ({ open }: View) => open.filter(({ kind }) => kind === 'task').map(({ id: slot }) => slot);
    expect(tasks(after)).toEqual(expect.arrayContaining(tasks(before)));
    const file = (await caseById(house.ledger, id))!;
    expect(file.timeline.filter((line) => saidBy(line).includes('result_returned'))).toHaveLength(1);
  });

  it('names a contact whom somebody began to enter and did not: the case opens with what this one knows, and once', async () => {
    const contact = { subject: 'p-begun', family: 'close-contact', place };
    const begun = await reserveCase(house.ledger, { ...contact, opening: { exposed_on: '2020-03-01' } });
    const data = { found_as: 'contact' };
    const { caseId: id } = await reserveCase(house.ledger, { subject: 'p-names', family: 'suspected-case', place, opening: data });
    const opening = { id, subject: 'p-names', place, now: at('08:00'), by: cdc, data };
    const clock = { virtual: at('08:00'), real: Date.now(), rate: 0 };
    await startCase(house.client, { hash: house.library.get('suspected-case')!.hash, opening, clock, queue: house.queue });
    const named = { who: 'p-begun', exposed_on: '2020-03-09' };
    const investigator = { role: 'investigator', place: 'qinzhou-cdc' };
    const input = { kind: 'event' as const, event: 'contact_named', at: at('08:00'), recorded: at('08:00'), by: investigator, data: named };
    expect(await actOn(house, id, input, 'named')).not.toHaveProperty('refused');
    const file = await until(
      () => caseById(house.ledger, begun.caseId),
      (held) => held?.row !== undefined,
    );
    const openings = file!.timeline.flatMap((effect) =>
      effect.kind === 'record' && effect.note.note === 'event' ? [effect.note.entry] : [],
    );
    expect(openings).toMatchObject([{ event: 'opened', from: id, data: { exposed_on: '2020-03-09' } }]);
    const again = await reserveCase(house.ledger, { ...contact, opening: { exposed_on: '2020-03-01' } });
    expect(again).toMatchObject({ caseId: begun.caseId, state: 'running', opening: { exposed_on: '2020-03-09' } });
  });
});

const clockOf = (instant: number | null) => new Date((instant ?? 0) + 8 * 3_600_000).toISOString().slice(11, 16);

function saidBy(line: Effect): string {
  if (line.kind === 'task') return `${line.change} ${line.slot.by} ${clockOf(line.slot.asked)} due ${clockOf(line.slot.due)}`;
  if (line.kind !== 'record' || line.note.note !== 'event') return line.kind;
  const { event, by, at: when, data } = line.note.entry;
  return `${by.person} ${event} ${clockOf(when)}: ${data.reason}`;
}
