// Running cases on Temporal go over to the next edition, beside the same cases taking a reading: `npm run bench:migrate -- --cases 2000`.
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import proto from '@temporalio/proto';
import { runMigration, undoMigration } from '../src/house/index.ts';
import type { Actor } from '../src/kernel/index.ts';
import { readMigration, readProtocol, readUnits } from '../src/language/index.ts';
import {
  casesUnder,
  forEachBounded,
  keyRing,
  markStarted,
  migrationsIn,
  openLedger,
  operator,
  protocolByHash,
  publishProtocol,
  publishUnits,
  reserveCase,
  setClock,
} from '../src/ledger/index.ts';
import { actOn, connectClient, converter, findTemporal, homeOf, startCase, startDevServer } from '../src/temporal/index.ts';
import { type Kept, kept, setClock as setCaseClock } from '../src/workflow/contract.ts';

const { values } = parseArgs({ options: { cases: { type: 'string', default: '1000' }, json: { type: 'boolean', default: false } } });
const CASES = Number(values.cases);
const AT_ONCE = 24;
const place = 'sample-village';
const from = Date.parse('2020-01-31T08:00:00+08:00');
const cdc: Actor = { role: 'county_cdc', place: 'qinzhou-cdc' };
const doctor: Actor = { role: 'village_doctor', place };
const clinic: Actor = { role: 'fever_clinic', place: 'qinzhou-fever-clinic' };
const say = (line: string | { en: string }) => console.error(typeof line === 'string' ? line : line.en);

const found = await findTemporal(process.env, say);
if (found.way === 'address') throw new Error('this bench brings up a server of its own: unset TEMPORAL_ADDRESS');
const folder = mkdtempSync(join(tmpdir(), 'early-bench-migrate-'));
const home = homeOf(import.meta.url, { EARLY_VAR: folder });
const server = await startDevServer({ binary: found.binary, file: home.temporalFile });
const keys = keyRing({}, folder);
const ledger = await openLedger(home.ledger, keys);
const read = (name: string) => readFileSync(join(home.protocols, 'close-contact', name), 'utf8');
const units = readUnits(readFileSync(join(home.protocols, 'units', 'qinzhou.yaml'), 'utf8'), 'units').units!;
const published = async (name: string) => {
  const protocol = readProtocol(read(name), name).protocol!;
  return { hash: (await publishProtocol(ledger, protocol)).hash, protocol };
};
await publishUnits(ledger, units, operator);
// Ladders open it.
const supervision = readFileSync(join(home.protocols, 'supervision', 'protocol.yaml'), 'utf8');
await publishProtocol(ledger, readProtocol(supervision, 'supervision').protocol!);
const former = await published('edition-2020-01-22.yaml');
const present = await published('protocol.yaml');
const { map } = readMigration(read('migration.yaml'), 'migration.yaml', { from: former.protocol, to: present.protocol });
const clock = { virtual: from, real: Date.now(), rate: 0 };
await setClock(ledger, clock);
const worker = fork(home.worker, [server.address], {
  env: { ...process.env, EARLY_VAR: folder, DATABASE_URL: '' },
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
await new Promise<void>((resolve, reject) => {
  worker.once('message', () => resolve());
  worker.once('exit', (code) => reject(new Error(`the worker ended (${code})`)));
});
const { client, close } = await connectClient(
  server.address,
  converter(keys, home.failureConverter, (hash) => protocolByHash(ledger, hash)),
);

async function timed(what: string, count: number, work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  const rate = count / ((performance.now() - start) / 1_000);
  say(`${what}: ${count} in ${((performance.now() - start) / 1_000).toFixed(1)} s, ${rate.toFixed(1)} a second`);
  return rate;
}

try {
  const ids: string[] = [];
  const started = await timed('opened', CASES, () =>
    forEachBounded(
      Array.from({ length: CASES }, (_, i) => i),
      AT_ONCE,
      async (i) => {
        // The observation of some ends at midnight.
        const data = { exposed_on: i % 6 === 2 ? '2020-01-17' : '2020-01-30' };
        const { caseId } = await reserveCase(ledger, { subject: `p-${i}`, family: 'close-contact', place, opening: data });
        await startCase(client, { hash: former.hash, clock, opening: { id: caseId, subject: `p-${i}`, place, now: from, by: cdc, data } });
        await markStarted(ledger, caseId);
        ids[i] = caseId;
      },
    ),
  );
  const act = (id: string, by: Actor, event: string, data = {}) =>
    actOn({ client, keys }, { case: id, by, key: `${id}-${event}`, input: { kind: 'event', event, at: from, recorded: from, data } });
  const readings = await timed('readings', CASES, () =>
    forEachBounded(ids, AT_ONCE, async (id) => {
      const i = ids.indexOf(id);
      await act(id, doctor, 'temperature_taken', { celsius: i % 3 === 0 ? 38.2 : 36.5, symptoms: false });
    }),
  );
  // A third was feverish and is offered to the clinic; some of them are taken, some of the others climb a ladder.
  await forEachBounded(ids, AT_ONCE, async (id) => {
    const i = ids.indexOf(id);
    if (i % 6 === 0) await act(id, clinic, 'accepted');
    const virtual = i % 6 === 1 || i % 6 === 2 ? from + 16 * 3_600_000 : from;
    if (virtual !== from) await client.workflow.getHandle(id).signal(setCaseClock, { ...clock, virtual });
  });
  while ((await casesUnder(ledger, former.hash)).length < CASES) await new Promise((resolve) => setTimeout(resolve, 250));
  const work = { client, ledger, keys, units };
  const order = { from: former, to: present, map: map!, by: cdc, reason: 'third edition' };
  let totals: Awaited<ReturnType<typeof runMigration>> | undefined;
  const moved = await timed('moved to the next edition', CASES, async () => {
    totals = await runMigration(work, order, () => undefined);
  });
  const states = new Map<string, number>();
  let climbing = 0;
  let offered = 0;
  await forEachBounded(ids.slice(0, 300), AT_ONCE, async (id) => {
    const { at, slots } = (await client.workflow.getHandle(id).query<Kept>(kept)).carried.case;
    states.set(at.join(), (states.get(at.join()) ?? 0) + 1);
    if (slots.some(({ late, step }) => late !== undefined && step > 0)) climbing++;
    if (slots.some(({ kind }) => kind === 'hand_off')) offered++;
  });
  const undone = await timed('taken back', CASES, async () =>
    undoMigration(work, { migration: (await migrationsIn(ledger.db))[0]!, by: cdc, reason: 'bench' }, () => undefined),
  );

  // Bytes of one case: what it starts with, and what a migration adds.
  const history = await client.workflow.getHandle(ids[4]!).fetchHistory();
  const { History, HistoryEvent } = proto.temporal.api.history.v1;
  const bytes = (events: typeof history.events) => History.encode({ events: events ?? [] }).finish().length;
  const updates = history.events!.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes);
  const size = {
    start: (history.events![0]!.workflowExecutionStartedEventAttributes!.input!.payloads ?? []).reduce(
      (sum, { data }) => sum + (data?.length ?? 0),
      0,
    ),
    history: bytes(history.events),
    migration: HistoryEvent.encode(updates[1]!).finish().length,
    reading: HistoryEvent.encode(updates[0]!).finish().length,
    protocol: Buffer.byteLength(JSON.stringify(former.protocol)),
  };
  const result = {
    cases: CASES,
    cpus: cpus().length,
    started,
    readings,
    moved,
    undone,
    ratio: moved / readings,
    totals: { ...totals, left: totals!.left.length },
    sample: { states: Object.fromEntries(states), climbing, offered },
    size,
  };
  if (values.json) console.log(JSON.stringify(result, null, 2));
  else {
    console.log(
      `${CASES} cases: ${totals!.moved} moved, ${totals!.left.length} left, ${totals!.gone.length} ended, ${totals!.silent.length} without an answer`,
    );
    console.log(
      `moved ${moved.toFixed(1)} a second = ${(moved / readings).toFixed(2)} × readings (${readings.toFixed(1)} a second); taken back ${undone.toFixed(1)} a second`,
    );
    console.log(`of ${Math.min(300, CASES)} looked at: ${JSON.stringify(result.sample)}`);
    console.log(
      `bytes: start ${size.start} (the protocol itself: ${size.protocol}), history ${size.history}, the Update of a reading ${size.reading}, of a migration ${size.migration}`,
    );
  }
} finally {
  await close();
  const gone = new Promise((resolve) => worker.once('exit', resolve));
  worker.kill('SIGTERM');
  await gone;
  await ledger.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
