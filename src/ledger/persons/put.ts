import type { Actor } from '../../kernel/record.ts';
import { type AuditEntry, appendAudit } from '../audit.ts';
import { newId } from '../identifier.ts';
import { type Ledger, type Writing, writing } from '../open.ts';
import {
  newPersonKey,
  type Person,
  type PersonField,
  type PersonFields,
  type PersonKey,
  personOf,
  SEALED,
  sealField,
  sealPersonKey,
} from './fields.ts';
import { keyOf, personKey } from './key.ts';
import { type MarkKind, marksOf, sameField } from './marks.ts';
import { personIn } from './read.ts';

/** What became of a person told to the ledger. */
export interface Entered {
  id: string;
  isNew: boolean;
  /** Fields in which what is kept says otherwise; it stays as it is. */
  differs: PersonField[];
  /** Fields that were empty and now are not. */
  completed: PersonField[];
  /** Other persons with the same name and phone, but another identity number: perhaps the same. */
  alike: string[];
}

const FIELDS: readonly PersonField[] = ['name', 'phone', 'identity', 'address', 'job', 'sex', 'birthYear', 'age', 'home'];

/** Enters a person, or finds and completes the one already there. Throws TypeError when nothing identifies the person. */
export function putPerson(ledger: Ledger, person: PersonFields, by: Actor): Promise<Entered> {
  return writing(ledger, async (tx) => {
    const { noted, ...entered } = await putPersonIn(ledger, tx, person, by);
    await appendAudit(ledger, tx, noted);
    return entered;
  });
}

/** The same in a transaction that enters several; `noted` is for the audit, and whoever asks appends it before the transaction ends. */
export async function putPersonIn(
  ledger: Ledger,
  tx: Writing,
  person: PersonFields,
  by: Actor,
): Promise<Entered & { noted: AuditEntry[] }> {
  const marks = marksOf(ledger.keys, person);
  const telling = marks.filter(({ kind }) => kind === 'identity' || kind === 'contact' || kind === 'row');
  if (telling.length === 0) throw new TypeError('a person needs an identity number, a name and phone, or a row of a register');
  const known = await candidates(ledger, tx, telling);
  const same = known.find(({ kept }) => !contradicts(kept, person));
  const alike = [...new Set(known.filter((other) => other.kept.id !== same?.kept.id).map(({ kept }) => kept.id))];
  if (same) return { ...(await complete(ledger, tx, same, person, by)), alike };
  const id = newId('p');
  const key = newPersonKey();
  await tx
    .insertInto('persons')
    .values({ id, ...columnsOf(key, id, person), created_at: Date.now(), erased_at: null, same_as: null, same_case: null, same_seq: null })
    .execute();
  await tx
    .insertInto('person_keys')
    .values({ person_id: id, sealed: sealPersonKey(ledger.keys, id, key) })
    .execute();
  await tx
    .insertInto('person_marks')
    .values(marks.map((mark) => ({ ...mark, person_id: id })))
    .execute();
  return { id, isNew: true, differs: [], completed: [], alike, noted: [{ by, action: 'person.entered', of: id }] };
}

/** The person whom these particulars mean, when the ledger has him; reads only, and tells nothing of him but the id. */
export async function knownPerson(ledger: Ledger, person: PersonFields, db: Ledger['db'] = ledger.db): Promise<string | undefined> {
  const telling = marksOf(ledger.keys, person).filter(({ kind }) => kind === 'identity' || kind === 'contact' || kind === 'row');
  return (await candidates(ledger, db, telling)).find(({ kept }) => !contradicts(kept, person))?.kept.id;
}

interface Candidate {
  kept: Person;
  key: PersonKey;
}

/** Persons with one of these marks, those found by the strongest first. */
async function candidates(ledger: Ledger, tx: Ledger['db'], marks: { kind: MarkKind; mark: string }[]): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for (const { kind, mark } of marks) {
    const rows = await tx
      .selectFrom('person_marks as m')
      .innerJoin('persons as p', 'p.id', 'm.person_id')
      .innerJoin('person_keys as k', 'k.person_id', 'p.id')
      .selectAll('p')
      .select(['k.sealed', (e) => e.selectFrom('persons as q').select('q.id').whereRef('q.same_as', '=', 'p.id').limit(1).as('other')])
      .where('m.kind', '=', kind)
      .where('m.mark', '=', mark)
      .orderBy('p.id')
      .execute();
    for (const { sealed, other, ...row } of rows) {
      const id = row.same_as ?? row.id;
      if (found.some(({ kept }) => kept.id === id)) continue;
      const key = id === row.id ? keyOf(ledger, id, sealed) : await personKey(ledger, tx, id);
      const kept = id === row.id && other === null ? personOf(row, key) : await personIn(ledger, tx, id);
      if (key && kept) found.push({ kept, key });
    }
  }
  return found;
}

/** Two identity numbers are two persons, whatever else is the same. */
function contradicts(kept: Person, told: PersonFields): boolean {
  return kept.identity !== undefined && told.identity !== undefined && !sameField('identity', kept.identity, told.identity);
}

async function complete(ledger: Ledger, tx: Writing, { kept, key }: Candidate, told: PersonFields, by: Actor) {
  const { id } = kept;
  const given = FIELDS.filter((field) => told[field] !== undefined);
  const completed = given.filter((field) => kept[field] === undefined);
  const differs = given.filter((field) => kept[field] !== undefined && !sameField(field, kept[field], told[field]!));
  const noted: AuditEntry[] = [];
  if (completed.length > 0) {
    const news = Object.fromEntries(completed.map((field) => [field, told[field]])) as PersonFields;
    const columns = Object.entries(columnsOf(key, id, news)).filter(([, value]) => value !== null);
    await tx.updateTable('persons').set(Object.fromEntries(columns)).where('id', '=', id).execute();
    noted.push({ by, action: 'person.completed', of: id, detail: { fields: completed } });
  }
  const marks = marksOf(ledger.keys, { ...kept, ...(told.row && { row: told.row }), ...pick(told, completed) });
  await tx
    .insertInto('person_marks')
    .values(marks.map((mark) => ({ ...mark, person_id: id })))
    .onConflict((on) => on.doNothing())
    .execute();
  return { id, isNew: false, differs, completed, noted };
}

const pick = (told: PersonFields, fields: readonly PersonField[]) =>
  Object.fromEntries(fields.map((field) => [field, told[field]])) as PersonFields;

function columnsOf(key: PersonKey, id: string, person: PersonFields) {
  const sealed = Object.fromEntries(SEALED.map((field) => [field, sealField(key, id, field, person[field])]));
  return {
    ...(sealed as Record<(typeof SEALED)[number], string | null>),
    sex: person.sex ?? null,
    birth_year: person.birthYear ?? null,
    age: person.age ?? null,
    home: person.home ?? null,
  };
}
