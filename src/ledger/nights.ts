import type { Actor } from '../kernel/record.ts';
import { type AuditFault, type AuditHead, verifyAudit } from './audit.ts';
import { closeFindingIn, openFindingIn } from './findings.ts';
import { type Ledger, writing } from './open.ts';
import type { Difference } from './reconcile.ts';
import { misplaced, standAnew } from './standing.ts';
import type { NightTable } from './tables.ts';

/** A finished comparison of the whole ledger with the living cases; `differences` are the first of `count`. */
export interface Comparison {
  startedAt: number;
  endedAt: number;
  compared: number;
  count: number;
  differences: readonly Difference[];
}

export interface HeldNight extends Comparison {
  audit: AuditHead & { fault?: AuditFault };
}

/** In whose name the house finds something by itself. */
const nightWatch: Actor = { role: 'ledger', place: 'house' };
const DIFFERS = 'ledger_differs';
const AUDIT = 'audit_broken';
const SUMS = 'sums_differed';

/**
 * Keeps a night's result and walks the audit, of which `noted` was the end the night before. Each difference is a finding until a night
 * finds its case equal again; so is an audit that does not hold. Kept sums and lists that are wrong are put right; that they were stays a finding. The same night again changes nothing.
 */
export async function recordNight(ledger: Ledger, night: Comparison, noted?: AuditHead): Promise<HeldNight> {
  const { head, fault } = await verifyAudit(ledger, noted);
  const sums = await misplaced(ledger);
  const { startedAt, endedAt, compared, count, differences } = night;
  return writing(ledger, async (tx) => {
    const before = await tx.selectFrom('nights').selectAll().where('started_at', '=', startedAt).executeTakeFirst();
    if (before) return nightOf(before);
    const row = {
      started_at: startedAt,
      ended_at: endedAt,
      compared,
      count,
      differences: JSON.stringify(differences),
      audit_lines: head.seq,
      audit_hash: head.hash,
      audit_fault: fault ? JSON.stringify(fault) : null,
    };
    await tx.insertInto('nights').values(row).execute();
    for (const { case: id, code } of differences)
      await openFindingIn(ledger, tx, { matter: `${DIFFERS} ${id}`, kind: DIFFERS, case: id, detail: { code } }, nightWatch);
    if (sums > 0) await openFindingIn(ledger, tx, { matter: `${SUMS} ${startedAt}`, kind: SUMS, detail: { sums } }, nightWatch);
    if (sums > 0) await standAnew(tx);
    if (fault) await openFindingIn(ledger, tx, { matter: AUDIT, kind: AUDIT, detail: { ...fault } }, nightWatch);
    const still = new Set(differences.map((difference) => difference.case));
    // When there were more differences than are told, nobody knows which others agree.
    const open =
      count > differences.length
        ? []
        : await tx.selectFrom('findings').select(['id', 'case_id']).where('kind', '=', DIFFERS).where('closed_at', 'is', null).execute();
    for (const { id, case_id } of open)
      if (!still.has(case_id ?? '')) await closeFindingIn(ledger, tx, id, { by: nightWatch, why: 'agrees again / 已一致' });
    return nightOf(row);
  });
}

/** The last night's result; undefined before the first. */
export async function lastNight({ db }: Pick<Ledger, 'db'>): Promise<HeldNight | undefined> {
  const row = await db.selectFrom('nights').selectAll().orderBy('started_at', 'desc').limit(1).executeTakeFirst();
  return row && nightOf(row);
}

function nightOf(row: NightTable): HeldNight {
  return {
    startedAt: row.started_at,
    endedAt: row.ended_at,
    compared: row.compared,
    count: row.count,
    differences: JSON.parse(row.differences),
    audit: { seq: row.audit_lines, hash: row.audit_hash, ...(row.audit_fault !== null && { fault: JSON.parse(row.audit_fault) }) },
  };
}
