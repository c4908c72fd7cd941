import type { KeyRing } from '../keys.ts';
import { fingerprint } from '../sealing.ts';
import type { PersonField, PersonFields } from './fields.ts';

/** How a person is found again: by what identifies him, or (the last two) by what several may share. */
export type MarkKind = 'identity' | 'contact' | 'row' | 'name' | 'phone';

/** Text as it is compared: full-width figures, spaces, dots and hyphens make no difference. */
const plain = (text: string) => text.normalize('NFKC').replace(/[\s·.\-–—()]/g, '');

const plainIdentity = (identity: string) => plain(identity).toUpperCase();
const plainName = (name: string) => plain(name).toLowerCase();
const plainPhone = (phone: string) => plain(phone).replace(/^(\+|00)86/, '');

/** Whether two spellings of a field say the same. */
export function sameField(field: PersonField, a: string | number, b: string | number): boolean {
  const spelt = field === 'phone' ? plainPhone : plainIdentity;
  return a === b || spelt(String(a)) === spelt(String(b));
}

/**
 * The text by which the same person is recognised: the identity number; else name and phone; else the row of its register.
 * Undefined when none of them is known.
 */
export function identifying(person: PersonFields): string | undefined {
  const { identity, contact, row } = textsOf(person);
  return identity ?? contact ?? row;
}

/** Keyed hashes of all that a person can be found by. */
export function marksOf(keys: KeyRing, person: PersonFields): { kind: MarkKind; mark: string }[] {
  return Object.entries(textsOf(person)).map(([kind, text]) => ({ kind: kind as MarkKind, mark: fingerprint(keys, text) }));
}

function textsOf({ identity, name, phone, row }: PersonFields): Partial<Record<MarkKind, string>> {
  return {
    ...(identity && { identity: `identity:${plainIdentity(identity)}` }),
    ...(name && phone && { contact: `name:${plainName(name)}|phone:${plainPhone(phone)}` }),
    ...(row && { row: `row:${JSON.stringify([row.source, row.key])}` }),
    ...(name && { name: `only-name:${plainName(name)}` }),
    ...(phone && { phone: `only-phone:${plainPhone(phone)}` }),
  };
}
