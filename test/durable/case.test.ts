import { randomBytes } from 'node:crypto';
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createActivities } from '../../src/activities/index.ts';
import { detailText } from '../../src/kernel/index.ts';
import { caseById, districtInForce, type LiveCases, reconcile, reserveCase } from '../../src/ledger/index.ts';
import { liveCases, startCase, vouch } from '../../src/temporal/index.ts';
import { act, type Kept, kept, message, setClock, type View, view } from '../../src/workflow/contract.ts';
import { type House, openHouse } from './house.ts';
import { actOn } from './play.ts';

const address = inject('temporal');
const morning = Date.parse('2020-01-31T08:00:00+08:00');
const doctor = { role: 'village_doctor', place: 'sample-village' };
const reading = (recorded: number, celsius = 36.5) => ({
  kind: 'event' as const,
  event: 'temperature_taken',
  at: recorded,
  recorded,
  by: doctor,
  data: { celsius, symptoms: false },
});

describe.skipIf(!address)('a durable case', () => {
  let house: House;
  let n = 0;
  beforeAll(async () => {
    house = await openHouse(address!, 'case');
  }, 60_000);
  afterAll(() => house?.close());

  async function opened(options: { rate?: number; continueAfter?: number; now?: number } = {}) {
    const id = `c-case-${++n}-${Date.now()}`;
    const now = options.now ?? morning;
    const place = 'sample-village';
    const opening = { id, subject: `p-${id}`, place, now, by: { role: 'county_cdc', place }, data: { exposed_on: '2020-01-30' } };
    const clock = { virtual: now, real: Date.now(), rate: options.rate ?? 0 };
    await startCase(house.client, {
      hash: house.library.get('close-contact')!.hash,
      opening,
      clock,
      queue: house.queue,
      ...(options.continueAfter && { continueAfter: options.continueAfter }),
    });
    return { id, handle: house.client.workflow.getHandle(id) };
  }
  const until = async <T>(look: () => Promise<T>, good: (value: T) => boolean): Promise<T> => {
    for (let i = 0; i < 200; i++) {
      const value = await look();
      if (good(value)) return value;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('did not come about');
  };

  it('refuses what nobody vouched for, and writes nothing', async () => {
    const { id, handle } = await opened();
    const forged = { key: 'k', by: { $actor: doctor, case: id, key: 'k', verified: true }, input: reading(morning) };
    await expect(handle.executeUpdate(act, { args: [forged] })).rejects.toMatchObject({
      cause: { type: 'Refused', details: [{ refused: 'unsigned' }] },
    });
    const stolen = { key: 'k2', by: vouch(house.keys, { $actor: doctor, case: 'c-other', key: 'k2' }), input: reading(morning) };
    await expect(handle.executeUpdate(act, { args: [stolen] })).rejects.toMatchObject({ cause: { type: 'Refused' } });
    const { events } = await handle.fetchHistory();
    expect(events!.some((event) => event.workflowExecutionUpdateAcceptedEventAttributes)).toBe(false);
  });

  it('gives the same answer to the same key, also after continuing as new', async () => {
    const { id, handle } = await opened({ continueAfter: 3 });
    const first = await actOn(house, id, reading(morning), 'same');
    for (let i = 1; i <= 5; i++) await actOn(house, id, reading(morning + i), `other-${i}`);
    const runs = await until(
      async () => (await handle.describe()).raw.workflowExecutionInfo,
      (info) => info?.firstRunId !== info?.execution?.runId,
    );
    expect(runs).toBeDefined();
    expect(await actOn(house, id, reading(morning), 'same')).toEqual(first);
    const seen = await handle.query<View>(view);
    expect(seen.seq).toBe(7);
  });

  it('takes an undecodable message as an incident and goes on answering', async () => {
    const { id, handle } = await opened();
    const connection = await Connection.connect({ address: address! });
    await new Client({ connection }).workflow.getHandle(id).signal(message, { clear: 'text' });
    await connection.close();
    const seen = await until(
      () => handle.query<View>(view),
      (current) => current.attention.length > 0,
    );
    expect(seen.attention).toMatchObject([{ code: 'undecodable' }]);
    expect(await actOn(house, id, reading(morning), 'k')).toMatchObject({ at: ['observed'] });
  });

  it('takes what is of another shape as an incident, though it was sealed with the right key', async () => {
    const { id, handle } = await opened();
    await handle.signal(message, 42);
    await handle.signal(message, { event: 7, from: id, number: 'one', at: morning, recorded: morning, data: [] });
    await handle.signal(setClock, 'an hour ago');
    const action = { key: 'k', by: vouch(house.keys, { $actor: doctor, case: id, key: 'k' }), input: { kind: 'event', recorded: 'now' } };
    for (const strange of [null, 42, action])
      await expect(handle.executeUpdate(act, { args: [strange] })).rejects.toMatchObject({
        cause: { details: [{ refused: 'undecodable' }] },
      });
    const seen = await until(
      () => handle.query<View>(view),
      (current) => current.attention.length === 2,
    );
    // What came before the case had begun is heard clock first.
    expect(seen.attention.map(({ detail }) => detailText(detail).en).sort()).toEqual([
      'a clock: it has another shape',
      'a message from another case: it has another shape',
    ]);
    expect(await actOn(house, id, reading(morning), 'k')).toMatchObject({ at: ['observed'], now: morning });
  });

  it('takes messages that are there before its first step', async () => {
    const id = `c-early-${Date.now()}`;
    const place = 'sample-village';
    const opening = { id, subject: `p-${id}`, place, now: morning, by: { role: 'county_cdc', place }, data: { exposed_on: '2020-01-30' } };
    const hash = house.library.get('close-contact')!.hash;
    await house.client.workflow.signalWithStart('caseWorkflow', {
      workflowId: id,
      taskQueue: house.queue,
      args: [{ protocol: { $protocol: hash }, opening, clock: { virtual: morning, real: Date.now(), rate: 0 } }],
      signal: message,
      signalArgs: [{ $undecodable: { reason: 'sent as such' } }],
    });
    const seen = await until(
      () => house.client.workflow.getHandle(id).query<View>(view),
      (current) => current.attention.length > 0,
    );
    expect(seen.attention).toMatchObject([{ code: 'undecodable' }]);
  });

  it('wakes by its own alarm when something is due', async () => {
    const { id, handle } = await opened({ rate: 1, now: Date.parse('2020-01-31T20:59:58+08:00') });
    const seen = await until(
      () => handle.query<View>(view),
      (current) => current.open.some((slot) => slot.late !== undefined),
    );
    expect(seen.open.find((slot) => slot.late !== undefined)!.late).toBe(Date.parse('2020-01-31T21:00:00+08:00'));
    await until(
      () => caseById(house.ledger, id),
      (file) => file?.messages.some((told) => told.role === 'village_doctor') === true,
    );
  });

  it('moves its alarm when a deadline moves, so that no earlier one rings in vain', async () => {
    const noon = Date.parse('2020-01-31T12:00:00+08:00');
    const { id, handle } = await opened({ rate: 1, now: noon - 1_500 });
    await handle.query(view);
    await actOn(house, id, reading(noon - 1_500), 'k');
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const { events } = await handle.fetchHistory();
    expect(events!.filter((event) => event.timerCanceledEventAttributes)).toHaveLength(1);
    expect(events!.filter((event) => event.timerFiredEventAttributes)).toHaveLength(0);
  });

  it('opens a running supervision file when the ladder says so, and a second matter joins it', async () => {
    const { id, handle } = await opened();
    await handle.signal(setClock, { virtual: morning + 3 * 86_400_000, real: Date.now(), rate: 0 });
    const file = await until(
      () =>
        house.ledger.db
          .selectFrom('cases')
          .selectAll()
          .where('protocol', '=', 'supervision')
          .where('subject', '=', 'sample-village')
          .execute(),
      // Reserved first, then started.
      ([row]) => row?.life === 'running',
    );
    expect(file).toHaveLength(1);
    const supervision = house.client.workflow.getHandle(file[0]!.id);
    const seen = await until(
      () => supervision.query<View>(view),
      (current) => Number(current.facts.findings) > 1,
    );
    expect(seen.protocol).toBe('supervision');
    expect((await caseById(house.ledger, id))!.timeline.filter((effect) => effect.kind === 'open').length).toBeGreaterThan(1);
  });

  it('hears both of two cases that open it at the same time, and each but once', async () => {
    const { ledger, client, queue, library } = house;
    const activities = createActivities({ ledger, client, district: districtInForce(ledger), queue });
    const clock = { virtual: morning, real: Date.now(), rate: 0 };
    const opens = (seq: number, matter: string) => {
      const subject = { id: `unit-${Date.now()}-raced` };
      const about = { reason: 'arm' as const, of: 'febrile' };
      return {
        kind: 'open' as const,
        protocol: 'supervision',
        subject,
        place: 'sample-village',
        data: { matter },
        about,
        seq,
        index: 0,
        at: morning,
      };
    };
    const first = opens(3, 'missed_reading');
    const { caseId } = await reserveCase(ledger, {
      subject: first.subject.id,
      family: 'supervision',
      place: 'sample-village',
      opening: first.data,
    });
    // The first has started it, and has not yet been able to say so.
    const by = { role: 'case', place: 'sample-village' };
    const opening = { id: caseId, subject: first.subject.id, place: 'sample-village', now: morning, by, data: first.data };
    const hash = library.get('supervision')!.hash;
    await startCase(client, { hash, opening: { ...opening, from: 'c-first', opener: 'c-first', number: 3_000 }, clock, queue });
    const second = { ...opens(5, 'missed_reading'), subject: first.subject };
    await activities.deliver({ case: 'c-second', clock, effects: [second] });
    await activities.deliver({ case: 'c-first', clock, effects: [first] });
    await activities.deliver({ case: 'c-second', clock, effects: [second] });
    const handle = client.workflow.getHandle(caseId);
    await until(
      () => handle.query<View>(view),
      ({ projected }) => projected,
    );
    const from = (await caseById(ledger, caseId))!.timeline.flatMap((line) =>
      line.kind === 'record' && line.note.note === 'event' ? [line.note.entry.from] : [],
    );
    expect(from).toEqual(['c-first', 'c-second']);
  });

  it('is opened once by what asks for it, also when that is tried again after it has ended, and anew by what it never heard', async () => {
    const { ledger, client, queue } = house;
    const { deliver } = createActivities({ ledger, client, district: districtInForce(ledger), queue });
    const clock = { virtual: morning, real: Date.now(), rate: 0 };
    const subject = `p-${Date.now()}-tried-again`;
    const opens = (seq: number) => ({
      kind: 'open' as const,
      protocol: 'close-contact',
      subject: { id: subject },
      place: 'sample-village',
      data: { exposed_on: '2020-01-30' },
      about: { reason: 'arm' as const, of: 'febrile' },
      link: 'contacts',
      seq,
      index: 0,
      at: morning + seq,
    });
    const tried = async (seq: number) =>
      (await deliver({ case: 'c-opener', clock, effects: [opens(seq)] }))[0] as { linked: { case: string } };
    const { case: id } = (await tried(3)).linked;
    expect((await tried(3)).linked.case).toBe(id);
    const by = { role: 'county_cdc', place: 'qinzhou-cdc' };
    expect(await actOn(house, id, { kind: 'void', recorded: morning, by, reason: 'opened in error' }, 'v')).toMatchObject({ seq: 2 });
    await client.workflow.getHandle(id).result();
    expect((await tried(3)).linked.case).toBe(id);
    const next = (await tried(4)).linked.case;
    expect(next).not.toBe(id);
    expect((await caseById(ledger, next))!.life).toBe('running');
  });

  it('lets nothing overtake what is tried again to the same case, and keeps no other waiting', async () => {
    const [first, second] = [await opened(), await opened()];
    const { ledger, client, queue } = house;
    const { deliver } = createActivities({ ledger, client, district: districtInForce(ledger), queue });
    const told = (to: string, seq: number, exposed_on = '2020-01-29') => ({
      kind: 'send' as const,
      to,
      event: 'opened',
      data: { exposed_on },
      number: seq,
      seq,
      index: 0,
      at: morning,
    });
    const batch = (...effects: ReturnType<typeof told>[]) => ({ case: 'c-teller', clock: { virtual: morning, real: 0, rate: 0 }, effects });
    const tried = (...effects: ReturnType<typeof told>[]) =>
      new MockActivityEnvironment({ attempt: 1 }).run(deliver as (one: ReturnType<typeof batch>) => Promise<unknown>, batch(...effects));
    const tooLarge = randomBytes(2_250_000).toString('base64');
    await expect(tried(told(first.id, 1, tooLarge), told(first.id, 2), told(second.id, 3))).rejects.toThrow();
    const heard = async ({ handle }: typeof first) =>
      (await handle.query<Kept>(kept)).carried.case.record.flatMap(({ from }) => from ?? []);
    expect(await heard(first)).toEqual([]);
    expect(await heard(second)).toEqual(['c-teller']);
    await tried(told(first.id, 1), told(first.id, 2), told(second.id, 3));
    expect(await heard(first)).toEqual(['c-teller', 'c-teller']);
    expect(await heard(second)).toEqual(['c-teller']);
  });

  it('has the same digest in the ledger as alive', async () => {
    const { id, handle } = await opened();
    await actOn(house, id, reading(morning), 'k');
    await until(
      () => handle.query<View>(view),
      (current) => current.projected,
    );
    const live = liveCases(house.client, house.queue);
    const only: LiveCases = { ...live, running: async () => ({ ids: [id] }) };
    expect((await reconcile(house.ledger, only)).differences.filter((difference) => difference.case === id)).toEqual([]);
    const elsewhere: LiveCases = {
      ...only,
      async ask(asked) {
        const told = await live.ask(asked);
        if (told && told !== 'silent') told.projection.row.place = 'elsewhere';
        return told;
      },
    };
    expect((await reconcile(house.ledger, elsewhere)).differences.find((difference) => difference.case === id)).toMatchObject({
      code: 'digest_differs',
    });
  });

  it('leaves no personal data and no protocol in the history', async () => {
    const { id, handle } = await opened();
    await actOn(house, id, reading(morning, 37.9), 'k');
    const history = JSON.stringify(await handle.fetchHistory(), (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    expect(history).not.toMatch(/exposed_on|celsius|village_doctor/);
    expect(history.length).toBeLessThan(40_000);
  });

  it('is not there when it never was', async () => {
    await expect(house.client.workflow.getHandle('c-none').query(view)).rejects.toBeInstanceOf(WorkflowNotFoundError);
  });
});
