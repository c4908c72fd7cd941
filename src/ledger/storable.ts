import { LedgerError } from './error.ts';

/** Refuses what one of the two stores mishandles: libsql aborts on a boolean, stores NaN as null and cuts a text at NUL (0.5.29). */
export function storable(values: readonly unknown[]): void {
  for (const value of values) {
    const fits =
      value === null || typeof value === 'bigint' || Number.isFinite(value) || (typeof value === 'string' && !value.includes('\0'));
    if (!fits) {
      const what = typeof value === 'string' ? 'text with NUL' : String(value);
      throw new LedgerError('unstorable', { zh: `台账无法保存该值：${what}`, en: `The ledger cannot store this value: ${what}` });
    }
  }
}
