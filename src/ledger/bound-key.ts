import { whileBusy } from './busy.ts';
import { LedgerError } from './error.ts';
import type { Ledger } from './open.ts';

const KEY = 'key';

/**
 * Holds a ledger to the key it was first opened with. Under another key the same person would be a stranger, and what is written
 * could be read by nobody who has the first. Throws LedgerError `key_unknown`.
 */
export async function bindKey({ db, keys: { id }, store: { where } }: Ledger): Promise<void> {
  const held = async () => (await db.selectFrom('settings').select('value').where('name', '=', KEY).executeTakeFirst())?.value;
  // Two processes may open a new ledger at once with different keys: the first one's counts.
  const bind = () =>
    db
      .insertInto('settings')
      .values({ name: KEY, value: id })
      .onConflict((on) => on.column('name').doNothing())
      .execute();
  if ((await whileBusy(held)) === undefined) await whileBusy(bind);
  const bound = await whileBusy(held);
  if (bound === id) return;
  throw new LedgerError('key_unknown', {
    zh: `台账 ${where} 用的是密钥 ${bound}，当前密钥是 ${id}：请改正 EARLY_KEY，或恢复原来的密钥文件`,
    en: `The ledger ${where} is kept under key ${bound}, and the present key is ${id}: set EARLY_KEY right, or bring the former key file back`,
  });
}
