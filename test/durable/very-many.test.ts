import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { archive, type Case } from '../../src/kernel/index.ts';
import { answerTo, caseById, keyRing, openLedger, reconcile } from '../../src/ledger/index.ts';
import { type DevServer, liveCases, startCase, startDevServer } from '../../src/temporal/index.ts';
import { type Answer, type Kept, kept, message, setClock, type View, view } from '../../src/workflow/contract.ts';
import { type House, openHouse } from './house.ts';
import { actOn } from './play.ts';
import { runsOf } from './runs.ts';

const address = inject('temporal');
const binary = inject('temporalBinary');
/** EVENTS=100000 npx vitest run --project durable test/durable/very-many.test.ts: about a quarter of an hour. */
const EVENTS = Number(process.env.EVENTS ?? 2_500);
const LONG = 60_000 + EVENTS * 20;
const morning = Date.parse('2020-01-31T08:00:00+08:00');
const place = 'sample-village';
const doctor = { role: 'village_doctor', place };
const reading = (recorded: number) => ({
  kind: 'event' as const,
  event: 'temperature_taken',
  at: recorded,
  recorded,
  by: doctor,
  data: { celsius: 36.5, symptoms: false },
});

describe.skipIf(!address)('a case to which very much is said', () => {
  let house: House;
  let n = 0;
  beforeAll(async () => {
    house = await openHouse(address!, 'very-many');
  }, 60_000);
  afterAll(() => house?.close());

  async function opened(
    protocol: string,
    data: Case['record'][number]['data'],
    continueAfter?: number,
    { library, client, queue } = house,
  ): Promise<string> {
    const id = `c-many-${++n}-${Date.now()}`;
    const opening = { id, subject: `s-${id}`, place, now: morning, by: { role: 'county_cdc', place }, data };
    const { hash } = library.get(protocol)!;
    const clock = { virtual: morning, real: Date.now(), rate: 0 };
    await startCase(client, { hash, opening, clock, queue, ...(continueAfter && { continueAfter }) });
    return id;
  }

  const viewOf = (id: string, { client } = house) => client.workflow.getHandle(id).query<View>(view);

  async function until(id: string, good: (seen: View) => boolean, at = house): Promise<View> {
    for (let i = 0; i < EVENTS; i++) {
      // A run that just ends answers through the next.
      const seen = await viewOf(id, at).catch(() => undefined);
      if (seen && good(seen)) return seen;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('did not come about');
  }

  /** Does all of it, so many at once. */
  async function atOnce<T>(all: readonly T[], lanes: number, one: (each: T) => Promise<unknown>): Promise<void> {
    const rest = all.values();
    await Promise.all(
      Array.from({ length: lanes }, async () => {
        for (const each of rest) await one(each);
      }),
    );
  }

  /** Until it gets there, as whoever delivers it does. */
  async function persistently<T>(act: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await act();
      } catch (error) {
        if (tries >= 100) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  /** Speaks to a supervision file for as many other cases, fifty at a time and without a pause. */
  async function storm(id: string, { client } = house): Promise<string[]> {
    const senders = Array.from({ length: EVENTS }, (_, from) => ({ from: `c-sender-${from}`, number: 1_000 + from }));
    const said = { event: 'opened', at: morning, recorded: morning, data: { matter: 'missed_reading' } };
    await atOnce(senders, 50, (sender) => persistently(() => client.workflow.getHandle(id).signal(message, { ...said, ...sender })));
    return senders.map(({ from }) => from);
  }

  async function heardBy(id: string, { ledger } = house): Promise<string[]> {
    const { timeline } = (await caseById(ledger, id))!;
    return timeline.flatMap((line) => (line.kind === 'record' && line.note.note === 'event' ? (line.note.entry.from ?? []) : []));
  }

  it(
    'hears all of very many cases, each once, in runs within what Temporal allows, and takes no more along from one to the next',
    async () => {
      const id = await opened('supervision', { matter: 'missed_reading' });
      const handle = house.client.workflow.getHandle(id);
      const began = Date.now();
      const senders = await storm(id);
      const seen = await until(id, (now) => now.facts.findings === EVENTS + 1 && now.projected);
      expect(seen.attention).toEqual([]);
      const took = Date.now() - began;
      const runs = await runsOf(house.client, id);
      const heard = await heardBy(id);
      expect(heard.length).toBe(EVENTS);
      expect(new Set(heard)).toEqual(new Set(senders));
      const worst = (of: (run: (typeof runs)[number]) => number) => runs.reduce((most, run) => Math.max(most, of(run)), 0);
      console.info(
        `${EVENTS} events in ${took} ms: ${runs.length} runs, at most ${worst((run) => run.events)} events and ${worst((run) => run.signals)} signals in one, ` +
          `largest start ${worst((run) => run.start)} bytes, last start ${runs.at(-1)!.start} bytes, record ${(await handle.query<Kept>(kept)).carried.case.record.length} entries`,
      );
      expect(runs.length).toBeGreaterThan(EVENTS / 5_000);
      // Twice what it may hear when all that the server holds back for it has come, and the next was turned away.
      expect(worst((run) => run.signals)).toBeLessThan(5_000);
      expect(worst((run) => run.events)).toBeLessThan(25_000);
      expect(worst((run) => run.start)).toBeLessThan(1_000_000);
      const live = liveCases(house.client, house.queue);
      const { differences } = await reconcile(house.ledger, { ...live, running: async () => ({ ids: [id] }) });
      expect(differences.filter((difference) => difference.case === id)).toEqual([]);
    },
    LONG,
  );

  it.skipIf(!binary)(
    'loses nothing where the server begins its task anew after each hundred messages and then turns away what comes, and goes on',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'early-strict-'));
      let server: DevServer | undefined;
      let strict: House | undefined;
      try {
        // As a server is that nobody has told otherwise; but for 10,000 messages, after which it turns away what comes, fewer.
        const settings = {
          'history.maximumBufferedEventsBatch': 100,
          'history.maximumSignalsPerExecution': Math.min(10_000, EVENTS * 0.4),
        };
        server = await startDevServer({ binary: binary!, file: join(folder, 'temporal.db'), settings });
        strict = await openHouse(server.address, 'strict');
        const id = await opened('supervision', { matter: 'missed_reading' }, undefined, strict);
        const senders = await storm(id, strict);
        const seen = await until(id, (now) => now.facts.findings === EVENTS + 1 && now.projected, strict);
        expect(seen.attention).toEqual([]);
        expect((await heardBy(id, strict)).sort()).toEqual(senders.sort());
        const runs = await runsOf(strict.client, id);
        console.info(`turned away: ${runs.map((run) => run.signals).join(', ')} signals`);
        expect(runs.length).toBeGreaterThan(2);
      } finally {
        await strict?.close();
        await server?.stop();
        rmSync(folder, { recursive: true, force: true });
      }
    },
    LONG,
  );

  it('gives the same answer to a key that the case itself has forgotten, also after it has continued as new and the API was started anew', async () => {
    const id = await opened('close-contact', { exposed_on: '2020-01-30' }, 2);
    const first = (await actOn(house, id, reading(morning), 'first')) as Answer;
    expect(first.at).toEqual(['observed']);
    const later = morning + 3 * 86_400_000;
    await house.client.workflow.getHandle(id).signal(setClock, { virtual: later, real: Date.now(), rate: 0 });
    for (let i = 0; i < 4; i++) await persistently(() => actOn(house, id, reading(later + i), `later-${i}`));
    await until(id, ({ projected }) => projected);
    const { carried } = await house.client.workflow.getHandle(id).query<Kept>(kept);
    expect(carried.seen.map(({ key }) => key)).not.toContain('first');
    const before = await viewOf(id);
    expect(await actOn(house, id, reading(morning), 'first')).toEqual(first);
    const ledger = await openLedger(join(house.folder, 'ledger.db'), keyRing({}, house.folder));
    try {
      expect(await actOn({ ...house, ledger }, id, reading(morning), 'first')).toEqual(first);
      expect(await answerTo(ledger, id, 'first')).toEqual(first);
    } finally {
      await ledger.close();
    }
    expect((await viewOf(id)).seq).toBe(before.seq);
  });

  it('loses and doubles nothing that was acknowledged in a storm of Updates and messages from several clients while it continues as new again and again', async () => {
    const id = await opened('close-contact', { exposed_on: '2020-01-30' }, 20);
    const handle = house.client.workflow.getHandle(id);
    const deeds = Array.from({ length: 240 }, (_, i) => ({ key: `deed-${i}`, recorded: morning + i }));
    const answers = new Map<string, Answer>();
    const senders = Array.from({ length: 200 }, (_, i) => ({ from: `c-index-${i}`, number: i + 1 }));
    await Promise.all([
      // Some are done twice at once, as by an impatient hand.
      ...[0, 1, 2, 3].map((client) =>
        atOnce(
          deeds.filter((_, i) => i % 4 === client || i % 7 === client),
          2,
          async ({ key, recorded }) => {
            const answer = (await persistently(() => actOn(house, id, reading(recorded), key))) as Answer;
            expect(answers.get(key) ?? answer).toEqual(answer);
            answers.set(key, answer);
          },
        ),
      ),
      atOnce([...senders, ...senders.slice(0, 50)], 5, (sender) =>
        persistently(() =>
          handle.signal(message, { event: 'opened', ...sender, at: morning, recorded: morning, data: { exposed_on: '2020-01-30' } }),
        ),
      ),
    ]);
    await until(id, ({ projected, seq }) => projected && seq >= 1 + deeds.length + senders.length);
    const runs = await runsOf(house.client, id);
    expect(runs.length).toBeGreaterThan(10);
    const { timeline } = (await caseById(house.ledger, id))!;
    const entries = timeline.flatMap((line) => (line.kind === 'record' && line.note.note === 'event' ? [line.note.entry] : []));
    const readings = entries.filter(({ event }) => event === 'temperature_taken');
    expect(readings.map(({ at }) => at).sort()).toEqual(deeds.map(({ recorded }) => recorded));
    const steps = new Map(readings.map((entry) => [entry.at, entry.id]));
    for (const { key, recorded } of deeds) expect(answers.get(key)?.seq, key).toBe(steps.get(recorded));
    expect(entries.flatMap(({ from }) => from ?? []).sort()).toEqual(senders.map(({ from }) => from).sort());
    // And each key still gets its answer.
    for (const { key, recorded } of deeds.slice(0, 20)) expect(await actOn(house, id, reading(recorded), key)).toEqual(answers.get(key));
  }, 120_000);

  it('is not made to leave anything to the ledger while it is as small as cases are', async () => {
    const id = await opened('close-contact', { exposed_on: '2020-01-30' });
    await actOn(house, id, reading(morning), 'one');
    const { carried } = await house.client.workflow.getHandle(id).query<Kept>(kept);
    expect(archive(house.library.get('close-contact')!, carried.case)).toBe(carried.case);
  });
});
