import { type Clock, realTime } from '../kernel/clock.ts';
import { type Ledger, writing } from './open.ts';

const CLOCK = 'clock';

/** The clock new cases start with; real time unless a drill has set another. */
export async function clock(ledger: Ledger): Promise<Clock> {
  const row = await ledger.db.selectFrom('settings').select('value').where('name', '=', CLOCK).executeTakeFirst();
  return row ? JSON.parse(row.value) : realTime;
}

export async function setClock(ledger: Ledger, set: Clock): Promise<void> {
  const { virtual, real, rate } = set;
  const value = JSON.stringify({ virtual, real, rate });
  await writing(ledger, (tx) =>
    tx
      .insertInto('settings')
      .values({ name: CLOCK, value })
      .onConflict((on) => on.column('name').doUpdateSet({ value }))
      .execute(),
  );
}
