import { type RawBuilder, sql } from 'kysely';
import type { Effect } from '../../kernel/effect.ts';
import type { CaseRow } from '../../kernel/projection.ts';
import type { Actor } from '../../kernel/record.ts';
import { appendAudit } from '../audit.ts';
import { type Ledger, type Writing, writing } from '../open.ts';

/** Whom an id stands for: another person where two turned out to be one. What is no person stands for itself. */
export async function personFor(db: Ledger['db'], id: string): Promise<string> {
  const found = await db.selectFrom('persons').select('same_as').where('id', '=', id).executeTakeFirst();
  return found?.same_as ?? id;
}

/** All ids under which the person, or other subject, of this id is known: for `… in`. */
export function idsOf(id: string): RawBuilder<string> {
  const one = sql`select coalesce((select same_as from persons where id = ${id}), cast(${id} as text))`;
  return sql<string>`(with one(id) as (${one}) select id from one union all select p.id from persons as p join one on p.same_as = one.id)`;
}

/**
 * Two cases of one person have become one: so do the persons. Nothing is copied: each keeps its fields under its own key, and whoever asks for
 * either finds both. What a step says that no history has is taken back; what a person has parted stays parted.
 */
export async function keepSame(ledger: Ledger, tx: Writing, row: CaseRow, from: number, lines: readonly Effect[]): Promise<void> {
  const merges = lines.flatMap((effect) => {
    if (effect.kind !== 'record' || effect.note.note !== 'overridden') return [];
    const { override, by } = effect.note;
    return override.kind === 'merge' ? [{ seq: effect.seq, into: override.into, by }] : [];
  });
  const known = await tx
    .selectFrom('persons')
    .select(['id', 'same_as', 'same_seq'])
    .where('same_case', '=', row.id)
    .where('same_seq', '>=', from)
    .execute();
  if (merges.length === 0 && known.length === 0) return;
  await ledger.store.alone(tx, 'persons');
  for (const { id, same_seq: seq } of known)
    if (!merges.some((merge) => merge.seq === seq))
      await part(ledger, tx, id, { by: { role: 'case', place: row.place }, why: row.id, forget: true });
  for (const { seq, into, by } of merges) {
    if (known.some((each) => each.same_seq === seq)) continue;
    const other = await tx.selectFrom('cases').select('subject').where('id', '=', into).executeTakeFirst();
    if (other) await join(ledger, tx, { gone: row.subject, kept: other.subject, case: row.id, seq, by });
  }
}

interface Joining {
  gone: string;
  kept: string;
  case: string;
  seq: number;
  by: Actor;
}

async function join(ledger: Ledger, tx: Writing, { gone, kept, case: id, seq, by }: Joining): Promise<void> {
  const [was, is] = [await personFor(tx, gone), await personFor(tx, kept)];
  if (was === is) return;
  const persons = await tx.selectFrom('persons').select('id').where('id', 'in', [was, is]).execute();
  if (persons.length < 2) return;
  await tx.updateTable('persons').set({ same_as: is }).where('same_as', '=', was).execute();
  await tx.updateTable('persons').set({ same_as: is, same_case: id, same_seq: seq }).where('id', '=', was).execute();
  await appendAudit(ledger, tx, [{ by, action: 'person.merged', of: was, detail: { into: is, case: id } }]);
}

/**
 * Takes it back that a person is the same as another: each stands for himself again, with what was entered under his id. Who was joined to him
 * before stays with the other. False when he is nobody else.
 */
export function partPerson(ledger: Ledger, id: string, { by, why }: { by: Actor; why: string }): Promise<boolean> {
  return writing(ledger, (tx) => part(ledger, tx, id, { by, why }));
}

async function part(ledger: Ledger, tx: Writing, id: string, { by, why, forget = false }: { by: Actor; why: string; forget?: boolean }) {
  const found = await tx.selectFrom('persons').select('same_as').where('id', '=', id).executeTakeFirst();
  if (forget) await tx.updateTable('persons').set({ same_case: null, same_seq: null }).where('id', '=', id).execute();
  if (found?.same_as == null) return false;
  await tx.updateTable('persons').set({ same_as: null }).where('id', '=', id).execute();
  await appendAudit(ledger, tx, [{ by, action: 'person.parted', of: id, detail: { from: found.same_as, why } }]);
  return true;
}
