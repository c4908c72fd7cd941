import type { Actor } from '../../kernel/record.ts';
import { appendAudit } from '../audit.ts';
import { type Ledger, writing } from '../open.ts';
import { type Person, personOf } from './fields.ts';
import { keyOf } from './key.ts';
import { marksOf } from './marks.ts';
import { idsOf } from './same.ts';

/** Who reads personal data, and what for: both stand in the audit. */
export interface Reader {
  by: Actor;
  /** In words, without personal data. */
  why: string;
}

/** The person with this id in clear; undefined when there is none. The audit keeps that he was read before it is told. */
export function readPerson(ledger: Ledger, id: string, { by, why }: Reader): Promise<Person | undefined> {
  return writing(ledger, async (tx) => {
    const person = await personIn(ledger, tx, id);
    if (person) await appendAudit(ledger, tx, [{ by, action: 'person.read', of: person.id, detail: { why } }]);
    return person;
  });
}

/** Whether the ledger knows this id; tells nothing about the person, so nobody needs to be named for it. */
export async function isPerson({ db }: Ledger, id: string): Promise<boolean> {
  return (await db.selectFrom('persons').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
}

const MOST_FOUND = 50;

/**
 * Persons with exactly this identity number, phone, or name, whatever the spacing and width of figures; all that are given must fit. At
 * most 50. The audit keeps by which fields was searched, and each person found.
 */
export function findPersons(
  ledger: Ledger,
  wanted: { identity?: string; phone?: string; name?: string },
  { by, why }: Reader,
): Promise<Person[]> {
  return writing(ledger, async (tx) => {
    const marks = marksOf(ledger.keys, wanted).filter(({ kind }) => kind !== 'contact');
    let query = tx.selectFrom('persons').select('id').where('same_as', 'is', null).orderBy('id').limit(MOST_FOUND);
    for (const { kind, mark } of marks)
      query = query.where('id', 'in', (e) =>
        e
          .selectFrom('person_marks as m')
          .innerJoin('persons as p', 'p.id', 'm.person_id')
          .select((of) => of.fn.coalesce('p.same_as', 'p.id').as('id'))
          .where('m.kind', '=', kind)
          .where('m.mark', '=', mark),
      );
    const found = marks.length === 0 ? [] : await query.execute();
    const persons = await Promise.all(found.map(({ id }) => personIn(ledger, tx, id)));
    await appendAudit(ledger, tx, [
      { by, action: 'person.searched', of: '-', detail: { fields: marks.map(({ kind }) => kind), found: found.length, why } },
      ...found.map(({ id }) => ({ by, action: 'person.read' as const, of: id, detail: { why } })),
    ]);
    return persons.filter((person) => person !== undefined);
  });
}

/** The person an id stands for, completed by what is kept under the ids of those who turned out to be the same. */
export async function personIn(ledger: Ledger, tx: Ledger['db'], id: string): Promise<Person | undefined> {
  const rows = await tx
    .selectFrom('persons as p')
    .leftJoin('person_keys as k', 'k.person_id', 'p.id')
    .selectAll('p')
    .select('k.sealed')
    .where('p.id', 'in', idsOf(id))
    .orderBy('p.id')
    .execute();
  const persons = rows.map(({ sealed, ...row }) => ({
    ...row,
    person: personOf(row, sealed === null ? undefined : keyOf(ledger, row.id, sealed)),
  }));
  const own = persons.find((row) => row.same_as === null);
  if (!own) return undefined;
  const others = persons.filter((row) => row !== own).map(({ person }) => person);
  if (others.length === 0) return own.person;
  return { ...Object.assign({}, ...others.toReversed(), own.person), also: others };
}
