import { randomBytes } from 'node:crypto';
import type { KeyRing } from '../keys.ts';
import { type SealingKey, seal, unseal } from '../sealing.ts';
import type { PersonTable } from '../tables.ts';

export type Sex = 'male' | 'female' | 'other';

/** What is known of a person. `row` names a row of a de-identified register, where nothing else identifies. */
export interface PersonFields {
  name?: string;
  phone?: string;
  /** Number of an identity document. */
  identity?: string;
  address?: string;
  job?: string;
  sex?: Sex;
  birthYear?: number;
  age?: number;
  /** The unit that answers for the person; where the person is, is the place of the case. */
  home?: string;
  row?: { source: string; key: string };
}

export type PersonField = Exclude<keyof PersonFields, 'row'>;

export interface Person extends Omit<PersonFields, 'row'> {
  id: string;
  createdAt: number;
  /** Those who turned out to be the same person, as each was entered. */
  also?: Person[];
  /** Since when nothing personal is left; ms. */
  erasedAt?: number;
}

export const SEALED = ['name', 'phone', 'identity', 'address', 'job'] as const;
type Sealed = (typeof SEALED)[number];

/** The key of one person, in clear only while in use. */
export type PersonKey = SealingKey;

/** What a person's key is called in what it seals: destroying it makes all of that unreadable. */
const OWN = 'own';

export function newPersonKey(): PersonKey {
  return { id: OWN, secret: randomBytes(32) };
}

/** A person's key as the ledger keeps it: sealed with the installation's. */
export function sealPersonKey(keys: KeyRing, id: string, key: PersonKey): string {
  return seal({ id: keys.id, secret: keys.person }, key.secret.toString('base64'), `person_keys:${id}`);
}

export function unsealPersonKey(keys: KeyRing, id: string, sealed: string): PersonKey {
  return { id: OWN, secret: Buffer.from(unseal({ id: keys.id, secret: keys.person }, sealed, `person_keys:${id}`), 'base64') };
}

const context = (id: string, field: string) => `persons:${id}:${field}`;

export function sealField(key: PersonKey, id: string, field: Sealed, text: string | undefined): string | null {
  return text === undefined ? null : seal(key, text, context(id, field));
}

/** A stored person in clear; without a key what was sealed stays away. */
export function personOf(row: PersonTable, key: PersonKey | undefined): Person {
  const person: Person = { id: row.id, createdAt: row.created_at };
  for (const field of SEALED) {
    const sealed = row[field];
    if (sealed !== null && key) person[field] = unseal(key, sealed, context(row.id, field));
  }
  if (row.sex === 'male' || row.sex === 'female' || row.sex === 'other') person.sex = row.sex;
  if (row.birth_year !== null) person.birthYear = row.birth_year;
  if (row.age !== null) person.age = row.age;
  if (row.home !== null) person.home = row.home;
  if (row.erased_at !== null) person.erasedAt = row.erased_at;
  return person;
}
