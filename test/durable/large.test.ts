import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Input, isRefusal, load, open, type Refusal } from '../../src/kernel/index.ts';
import { caseById, listIncidents, reconcile } from '../../src/ledger/index.ts';
import { connectClient, liveCases, startCase } from '../../src/temporal/index.ts';
import { act, type CaseStart, caseWorkflowType, message, type View, view } from '../../src/workflow/contract.ts';
import { written } from '../kernel/written.ts';
import { type House, openHouse } from './house.ts';
import { actOn } from './play.ts';
import { runsOf } from './runs.ts';

const address = inject('temporal');
const morning = Date.parse('2020-01-31T08:00:00+08:00');
const place = 'sample-village';
/** ENTRIES=50000 npx vitest run --project durable test/durable/large.test.ts: as many as make a case heavy. */
const ENTRIES = Number(process.env.ENTRIES ?? 20_000);
const doctor = { role: 'village_doctor', place };

/** Of chance, so that packing makes it no smaller. */
const textOf = (bytes: number) =>
  randomBytes(Math.ceil(bytes * 0.75))
    .toString('base64')
    .slice(0, bytes);
const textsOf = (bytes: number) => Array.from({ length: Math.ceil(bytes / 2_000) }, () => textOf(1_990));

/** Tells everybody who is named what it was told. */
const [{ protocol: teller }, { protocol: listener }] = [
  written(`
protocol: teller
supervisors: county_cdc
events: { named: { by: village_doctor, title: Named, data: { who: { type: person, many: true }, lines: { type: text, many: true } } } }
ladders: { slow: [{ after: 0m, tell: county_cdc }] }
on: { named: { open: { protocol: listener, for: each data.who, with: { lines: data.lines }, as: listeners } }, opened: record }
states:
  open: { stage: isolate, once: { 3650d: { to: over } } }
  over: { stage: control, end: over }
`),
  written(`
protocol: listener
facts: { lines: { type: text, many: true } }
on: { opened: record }
states:
  open: { stage: isolate, once: { 3650d: { to: over } } }
  over: { stage: control, end: over }
`),
] as const;

/** What is seen is counted and its last grade read; what is noted is read as a whole. */
const { protocol: bulky } = written(`
protocol: bulky
supervisors: county_cdc
facts:
  seen_so_far: { is: size(seen) }
  last_grade: { is: seen.last().grade }
  grave: { is: "size(noted.filter(n, n.grade > 3))" }
events:
  seen: { by: village_doctor, title: Seen, data: { grade: { type: integer }, lines: { type: text, many: true } } }
  noted: { by: village_doctor, title: Noted, data: { grade: { type: integer }, lines: { type: text, many: true } } }
  finished: { by: village_doctor, title: Finished }
ladders: { slow: [{ after: 0m, tell: county_cdc }] }
states:
  open:
    stage: isolate
    on: { seen: record, noted: record, opened: record, finished: { to: over } }
    once: { 3650d: { to: over } }
  over: { stage: control, end: over }
`);

describe.skipIf(!address)('what is too large', () => {
  let house: House;
  let n = 0;
  beforeAll(async () => {
    house = await openHouse(address!, 'large');
    for (const protocol of [bulky, teller, listener]) house.library.set(protocol.protocol, load(protocol, await house.publish(protocol)));
  }, 60_000);
  afterAll(() => house?.close());

  async function opened(protocol: string, data: Record<string, string>, { library, client, queue } = house): Promise<string> {
    const id = `c-large-${++n}-${Date.now()}`;
    const opening = { id, subject: `s-${id}`, place, now: morning, by: { role: 'county_cdc', place }, data };
    const clock = { virtual: morning, real: Date.now(), rate: 0 };
    await startCase(client, { hash: library.get(protocol)!.hash, opening, clock, queue });
    return id;
  }

  const said = (event: string, n: number, bytes: number): Input => {
    const recorded = morning + n * 1_000;
    const data = event === 'finished' ? {} : { grade: n % 7, lines: textsOf(bytes) };
    return { kind: 'event', event, at: recorded, recorded, by: doctor, data };
  };
  type Deed = Parameters<typeof actOn>[2];
  const does = (id: string, input: Input, key: string) => actOn(house, id, input as Deed, key);
  const viewOf = (id: string) => house.client.workflow.getHandle(id).query<View>(view);

  async function until(id: string, good: (seen: View) => boolean): Promise<View> {
    for (let i = 0; i < 300; i++) {
      const seen = await viewOf(id).catch(() => undefined);
      if (seen && good(seen)) return seen;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('did not come about');
  }

  /** Says it until the case says no; that refusal, and how often it was taken. */
  async function untilRefused(id: string, event: string, bytes: number, most = 100): Promise<{ taken: number; refused: Refusal }> {
    for (let n = 1; n <= most; n++) {
      const answer = await does(id, said(event, n, bytes), `${event}-${n}`);
      if ('refused' in answer) return { taken: n - 1, refused: answer };
    }
    throw new Error(`took ${most}`);
  }

  async function differences(id: string) {
    const live = liveCases(house.client, house.queue);
    const found = await reconcile(house.ledger, { ...live, running: async () => ({ ids: [id] }) });
    return found.differences.filter((difference) => difference.case === id);
  }

  it('is refused in one piece, and nothing of it is kept', async () => {
    const id = await opened('bulky', {});
    expect(await does(id, said('seen', 1, 70_000), 'one')).toMatchObject({ refused: 'too_large', params: { event: 'seen' } });
    expect(await does(id, said('seen', 1, 60_000), 'one')).toMatchObject({ at: ['open'] });
    expect((await viewOf(id)).facts).toMatchObject({ seen_so_far: 1 });
  });

  it('is left to the ledger where nothing reads it: thirty events of 60 KB, and the case is none the heavier', async () => {
    const id = await opened('bulky', {});
    for (let n = 1; n <= 30; n++) expect(await does(id, said('seen', n, 60_000), `seen-${n}`)).toMatchObject({ at: ['open'] });
    const seen = await until(id, ({ projected }) => projected);
    expect(seen.attention).toEqual([]);
    expect(seen.facts).toMatchObject({ seen_so_far: 30, last_grade: 30 % 7 });
    const runs = await runsOf(house.client, id);
    console.info(`starts of ${runs.map(({ start }) => start).join(', ')} bytes`);
    expect(Math.max(...runs.map(({ start }) => start))).toBeLessThan(1_000_000);
    expect(await differences(id)).toEqual([]);
  }, 60_000);

  it('fills a case that reads it as a whole: it says so, takes what is short, is put right and closed, and Temporal ends it never', async () => {
    const id = await opened('bulky', {});
    const { taken, refused } = await untilRefused(id, 'noted', 60_000);
    expect(refused).toMatchObject({ refused: 'full', params: { event: 'noted' } });
    expect(taken).toBeGreaterThan(12);
    const seen = await until(id, ({ projected }) => projected);
    expect(seen.attention.map(({ code }) => code)).toEqual(['heavy']);
    const { incidents } = await listIncidents(house.ledger, { limit: 100 });
    expect(incidents.find((incident) => incident.case.id === id)?.attention.code).toBe('heavy');
    // Another worker plays it again, and finds the same weight.
    await house.renew();
    expect(await does(id, said('noted', 90, 60_000), 'long')).toMatchObject({ refused: 'full' });
    expect(await does(id, said('noted', 100, 0), 'short')).toMatchObject({ at: ['open'] });
    const last = (await caseById(house.ledger, id))!.timeline
      .flatMap((line) =>
        line.kind === 'record' && line.note.note === 'event' && line.note.entry.event === 'noted' ? [line.note.entry.id] : [],
      )
      .at(-1)!;
    const corrected = {
      kind: 'correct' as const,
      entry: last,
      data: { grade: 1 },
      recorded: morning + 150_000,
      by: doctor,
      reason: 'misread',
    };
    expect(await does(id, corrected, 'right')).toMatchObject({ at: ['open'] });
    const signalled = { event: 'opened', from: 'c-other', number: 1, at: morning, recorded: morning, data: {} };
    await house.client.workflow.getHandle(id).signal(message, signalled);
    expect(await does(id, said('finished', 200, 0), 'over')).toMatchObject({ at: ['over'] });
    await until(id, ({ projected }) => projected);
    const runs = await runsOf(house.client, id);
    console.info(`full after ${taken} events of 60 KB; starts of ${runs.map(({ start }) => start).join(', ')} bytes`);
    expect((await house.client.workflow.getHandle(id).describe()).status.name).toBe('COMPLETED');
    const { timeline } = (await caseById(house.ledger, id))!;
    const noted = timeline.filter((line) => line.kind === 'record' && line.note.note === 'event' && line.note.entry.event === 'noted');
    expect(noted).toHaveLength(taken + 1);
  }, 60_000);

  it('goes along with tens of thousands of entries that are read as a whole, and answers', async () => {
    const id = `c-large-${++n}-${Date.now()}`;
    const { client, library, queue } = house;
    const machine = library.get('bulky')!;
    const begun = open(machine, { id, subject: `s-${id}`, place, now: morning - ENTRIES * 1_200, by: doctor, data: {} });
    if (isRefusal(begun)) throw new Error(begun.refused);
    // As if they had been said one by one, which takes a quarter of an hour.
    const noted = Array.from({ length: ENTRIES }, (_, i) => {
      const recorded = morning - ENTRIES * 1_200 + i * 1_000;
      const by = { ...doctor, person: `p-${randomBytes(6).toString('hex')}` };
      return { id: i + 2, event: 'noted', at: recorded, recorded, by, data: { grade: i % 7, lines: [] } };
    });
    const whole = { ...begun.case, seq: ENTRIES + 1, now: morning - 1_000, record: [...begun.case.record, ...noted] };
    const carried = { case: whole, seen: [], lines: begun.effects, weight: { $weighed: 0 } };
    const clock = { virtual: morning, real: Date.now(), rate: 0 };
    const start: CaseStart = { protocol: { $protocol: machine.hash }, clock, carried, continueAfter: 3 };
    await client.workflow.start(caseWorkflowType, { workflowId: id, taskQueue: queue, args: [start] });
    const took: number[] = [];
    for (let said = 1; said <= 7; said++) {
      const recorded = morning + said * 1_000;
      const input = { kind: 'event' as const, event: 'noted', at: recorded, recorded, by: doctor, data: { grade: 6, lines: [] } };
      const from = performance.now();
      expect(await does(id, input, `noted-${said}`)).toMatchObject({ seq: expect.any(Number) });
      took.push(Math.round(performance.now() - from));
    }
    const seen = await until(id, ({ projected }) => projected);
    expect(seen.facts.grave).toBe(noted.filter(({ data }) => data.grade > 3).length + 7);
    expect(seen.attention.map(({ code }) => code)).toEqual(ENTRIES < 50_000 ? [] : ['heavy']);
    const runs = await runsOf(client, id);
    expect(runs.length).toBeGreaterThan(2);
    console.info(`${ENTRIES} entries: starts of ${runs.map((run) => run.start).join(', ')} bytes, Updates in ${took.join(', ')} ms`);
    expect(await differences(id)).toEqual([]);
  }, 60_000);

  it('leaves the house in parts, each case told once; what is too much for them all together is not said, and somebody is to look at it', async () => {
    const id = await opened('teller', {});
    const named = (first: number, many: number): Input => {
      const who = Array.from({ length: many }, (_, i) => `p-${id}-${first + i}`);
      const recorded = morning + first * 1_000;
      return { kind: 'event', event: 'named', at: recorded, recorded, by: doctor, data: { who, lines: textsOf(58_000) } };
    };
    expect(await does(id, named(1, 14), 'some')).toMatchObject({ at: ['open'] });
    await until(id, ({ projected, links }) => projected && links.length === 14);
    const { events } = await house.client.workflow.getHandle(id).fetchHistory();
    const delivered = events!.filter((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'deliver');
    expect(delivered.length).toBeGreaterThan(1);
    const { rows } = await sql<{ n: number }>`select count(*) as n from cases where protocol = 'listener'`.execute(house.ledger.db);
    expect(Number(rows[0]!.n)).toBe(14);
    expect((await viewOf(id)).attention).toEqual([]);
    await does(id, named(20, 20), 'too many');
    const seen = await until(id, ({ projected, attention }) => projected && attention.length > 0);
    expect(seen.attention).toMatchObject([{ code: 'bound', detail: { says: 'too_much_told' } }]);
    expect(await differences(id)).toEqual([]);
  }, 60_000);

  it('waits for a ledger that is down only so far: then people are told to come again, and all is written once it is back', async () => {
    const id = await opened('bulky', {});
    await until(id, ({ projected }) => projected);
    const { db } = house.ledger;
    await sql`alter table timeline rename to timeline_away`.execute(db);
    const { taken, refused } = await untilRefused(id, 'seen', 60_000);
    await sql`alter table timeline_away rename to timeline`.execute(db);
    expect(refused).toMatchObject({ refused: 'ledger_behind' });
    expect(taken).toBeGreaterThan(5);
    await until(id, ({ projected }) => projected);
    expect(await does(id, said('seen', taken + 1, 60_000), 'after')).toMatchObject({ at: ['open'] });
    const seen = await until(id, ({ projected }) => projected);
    expect(seen.attention).toEqual([]);
    expect(seen.facts).toMatchObject({ seen_so_far: taken + 1 });
    expect(await differences(id)).toEqual([]);
    const { timeline } = (await caseById(house.ledger, id))!;
    const entries = timeline.filter((line) => line.kind === 'record' && line.note.note === 'event' && line.note.entry.event === 'seen');
    expect(entries).toHaveLength(taken + 1);
  }, 60_000);

  it('ends no case: an Update of 3 MB that a stranger sends while others speak to it is turned away before the case sees it', async () => {
    const id = await opened('close-contact', { exposed_on: '2020-01-30' });
    const handle = house.client.workflow.getHandle(id);
    const stranger = await connectClient(address!, {});
    try {
      let said = 0;
      let isOver = false;
      const others = (async () => {
        while (!isOver) {
          const news = { event: 'opened', from: 'c-other', number: ++said, at: morning, recorded: morning };
          await handle.signal(message, { ...news, data: { exposed_on: '2020-01-30' } });
        }
      })();
      const sent = stranger.client.withDeadline(Date.now() + 3_000, () =>
        stranger.client.workflow.getHandle(id).executeUpdate(act, { args: [{ text: textOf(3_000_000) }] }),
      );
      await expect(sent).rejects.toThrow();
      isOver = true;
      await others;
      expect((await handle.describe()).status.name).toBe('RUNNING');
      const { events } = await handle.fetchHistory();
      expect(events!.filter((event) => event.workflowTaskFailedEventAttributes)).toEqual([]);
      const data = { celsius: 36.5, symptoms: false };
      const reading = { kind: 'event' as const, event: 'temperature_taken', at: morning, recorded: morning, by: doctor, data };
      expect(await does(id, reading, 'after')).toMatchObject({ at: ['observed'] });
      expect((await viewOf(id)).facts).toMatchObject({ none_left: false });
    } finally {
      await stranger.close();
    }
  }, 60_000);
});
