import type { CivilDate } from '../../kernel/protocol.ts';
import type { Actor } from '../../kernel/record.ts';
import { appendAudit } from '../audit.ts';
import { canonicalJson } from '../canonical.ts';
import { type Ledger, writing } from '../open.ts';
import type { Figures } from './form.ts';

/** The version of each unit's report that a sum was made of. */
export type Basis = Record<string, number>;

/** A sum that a unit above stands by. */
export interface HeldSum {
  unit: string;
  version: number;
  figures: Figures;
  by: Actor;
  recordedAt: number;
  /** Units whose report came, or was corrected or taken back, since: the sum is open again until it is confirmed anew. */
  reopenedBy: string[];
}

/** What the reports below a unit add up to now, and of which versions. */
export interface Summed {
  figures: Figures;
  basis: Basis;
}

/**
 * Confirms the sum of a unit and all below it as it is now. The same again changes nothing; after a correction below it is the next version.
 * `at` is the cases' time.
 */
export function confirmSum(
  ledger: Ledger,
  { form, day, unit, summed, at }: { form: string; day: CivilDate; unit: string; summed: Summed; at: number },
  by: Actor,
): Promise<{ version: number; isNew: boolean }> {
  const [figures, basis] = [canonicalJson(summed.figures), canonicalJson(summed.basis)];
  return writing(ledger, async (tx) => {
    const former = await tx
      .selectFrom('report_sums')
      .select(['version', 'basis'])
      .where('form', '=', form)
      .where('day', '=', day)
      .where('unit', '=', unit)
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (former?.basis === basis) return { version: former.version, isNew: false };
    const version = (former?.version ?? 0) + 1;
    const who = { by_role: by.role, by_place: by.place, by_person: by.person ?? null };
    await tx
      .insertInto('report_sums')
      .values({ form, day, unit, version, figures, basis, ...who, recorded_at: at })
      .execute();
    await appendAudit(ledger, tx, [{ by, action: 'report.summed', of: unit, detail: { form, day, version } }]);
    return { version, isNew: true };
  });
}

/** The confirmed sums of a day, each held against what its unit adds up to now. */
export async function sumsOfDay(
  { db }: Pick<Ledger, 'db'>,
  form: string,
  day: CivilDate,
  basisNow: (unit: string) => Basis,
): Promise<Map<string, HeldSum>> {
  const rows = await db.selectFrom('report_sums').selectAll().where('form', '=', form).where('day', '=', day).orderBy('version').execute();
  return new Map(
    rows.map(({ unit, version, figures, basis, by_role, by_place, by_person, recorded_at }) => [
      unit,
      {
        unit,
        version,
        figures: JSON.parse(figures),
        by: { role: by_role, place: by_place, ...(by_person !== null && { person: by_person }) },
        recordedAt: recorded_at,
        reopenedBy: changed(JSON.parse(basis), basisNow(unit)),
      },
    ]),
  );
}

function changed(then: Basis, now: Basis): string[] {
  return [...new Set([...Object.keys(then), ...Object.keys(now)])].filter((unit) => then[unit] !== now[unit]).sort();
}
