import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { sql } from 'kysely';
import { inject, onTestFinished } from 'vitest';
import { createDatabase } from '../../bench/ledger/cluster.ts';
import type { Effect } from '../../src/kernel/effect.ts';
import type { CaseRow, Projection } from '../../src/kernel/projection.ts';
import type { Slot } from '../../src/kernel/slot.ts';
import { keyRing, type Ledger, openLedger } from '../../src/ledger/index.ts';
import { KEY, NOW } from './register.ts';

export { closeContact, KEY, NOW, units } from './register.ts';

/** A directory that goes with the test. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'early-ledger-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Where the ledger of a directory lives: a file in it, or a database of its name; the same again for the same directory. */
export async function whereIn(dir: string): Promise<string> {
  const server = inject('postgres');
  return server ? createDatabase(server, basename(dir), 'like') : join(dir, 'ledger.db');
}

/** An empty ledger that goes with the test. */
export async function tempLedger(dir = tempDir()): Promise<Ledger> {
  const ledger = await openLedger(await whereIn(dir), keyRing({ EARLY_KEY: KEY }, dir));
  onTestFinished(() => ledger.close());
  return ledger;
}

/** All that the ledger of a directory holds, as it is stored: the bytes of its files, or every row of every table. */
export async function everythingKept(ledger: Ledger, dir: string): Promise<Buffer> {
  if (ledger.store.engine === 'sqlite') return Buffer.concat(['ledger.db', 'ledger.db-wal'].map((name) => readFileSync(join(dir, name))));
  const tables = await ledger.db.introspection.getTables();
  const rows = tables.map(({ name }) => sql<{ row: string }>`select t::text as row from ${sql.table(name)} t`.execute(ledger.db));
  return Buffer.from((await Promise.all(rows)).flatMap((found) => found.rows.map(({ row }) => row)).join('\n'));
}

export function slot(id: string, change: Partial<Slot> = {}): Slot {
  return {
    id,
    kind: 'task',
    rule: 'observed.temperature_taken',
    event: 'temperature_taken',
    by: ['village_doctor'],
    asked: NOW,
    opens: NOW,
    due: NOW + 1000,
    status: 'open',
    step: 0,
    ...change,
  };
}

export function line(seq: number, index: number, reason = `${seq}.${index}`): Effect {
  return {
    kind: 'tell',
    roles: ['village_doctor'],
    place: 'sample-village',
    about: { reason: 'arm', of: reason },
    seq,
    index,
    at: NOW + seq,
  };
}

export function projection(
  id: string,
  seq: number,
  change: Partial<CaseRow> = {},
  slots: Slot[] = [slot('a')],
  lines?: Effect[],
): Projection {
  const row: CaseRow = {
    id,
    run: 'run-1',
    seq,
    subject: `p-${id}`,
    place: 'sample-village',
    hash: 'h',
    protocol: 'close-contact',
    edition: '2020-01-28',
    status: 'running',
    outcome: null,
    at: ['observed'],
    stages: ['isolate'],
    holderPlace: 'sample-village',
    holderRole: null,
    openedAt: NOW,
    endedAt: null,
    now: NOW + seq,
    nextWake: NOW + 1000,
    attention: 0,
    ...change,
  };
  return { row, slots, lines: lines ?? [line(seq, 0)] };
}

export const randomCase = () => `c-${randomBytes(6).toString('hex')}`;
