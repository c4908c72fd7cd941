import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Actor } from '../kernel/record.ts';
import { canonicalJson } from './canonical.ts';
import { chunks } from './chunks.ts';
import type { KeyRing } from './keys.ts';
import { type Ledger, reading, type Writing, writing } from './open.ts';
import type { AuditTable } from './tables.ts';

export type AuditAction =
  | 'person.entered'
  | 'person.completed'
  | 'person.read'
  | 'person.searched'
  | 'person.erased'
  | 'person.merged'
  | 'person.parted'
  | 'exposure.recorded'
  | 'exposure.voided'
  | 'import.performed'
  | 'report.recorded'
  | 'report.summed'
  | 'leads.reconciled'
  | 'list.exported'
  | 'finding.opened'
  | 'finding.closed'
  | 'district.published'
  | 'duty.changed'
  | 'migration.begun'
  | 'migration.batch'
  | 'migration.ended'
  | 'case.migrated'
  | 'case.left'
  | 'case.restored'
  | 'ledger.restored'
  | 'ledger.rebuilt';

/** Who did what to whom. Nothing personal: ids, codes and counts only. */
export interface AuditEntry {
  by: Actor;
  action: AuditAction;
  /** The opaque id it is about. */
  of: string;
  detail?: Record<string, string | number | boolean | string[]>;
}

export interface AuditLine extends Required<AuditEntry> {
  seq: number;
  /** ms, real time. */
  at: number;
  hash: string;
}

/** The end of the chain: note it elsewhere, and nobody can take lines off the end unseen. */
export interface AuditHead {
  seq: number;
  hash: string;
}

/** Who works at the machine itself. */
export const operator: Actor = { role: 'operator', place: 'house' };

const START = '';
const PER_INSERT = 500;
const PAGE = 2_000;

/**
 * Adds entries to the chain within a writing transaction. Each line's hash is keyed and covers the line before it, so that who can write
 * to the database but has no key cannot change, remove or insert one unseen.
 */
export async function appendAudit(ledger: Ledger, tx: Writing, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await ledger.store.alone(tx, 'audit');
  let { seq, hash } = await headIn(tx);
  const at = Date.now();
  const lines = entries.map(({ by, action, of, detail = {} }) => {
    seq += 1;
    const line = {
      seq,
      at,
      by_role: by.role,
      by_place: by.place,
      by_person: by.person ?? null,
      action,
      about: of,
      detail: canonicalJson(detail),
    };
    hash = hashOf(ledger.keys, hash, line);
    return { ...line, hash };
  });
  for (const some of chunks(lines, PER_INSERT)) await tx.insertInto('audit').values(some).execute();
  const head = { seq, hash, mac: headMac(ledger.keys, { seq, hash }) };
  await tx
    .insertInto('audit_head')
    .values({ one: 1, ...head })
    .onConflict((on) => on.column('one').doUpdateSet(head))
    .execute();
}

/** Keeps one entry in a transaction of its own. */
export function audit(ledger: Ledger, entry: AuditEntry): Promise<void> {
  return writing(ledger, (tx) => appendAudit(ledger, tx, [entry]));
}

/** The present end of the chain; seq 0: nothing is in it. */
export async function auditHead(ledger: Ledger): Promise<AuditHead> {
  const { seq, hash } = await headIn(ledger.db);
  return { seq, hash };
}

async function headIn(db: Ledger['db']): Promise<AuditHead & { mac?: string }> {
  const row = await db.selectFrom('audit_head').select(['seq', 'hash', 'mac']).executeTakeFirst();
  return row ?? { seq: 0, hash: START };
}

export interface AuditFault {
  /** The first line at which the chain does not hold. */
  seq: number;
  /** `changed` covers a line put in another's place; `missing_at_end`: lines after it were there once. */
  code: 'changed' | 'missing' | 'missing_at_end' | 'head_forged';
}

/**
 * Walks the whole chain. `fault` is the first place where it does not hold. `noted` is a head that somebody wrote down before: it must
 * still be in the chain.
 */
export function verifyAudit(ledger: Ledger, noted?: AuditHead): Promise<{ lines: number; head: AuditHead; fault?: AuditFault }> {
  return reading(ledger, async (db) => {
    let [hash, seq] = [START, 0];
    let fault: AuditFault | undefined;
    const head = await headIn(db);
    for (;;) {
      const page = await db.selectFrom('audit').selectAll().where('seq', '>', seq).orderBy('seq').limit(PAGE).execute();
      for (const row of page) {
        if (row.seq !== seq + 1) fault ??= { seq: seq + 1, code: 'missing' };
        else if (hashOf(ledger.keys, hash, row) !== row.hash) fault ??= { seq: row.seq, code: 'changed' };
        if (noted?.seq === row.seq && noted.hash !== row.hash) fault ??= { seq: row.seq, code: 'changed' };
        ({ seq, hash } = row);
      }
      if (page.length < PAGE) break;
    }
    if (!fault && head.seq > 0 && !isHeadOurs(ledger.keys, head)) fault = { seq: head.seq, code: 'head_forged' };
    if (!fault && (head.seq !== seq || head.hash !== hash)) fault = { seq: Math.min(seq, head.seq) + 1, code: 'missing_at_end' };
    if (!fault && noted && noted.seq > seq) fault = { seq: seq + 1, code: 'missing_at_end' };
    return { lines: seq, head: { seq: head.seq, hash: head.hash }, ...(fault && { fault }) };
  });
}

/** Lines of the audit, the latest first; of one id when given. `before` is the seq of the last line of the page before. */
export async function auditLines(
  ledger: Ledger,
  of?: string,
  { before, limit = 100 }: { before?: number; limit?: number } = {},
): Promise<AuditLine[]> {
  let query = ledger.db.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(limit);
  if (of !== undefined) query = query.where('about', '=', of);
  if (before !== undefined) query = query.where('seq', '<', before);
  return (await query.execute()).map(({ seq, at, by_role, by_place, by_person, action, about, detail, hash }) => ({
    seq,
    at,
    by: { role: by_role, place: by_place, ...(by_person !== null && { person: by_person }) },
    action: action as AuditAction,
    of: about,
    detail: JSON.parse(detail),
    hash,
  }));
}

function hashOf(keys: KeyRing, before: string, line: Omit<Selectable<AuditTable>, 'hash'>): string {
  const { seq, at, by_role, by_place, by_person, action, about, detail } = line;
  return keyed(keys, [before, seq, at, by_role, by_place, by_person, action, about, detail]);
}

const headMac = (keys: KeyRing, { seq, hash }: AuditHead) => keyed(keys, ['head', seq, hash]);

function isHeadOurs(keys: KeyRing, { mac = '', ...head }: AuditHead & { mac?: string }): boolean {
  const [given, right] = [Buffer.from(mac), Buffer.from(headMac(keys, head))];
  return given.length === right.length && timingSafeEqual(given, right);
}

function keyed(keys: KeyRing, parts: readonly unknown[]): string {
  return createHmac('sha256', keys.audit).update(JSON.stringify(parts)).digest('base64url');
}
