import type { Actor } from '../../kernel/record.ts';
import { appendAudit } from '../audit.ts';
import { LedgerError } from '../error.ts';
import { type Ledger, type Writing, writing } from '../open.ts';
import { idsOf } from './same.ts';

/**
 * Destroys a person's key, and those of whoever turned out to be the same, and with it all that was sealed with it, wherever a copy lies; takes away what the person could be found by.
 * The opaque id stays, so that counts and cases stay whole. False when there is no such person or he was erased before. Throws LedgerError
 * `person_in_care` while a case of his is open.
 */
export async function erasePerson(ledger: Ledger, id: string, { by, why }: { by: Actor; why: string }): Promise<boolean> {
  const erased = await writing(ledger, async (tx) => {
    const open = await tx
      .selectFrom('cases')
      .select('id')
      .where('subject', 'in', idsOf(id))
      .where('life', '<>', 'closed')
      .executeTakeFirst();
    if (open) {
      throw new LedgerError('person_in_care', {
        zh: `此人的个案 ${open.id} 尚未结案，结案后才能删除个人信息`,
        en: `The case ${open.id} of this person is still open: personal data can be erased when it has ended`,
      });
    }
    const erased: string[] = [];
    for (const each of await tx.selectFrom('persons').select('id').where('id', 'in', idsOf(id)).orderBy('id').execute())
      if (await eraseIn(tx, each.id)) erased.push(each.id);
    await appendAudit(
      ledger,
      tx,
      erased.map((of) => ({ by, action: 'person.erased', of, detail: { why } })),
    );
    return erased.length > 0;
  });
  if (erased) await ledger.store.forget(ledger.db);
  return erased;
}

/** Leaves nothing personal of a person; true when there was something. */
export async function eraseIn(tx: Writing, id: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('persons')
    .set({
      name: null,
      phone: null,
      identity: null,
      address: null,
      job: null,
      sex: null,
      birth_year: null,
      age: null,
      home: null,
      erased_at: Date.now(),
    })
    .where('id', '=', id)
    .where('erased_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await tx.deleteFrom('person_keys').where('person_id', '=', id).execute();
  await tx.deleteFrom('person_marks').where('person_id', '=', id).execute();
  await tx.updateTable('exposures').set({ note: null }).where('person_id', '=', id).execute();
  return true;
}
