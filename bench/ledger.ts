// The ledger of a whole district: lists and counts at 100,000 cases beside 1,000, and a day over 5,000 units: `npm run bench:ledger`.
// With `-- --rows 10000` instead: that many rows imported into running cases beside as many bare starts.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { readProtocol } from '../src/language/index.ts';
import { bulletinOf, formOf, keyRing, openLedger, operator, publishUnits, recountCases } from '../src/ledger/index.ts';
import { homeOf } from '../src/temporal/index.ts';
import { median } from './durable/figures.ts';
import type { Filled } from './ledger/asked.ts';
import { type Cluster, createDatabase, NoPostgres, startCluster } from './ledger/cluster.ts';
import { districtOf } from './ledger/district.ts';
import { p95, type Times, timesOf } from './ledger/measure.ts';
import { rowsBesideStarts } from './ledger/rows.ts';
import { day, now, seedCases, seedReports } from './ledger/seed.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    cases: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '100' },
    days: { type: 'string', default: '5' },
    rows: { type: 'string' },
  },
});
const [cases, rounds, days] = [Number(values.cases), Number(values.rounds), Number(values.days)];
const FEW = 1_000;
/** As many cases in a unit of both districts: what grows is the district, not the village. */
const CASES_OF_A_UNIT = 20;
const MOST = { p95: 100, ratio: 2, day: 2_000 };
const LEAST_OF_STARTS = 0.8;
const FORM = join(homeOf(import.meta.url, {}).protocols, 'daily-report', 'protocol.yaml');
const keys = keyRing({ EARLY_KEY: randomBytes(32).toString('base64') }, '');
const say = (line: string) => console.error(line);

interface Figures {
  database: string;
  times: Times[];
  /** ms of the bulletin of a day, `days` times. */
  day: { units: number; median: number; p95: number };
}

async function measure(database: string, whereOf: (name: string) => Promise<string>): Promise<Figures> {
  const ends: (() => Promise<void>)[] = [];
  const fill = async (name: string, count: number): Promise<Filled> => {
    const ledger = await openLedger(await whereOf(name), keys);
    ends.push(() => ledger.close());
    const district = districtOf(Math.ceil(count / CASES_OF_A_UNIT));
    await publishUnits(ledger, district.units, operator);
    await seedCases(ledger, district, count);
    return { ledger, district, cases: count };
  };
  try {
    const few = await fill('few', FEW);
    const many = await fill('many', cases);
    await seedReports(many.ledger, many.district);
    for (const { ledger } of [few, many]) await recountCases(ledger);
    // What a server does by itself a minute after rows have come.
    for (const { ledger } of [few, many]) if (ledger.store.engine === 'postgres') await sql`vacuum analyze`.execute(ledger.db);
    say(`${database}: filled with ${FEW} and ${cases} cases`);
    const times = await timesOf(few, many, rounds);
    const took: number[] = [];
    const { units } = many.district;
    const form = formOf(readProtocol(readFileSync(FORM, 'utf8'), FORM).protocol!);
    for (let n = 0; n < days; n++) {
      const began = performance.now();
      const { lines } = await bulletinOf(many.ledger, { form, day, units, now });
      took.push(performance.now() - began);
      if (lines.length !== Object.keys(units.units).length) throw new Error(`${lines.length} units in the bulletin`);
    }
    return { database, times, day: { units: Object.keys(units.units).length, median: median(took), p95: p95(took) } };
  } finally {
    for (const end of ends) await end();
  }
}

function render({ database, times, day: aggregated }: Figures): string {
  const heads = [database, 'answer', 'p95 ms', 'answer', 'p95 ms', 'ratio', '(medians)', ''];
  const rows = times.map(({ name, few, many, ratio }) => [
    name,
    String(few.answer),
    few.p95.toFixed(2),
    String(many.answer),
    many.p95.toFixed(2),
    `${ratio.p95.toFixed(2)} ×`,
    `${ratio.median.toFixed(2)} ×`,
    [many.p95 < MOST.p95 ? '' : `OVER ${MOST.p95} ms`, ratio.p95 <= MOST.ratio ? '' : `OVER ${MOST.ratio} ×`].filter(Boolean).join(', '),
  ]);
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const table = all.map((row) =>
    row.map((cell, i) => (i === 0 || i === 7 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
  );
  const verdict = aggregated.median < MOST.day ? 'met' : 'NOT MET';
  const line = `a day over ${aggregated.units} units: ${aggregated.median.toFixed(0)} ms (p95 ${aggregated.p95.toFixed(0)}), aim ${MOST.day} ms: ${verdict}`;
  return [...table.map((row) => row.trimEnd()), line].join('\n');
}

async function showRows(rows: number): Promise<void> {
  const figures = await rowsBesideStarts(folder, rows, say);
  if (values.json) return console.log(JSON.stringify(figures, null, 2));
  const { imported, bare, ratio } = figures;
  console.log(
    [
      `${figures.rows} rows imported into running cases: ${imported.toFixed(0)} a second, beside ${bare.toFixed(0)} bare starts a second`,
      `${ratio.median.toFixed(2)} × (parts ${ratio.least.toFixed(2)} to ${ratio.greatest.toFixed(2)}), aim ${LEAST_OF_STARTS} ×: ${ratio.median >= LEAST_OF_STARTS ? 'met' : 'NOT MET'}`,
    ].join('\n'),
  );
}

async function showLists(): Promise<void> {
  const load = loadavg()[0]!;
  const found = [await measure('libsql', async (name) => join(folder, `${name}.db`))];
  try {
    cluster = await startCluster();
  } catch (error) {
    if (!(error instanceof NoPostgres)) throw error;
    say(`\n!!! SKIPPED: PostgreSQL: ${error.message}\n`);
  }
  if (cluster) {
    const { url } = cluster;
    found.push(await measure('PostgreSQL', (name) => createDatabase(url, name)));
  }
  const on = { node: process.version, cpus: cpus().length, load: [load, loadavg()[0]!], cases, rounds };
  if (values.json) console.log(JSON.stringify({ ...on, found }, null, 2));
  else {
    for (const one of found) console.log(`${render(one)}\n`);
    console.log(
      `${FEW} cases beside ${cases}, ${rounds} rounds in turns; ${on.cpus} CPUs, Node ${on.node}, load ${on.load.map((n) => n.toFixed(1)).join(' to ')}`,
    );
  }
}

const folder = mkdtempSync(join(tmpdir(), 'early-bench-ledger-'));
let cluster: Cluster | undefined;
try {
  await (values.rows === undefined ? showLists() : showRows(Number(values.rows)));
} finally {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
}
