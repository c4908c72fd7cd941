import type { Ledger } from '../../src/ledger/index.ts';
import { writing } from '../../src/ledger/open.ts';

/** Reads a number in the ledger and writes the next: what two writers lose when a transaction does not take the lock at its start. */
export function countUp(ledger: Ledger): Promise<void> {
  return writing(ledger, async (tx) => {
    const row = await tx.selectFrom('settings').select('value').where('name', '=', 'count').executeTakeFirst();
    const value = String(Number(row?.value ?? 0) + 1);
    await tx
      .insertInto('settings')
      .values({ name: 'count', value })
      .onConflict((on) => on.column('name').doUpdateSet({ value }))
      .execute();
  });
}

export async function counted(ledger: Ledger): Promise<number> {
  const row = await ledger.db.selectFrom('settings').select('value').where('name', '=', 'count').executeTakeFirstOrThrow();
  return Number(row.value);
}
