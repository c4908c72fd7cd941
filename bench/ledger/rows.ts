import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { holderOf, type Opening } from '../../src/kernel/index.ts';
import {
  completeOpening,
  countCases,
  forEachBounded,
  newId,
  performImport,
  protocolByHash,
  readImport,
  readSheet,
} from '../../src/ledger/index.ts';
import { connectClient, converter, findTemporal, startCase, startDevServer } from '../../src/temporal/index.ts';
import { median } from '../durable/figures.ts';
import { home, openHouse, publishLibrary } from '../durable/house.ts';

/** Starts at once, on both sides: what `early import` does. */
const AT_ONCE = 32;
const PARTS = 10;
const NOW = Date.parse('2020-01-28T10:00:00+08:00');
const clock = { virtual: NOW, real: NOW, rate: 0 };
const PLACE = 'sample-village';
const MAPPING = `
mapping: bench
title: { zh: 名册, en: Register }
protocol: close-contact
source: bench
dates: [YYYY-MM-DD]
person: { name: name, phone: phone, age: age }
place: { column: village, units: { v: ${PLACE} } }
facts: { exposed_on: exposed }
`;

export interface RowFigures {
  rows: number;
  /** Rows and starts a second, over all parts. */
  imported: number;
  bare: number;
  /** imported / bare: the median part, the least and the greatest. */
  ratio: { median: number; least: number; greatest: number };
}

/**
 * Imports `rows` rows, from the bytes of the file to cases that run, beside as many bare starts of the same workflow with the same opening on the
 * same server, in parts by turns, the side that begins alternating. No worker is there: it would cost both sides the same.
 */
export async function rowsBesideStarts(folder: string, rows: number, say: (line: string) => void): Promise<RowFigures> {
  const ends: (() => Promise<unknown>)[] = [];
  try {
    const found = await findTemporal(process.env, (line) => say(typeof line === 'string' ? line : line.en));
    const server = found.way === 'address' ? undefined : await startDevServer({ binary: found.binary, file: join(folder, 'temporal.db') });
    if (server) ends.push(() => server.stop());
    const house = await openHouse({ ledger: join(folder, 'rows.db'), key: randomBytes(32).toString('base64') });
    ends.push(() => house.ledger.close());
    const { ledger, units, keys } = house;
    const hash = await publishLibrary(house);
    const protocol = (await protocolByHash(ledger, hash))!;
    const address = found.way === 'address' ? found.address : server!.address;
    const { client, close } = await connectClient(address, converter(keys, home.failureConverter, house.store));
    ends.push(close);
    const by = { role: 'county_cdc', place: holderOf(units, 'county_cdc', PLACE) ?? PLACE };
    const start = (opening: Opening) => startCase(client, { hash, opening, clock, queue: 'bench-rows' });

    const importing = async (from: number, count: number) => {
      const bytes = registerOf(from, count);
      const sheet = await readSheet(bytes);
      if ('code' in sheet) throw new Error(sheet.en);
      const answer = readImport({ bytes, sheet, mapping: MAPPING, protocol, units, now: NOW });
      if ('refused' in answer) throw new Error(answer.refused.map(({ en }) => en).join('\n'));
      const { totals } = await performImport(ledger, answer.plan, async ({ subject, place, data }, id) =>
        start(await completeOpening(ledger, { id, subject, place, now: NOW, by, data }, protocol, units)),
      );
      if (totals.opened !== count) throw new Error(`not every row was opened: ${JSON.stringify(totals)}`);
    };
    const starting = (count: number) =>
      forEachBounded(
        Array.from({ length: count }, () => newId('c')),
        AT_ONCE,
        async (id) => {
          await start({ id, subject: newId('p'), place: PLACE, now: NOW, by, data: { exposed_on: '2020-01-24' } });
        },
      );

    await importing(rows, 200);
    await starting(200);
    const part = Math.ceil(rows / PARTS);
    const took = { imported: [] as number[], bare: [] as number[] };
    for (let n = 0; n < PARTS; n++) {
      for (const side of n % 2 ? (['imported', 'bare'] as const) : (['bare', 'imported'] as const)) {
        const began = performance.now();
        await (side === 'imported' ? importing(n * part, part) : starting(part));
        took[side].push(performance.now() - began);
      }
      say(`part ${n + 1} of ${PARTS}: ${took.imported[n]!.toFixed(0)} ms imported, ${took.bare[n]!.toFixed(0)} ms bare`);
    }
    const { total } = await countCases(ledger);
    if (total !== PARTS * part + 200) throw new Error(`${total} cases in the ledger`);
    const ratios = took.imported.map((ms, n) => took.bare[n]! / ms);
    const rate = (times: number[]) => (PARTS * part * 1_000) / times.reduce((a, b) => a + b, 0);
    return {
      rows: PARTS * part,
      imported: rate(took.imported),
      bare: rate(took.bare),
      ratio: { median: median(ratios), least: Math.min(...ratios), greatest: Math.max(...ratios) },
    };
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

function registerOf(from: number, count: number): Buffer {
  const lines = Array.from({ length: count }, (_, i) => `R${from + i},${13_000_000_000 + from + i},30,v,2020-01-24`);
  return Buffer.from(['name,phone,age,village,exposed', ...lines, ''].join('\n'));
}
