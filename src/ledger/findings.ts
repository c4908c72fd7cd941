import type { Actor } from '../kernel/record.ts';
import { appendAudit } from './audit.ts';
import { canonicalJson } from './canonical.ts';
import { newId } from './identifier.ts';
import { type Ledger, type Writing, writing } from './open.ts';
import type { FindingTable } from './tables.ts';

/** What was found wrong by looking: somebody must answer for it. `detail` holds ids, codes and figures, nothing personal. */
export interface Finding {
  /** The same matter again is the same finding: `lead:… missed`, `reconciliation c-…`. */
  matter: string;
  kind: string;
  unit?: string;
  case?: string;
  detail?: Record<string, string | number>;
}

export interface HeldFinding extends Finding {
  id: string;
  openedAt: number;
  closed?: { at: number; why: string };
}

/** Opens a finding; a matter found before stays one finding, and is open again when it had been closed. */
export function openFinding(ledger: Ledger, finding: Finding, by: Actor): Promise<{ id: string; isNew: boolean }> {
  return writing(ledger, (tx) => openFindingIn(ledger, tx, finding, by));
}

export async function openFindingIn(ledger: Ledger, tx: Writing, finding: Finding, by: Actor): Promise<{ id: string; isNew: boolean }> {
  const { matter, kind, unit = null, detail = {} } = finding;
  const before = await tx.selectFrom('findings').select(['id', 'closed_at']).where('matter', '=', matter).executeTakeFirst();
  if (before && before.closed_at === null) return { id: before.id, isNew: false };
  const id = before?.id ?? newId('f');
  const columns = { kind, unit, case_id: finding.case ?? null, detail: canonicalJson(detail), closed_at: null, closed_why: null };
  if (before) await tx.updateTable('findings').set(columns).where('id', '=', id).execute();
  else
    await tx
      .insertInto('findings')
      .values({ id, matter, ...columns, opened_at: Date.now() })
      .execute();
  await appendAudit(ledger, tx, [{ by, action: 'finding.opened', of: id, detail: { kind, again: before !== undefined } }]);
  return { id, isNew: before === undefined };
}

/** Closes a finding with the reason; false when there is none open. */
export function closeFinding(ledger: Ledger, id: string, closing: { by: Actor; why: string }): Promise<boolean> {
  return writing(ledger, (tx) => closeFindingIn(ledger, tx, id, closing));
}

export async function closeFindingIn(ledger: Ledger, tx: Writing, id: string, { by, why }: { by: Actor; why: string }): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('findings')
    .set({ closed_at: Date.now(), closed_why: why })
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await appendAudit(ledger, tx, [{ by, action: 'finding.closed', of: id, detail: { why } }]);
  return true;
}

/** Findings, the oldest first, `limit` at a time (default 100); `after` is the `next` of the page before. */
export async function listFindings(
  ledger: Ledger,
  filter: { open?: boolean; unit?: string; kind?: string } = {},
  { after, limit = 100 }: { after?: string; limit?: number } = {},
): Promise<{ findings: HeldFinding[]; next?: string }> {
  let query = ledger.db
    .selectFrom('findings')
    .selectAll()
    .orderBy('opened_at')
    .orderBy('id')
    .limit(limit + 1);
  if (filter.open !== undefined) query = query.where('closed_at', filter.open ? 'is' : 'is not', null);
  if (filter.unit !== undefined) query = query.where('unit', '=', filter.unit);
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  if (after !== undefined) {
    const [at, id = ''] = after.split(' ');
    query = query.where('opened_at', '>=', Number(at)).where((e) => e.or([e('opened_at', '>', Number(at)), e('id', '>', id)]));
  }
  const rows = await query.execute();
  const findings = rows.slice(0, limit).map(findingOf);
  const last = findings.at(-1);
  return rows.length > limit && last ? { findings, next: `${last.openedAt} ${last.id}` } : { findings };
}

function findingOf(row: FindingTable): HeldFinding {
  return {
    id: row.id,
    matter: row.matter,
    kind: row.kind,
    ...(row.unit !== null && { unit: row.unit }),
    ...(row.case_id !== null && { case: row.case_id }),
    detail: JSON.parse(row.detail),
    openedAt: row.opened_at,
    ...(row.closed_at !== null && { closed: { at: row.closed_at, why: row.closed_why ?? '' } }),
  };
}
