import { newId } from './identifier.ts';
import { type Ledger, type Writing, writing } from './open.ts';
import { fingerprint, seal, unseal } from './sealing.ts';
import type { PersonTable } from './tables.ts';

export type Sex = 'male' | 'female' | 'other';

/** What is known of a person. `row` names a row of a de-identified register, where nothing else identifies. */
export interface PersonFields {
  name?: string;
  phone?: string;
  /** Number of an identity document. */
  identity?: string;
  sex?: Sex;
  birthYear?: number;
  age?: number;
  row?: { source: string; key: string };
}

export type PersonField = Exclude<keyof PersonFields, 'row'>;

export interface Person extends Omit<PersonFields, 'row'> {
  id: string;
  createdAt: number;
}

const SEALED = ['name', 'phone', 'identity'] as const;

/**
 * The text by which the same person is recognised: the identity number; else name and phone; else the row of its register.
 * Undefined when none of them is known.
 */
export function identifying(person: PersonFields): string | undefined {
  if (person.identity) return `identity:${plain(person.identity).toUpperCase()}`;
  if (person.name && person.phone) return `name:${plain(person.name).toLowerCase()}|phone:${plain(person.phone).replace(/^(\+|00)86/, '')}`;
  if (person.row) return `row:${JSON.stringify([person.row.source, person.row.key])}`;
  return undefined;
}

const plain = (text: string) => text.normalize('NFKC').replace(/[\s·.\-–—()]/g, '');

/**
 * Enters a person, or finds the one already there: `differs` names fields in which what is kept says otherwise (it stays as it is).
 * Throws TypeError when nothing identifies the person.
 */
export function putPerson(ledger: Ledger, person: PersonFields): Promise<{ id: string; isNew: boolean; differs: PersonField[] }> {
  return writing(ledger, (tx) => putPersonIn(ledger, tx, person));
}

export async function putPersonIn(ledger: Ledger, tx: Writing, person: PersonFields) {
  const known = identifying(person);
  if (known === undefined) throw new TypeError('a person needs an identity number, a name and phone, or a row of a register');
  const print = fingerprint(ledger.keys, known);
  const row = await tx.selectFrom('persons').selectAll().where('fingerprint', '=', print).executeTakeFirst();
  if (row) return { id: row.id, isNew: false, differs: differing(opened(ledger, row), person) };
  const id = newId('p');
  const sealed = (field: (typeof SEALED)[number]) => {
    const text = person[field];
    return text === undefined ? null : seal(ledger.keys, text, context(id, field));
  };
  await tx
    .insertInto('persons')
    .values({
      id,
      fingerprint: print,
      name: sealed('name'),
      phone: sealed('phone'),
      identity: sealed('identity'),
      sex: person.sex ?? null,
      birth_year: person.birthYear ?? null,
      age: person.age ?? null,
      created_at: Date.now(),
    })
    .execute();
  return { id, isNew: true, differs: [] };
}

/** The person with this id, decrypted; undefined when there is none. */
export async function personById(ledger: Ledger, id: string): Promise<Person | undefined> {
  const row = await ledger.db.selectFrom('persons').selectAll().where('id', '=', id).executeTakeFirst();
  return row && opened(ledger, row);
}

const context = (id: string, field: string) => `persons:${id}:${field}`;

function opened(ledger: Ledger, row: PersonTable): Person {
  const person: Person = { id: row.id, createdAt: row.created_at };
  for (const field of SEALED) {
    const sealed = row[field];
    if (sealed !== null) person[field] = unseal(ledger.keys, sealed, context(row.id, field));
  }
  if (row.sex === 'male' || row.sex === 'female' || row.sex === 'other') person.sex = row.sex;
  if (row.birth_year !== null) person.birthYear = row.birth_year;
  if (row.age !== null) person.age = row.age;
  return person;
}

function differing(kept: Person, told: PersonFields): PersonField[] {
  const fields: PersonField[] = ['name', 'phone', 'identity', 'sex', 'birthYear', 'age'];
  const same = (a: string | number, b: string | number) => a === b || plain(String(a)).toLowerCase() === plain(String(b)).toLowerCase();
  return fields.filter((field) => {
    const [was, is] = [kept[field], told[field]];
    return is !== undefined && (was === undefined || !same(was, is));
  });
}
