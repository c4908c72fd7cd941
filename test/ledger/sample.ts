import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Effect, Slot } from '../../src/kernel/case.ts';
import type { CaseRow, Projection } from '../../src/kernel/projection.ts';
import type { Protocol } from '../../src/kernel/protocol.ts';
import type { Units } from '../../src/kernel/units.ts';
import { keyRing, type Ledger, openLedger } from '../../src/ledger/index.ts';

export const KEY = `${'00'.repeat(31)}2a`;
/** 30 January 2020, 10:00 in Shanghai. */
export const NOW = Date.UTC(2020, 0, 30, 2);

const text = (en: string) => ({ zh: en, en });

export const closeContact: Protocol = {
  format: 1,
  protocol: 'close-contact',
  edition: '2020-01-28',
  title: text('Close contact'),
  subject: 'person',
  zone: 'Asia/Shanghai',
  sources: {},
  values: {},
  facts: [],
  events: {
    opened: {
      name: 'opened',
      title: text('Opened'),
      by: ['case'],
      data: { exposed_on: { type: 'date', required: true, title: { zh: '接触日期', en: 'Date of exposure' } } },
      must: [],
      notBy: [],
    },
  },
  ladders: {},
  outcomes: { released: text('Released') },
  states: [{ id: '', key: '', parent: -1, depth: 0, kind: 'leaf', children: [], tasks: [], on: {}, once: [], entry: [], stage: 'isolate' }],
};

const unit = (id: string, zh: string, en: string, parent?: string) => ({
  id,
  title: { zh, en },
  level: 'village',
  roles: ['village_doctor'],
  ...(parent ? { parent } : {}),
});

export const units: Units = {
  name: 'sample',
  edition: '1',
  zone: 'Asia/Shanghai',
  roles: {},
  units: {
    'sample-town': unit('sample-town', '样本镇', 'Sample town'),
    'sample-village': unit('sample-village', '样本村', 'Sample village', 'sample-town'),
    'upper-village': unit('upper-village', '上村', 'Upper village', 'sample-town'),
  },
};

/** A directory that goes with the test. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'early-ledger-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** An empty ledger that goes with the test. */
export async function tempLedger(dir = tempDir()): Promise<Ledger> {
  const ledger = await openLedger(join(dir, 'ledger.db'), keyRing({ EARLY_KEY: KEY }, dir));
  onTestFinished(() => ledger.close());
  return ledger;
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
