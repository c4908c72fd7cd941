import type { Ledger } from '../open.ts';
import { type PersonKey, unsealPersonKey } from './fields.ts';

/** A person's key out of its envelope. */
export function keyOf(ledger: Ledger, id: string, sealed: string): PersonKey {
  return unsealPersonKey(ledger.keys, id, sealed);
}

/** A person's key; undefined when the person is not there or was erased. */
export async function personKey(ledger: Ledger, db: Ledger['db'], id: string): Promise<PersonKey | undefined> {
  const row = await db.selectFrom('person_keys').select('sealed').where('person_id', '=', id).executeTakeFirst();
  return row && keyOf(ledger, id, row.sealed);
}
