import { LedgerError } from '../error.ts';

/** What became of a row in the end. `warned`: opened, with a warning. `unchanged`: the person's case was there before. */
export type Fate = 'opened' | 'warned' | 'duplicate' | 'unchanged' | 'refused';

export type Totals = Record<Fate, number> & { rows: number };

/** Rows by fate. Throws LedgerError `totals_differ` when a row is lost: that is our bug, and never a person's fate. */
export function totalsOf(fates: readonly Fate[], rows: number): Totals {
  const totals: Totals = { rows, opened: 0, warned: 0, duplicate: 0, unchanged: 0, refused: 0 };
  for (const fate of fates) totals[fate]++;
  const sum = totals.opened + totals.warned + totals.duplicate + totals.unchanged + totals.refused;
  if (sum !== rows) {
    throw new LedgerError('totals_differ', {
      zh: `合计 ${sum} 与行数 ${rows} 不符`,
      en: `The fates add up to ${sum}, the rows are ${rows}`,
    });
  }
  return totals;
}
