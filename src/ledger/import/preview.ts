import { type Ledger, reading } from '../open.ts';
import { knownPerson } from '../persons/put.ts';
import { endedCaseOf } from '../reservation.ts';
import { isReadable } from './entering.ts';
import { closed, type ImportedRow, type ImportResult } from './perform.ts';
import type { ImportPlan, ImportRow } from './read.ts';
import { totalsOf } from './totals.ts';

/** What an import would do, by the ledger as it is. Nothing is written, and nothing is started. */
export function previewImport(ledger: Ledger, plan: ImportPlan): Promise<Omit<ImportResult, 'id'>> {
  return reading(ledger, async (db) => {
    const rows: ImportedRow[] = [];
    for (const row of plan.rows) rows.push(await fateOf({ ...ledger, db }, plan.protocol, row));
    const totals = totalsOf(
      rows.map(({ fate }) => fate),
      plan.rows.length,
    );
    return { fileHash: plan.fileHash, rows, totals, notes: plan.notes };
  });
}

async function fateOf(ledger: Ledger, family: string, row: ImportRow): Promise<ImportedRow> {
  if (!isReadable(row)) return closed(row);
  const { line, problems } = row;
  const subject = await knownPerson(ledger, row.person);
  const opens: ImportedRow = { line, fate: problems.length > 0 ? 'warned' : 'opened', problems };
  if (subject === undefined) return opens;
  const running = await ledger.db
    .selectFrom('cases')
    .select('id')
    .where('subject', '=', subject)
    .where('life', '<>', 'closed')
    .where((e) => e.or([e('family', '=', family), e('protocol', '=', family)]))
    .executeTakeFirst();
  const caseId = running?.id ?? (await endedCaseOf(ledger.db, { subject, family, place: row.place, opening: row.data }));
  return caseId === undefined ? { ...opens, subject } : { line, fate: 'unchanged', caseId, subject, problems };
}
