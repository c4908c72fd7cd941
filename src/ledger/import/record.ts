import type { Actor } from '../../kernel/record.ts';
import { appendAudit } from '../audit.ts';
import { newId } from '../identifier.ts';
import { type Ledger, writing } from '../open.ts';
import type { ImportedRow } from './perform.ts';
import type { ImportPlan } from './read.ts';
import type { Totals } from './totals.ts';

const PER_INSERT = 500;

/** Keeps that a file was imported and what became of each row: codes and columns, not words, which may quote a person. */
export async function recordImport(
  ledger: Ledger,
  plan: ImportPlan,
  rows: readonly ImportedRow[],
  totals: Totals,
  by: Actor,
): Promise<string> {
  const id = newId('i');
  await writing(ledger, async (tx) => {
    const { fileHash, mappingHash, protocol, source } = plan;
    await tx
      .insertInto('imports')
      .values({ id, file_hash: fileHash, mapping_hash: mappingHash, protocol, source, totals: JSON.stringify(totals), at: Date.now() })
      .execute();
    for (let from = 0; from < rows.length; from += PER_INSERT) {
      await tx
        .insertInto('import_rows')
        .values(
          rows.slice(from, from + PER_INSERT).map((row) => ({
            import_id: id,
            line: row.line,
            fate: row.fate,
            case_id: row.caseId ?? null,
            problems: JSON.stringify(row.problems.map(({ code, column }) => (column === undefined ? { code } : { code, column }))),
          })),
        )
        .execute();
    }
    await appendAudit(ledger, tx, [{ by, action: 'import.performed', of: id, detail: { protocol, file: fileHash, ...totals } }]);
  });
  return id;
}

export interface PastImport {
  id: string;
  fileHash: string;
  protocol: string;
  source: string;
  totals: Totals;
  at: number;
}

/** Imports so far, the latest first; of one file when its hash is given. */
export async function pastImports(ledger: Ledger, fileHash?: string): Promise<PastImport[]> {
  let query = ledger.db.selectFrom('imports').selectAll().orderBy('at', 'desc').orderBy('id');
  if (fileHash !== undefined) query = query.where('file_hash', '=', fileHash);
  const rows = await query.execute();
  return rows.map(({ id, file_hash, protocol, source, totals, at }) => ({
    id,
    fileHash: file_hash,
    protocol,
    source,
    totals: JSON.parse(totals),
    at,
  }));
}

/** What became of the rows of a past import, by line. */
export async function pastRows(ledger: Ledger, importId: string) {
  const rows = await ledger.db.selectFrom('import_rows').selectAll().where('import_id', '=', importId).orderBy('line').execute();
  return rows.map(({ line, fate, case_id, problems }) => ({
    line,
    fate,
    caseId: case_id,
    problems: JSON.parse(problems) as { code: string; column?: string }[],
  }));
}

/** The line of a register by which a case was opened: the first import that names the case. Undefined when none did. */
export async function registerRowOf({ db }: Ledger, caseId: string): Promise<{ source: string; line: number; at: number } | undefined> {
  return db
    .selectFrom('import_rows as r')
    .innerJoin('imports as i', 'i.id', 'r.import_id')
    .select(['i.source', 'r.line', 'i.at'])
    .where('r.case_id', '=', caseId)
    .orderBy('i.at')
    .orderBy('r.line')
    .executeTakeFirst();
}
