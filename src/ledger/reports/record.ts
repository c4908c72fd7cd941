import type { CivilDate } from '../../kernel/protocol.ts';
import type { Actor } from '../../kernel/record.ts';
import { appendAudit } from '../audit.ts';
import { canonicalJson } from '../canonical.ts';
import { LedgerError } from '../error.ts';
import { type Ledger, writing } from '../open.ts';
import type { ReportTable } from '../tables.ts';
import type { Figures } from './form.ts';
import { addVersion } from './versions.ts';

/** What a unit stands by. */
export interface Report {
  form: string;
  day: CivilDate;
  unit: string;
  figures: Figures;
  /** Why a report of the same day is put right. */
  reason?: string;
}

export interface HeldReport extends Report {
  version: number;
  by: Actor;
  /** In the cases' time where a case filed it. */
  recordedAt: number;
  /** The case that filed it. */
  case?: string;
}

/**
 * Keeps a report that comes without a case, as those that other authorities publish; another one of the same day is the next version, and
 * the former stay. Saying the same again changes nothing. Throws LedgerError `reason_missing` when a report is changed without a reason,
 * RangeError for a figure that is no count.
 */
export function recordReport(ledger: Ledger, report: Report, by: Actor): Promise<{ version: number; isNew: boolean }> {
  const { form, day, unit, reason } = report;
  const wrong = Object.entries(report.figures).find(([, count]) => !Number.isSafeInteger(count) || count < 0);
  if (wrong) throw new RangeError(`${wrong[0]} = ${wrong[1]} is not a count`);
  const figures = canonicalJson(report.figures);
  return writing(ledger, async (tx) => {
    const former = await tx
      .selectFrom('reports')
      .select(['version', 'figures'])
      .where('form', '=', form)
      .where('day', '=', day)
      .where('unit', '=', unit)
      .where('latest', '=', 1)
      .executeTakeFirst();
    if (former?.figures === figures) return { version: former.version, isNew: false };
    if (former && !reason?.trim()) {
      throw new LedgerError('reason_missing', {
        zh: `${unit} ${day} 的报告已确认：更正须写明理由`,
        en: `The report of ${unit} for ${day} was confirmed: to correct it, say why`,
      });
    }
    const version = await addVersion(tx, { form, day, unit }, { figures, reason: reason ?? null, by, recordedAt: Date.now() });
    await appendAudit(ledger, tx, [{ by, action: 'report.recorded', of: unit, detail: { form, day, version } }]);
    return { version, isNew: true };
  });
}

/** The versions of a unit's report of a day, the latest first. */
export async function reportVersions(ledger: Ledger, form: string, day: CivilDate, unit: string): Promise<HeldReport[]> {
  const rows = await ledger.db
    .selectFrom('reports')
    .selectAll()
    .where('form', '=', form)
    .where('day', '=', day)
    .where('unit', '=', unit)
    .orderBy('version', 'desc')
    .execute();
  return rows.map(reportOf);
}

/** The reports of a day that count, by unit. */
export async function reportsOfDay(ledger: Ledger, form: string, day: CivilDate): Promise<Map<string, HeldReport>> {
  const rows = await ledger.db
    .selectFrom('reports')
    .selectAll()
    .where('form', '=', form)
    .where('day', '=', day)
    .where('latest', '=', 1)
    .execute();
  return new Map(rows.map((row) => [row.unit, reportOf(row)]));
}

export function reportOf(row: ReportTable): HeldReport {
  const { form, day, unit, version, by_role, by_place, by_person } = row;
  return {
    form,
    day,
    unit,
    version,
    figures: JSON.parse(row.figures),
    ...(row.reason !== null && { reason: row.reason }),
    by: { role: by_role, place: by_place, ...(by_person !== null && { person: by_person }) },
    recordedAt: row.recorded_at,
    ...(row.case_id !== null && { case: row.case_id }),
  };
}
