import type { CivilDate } from '../../kernel/protocol.ts';
import type { Actor } from '../../kernel/record.ts';
import { appendAudit } from '../audit.ts';
import { chunks } from '../chunks.ts';
import { newId } from '../identifier.ts';
import { type Ledger, reading, writing } from '../open.ts';
import { seal, unseal } from '../sealing.ts';
import type { ExposureTable } from '../tables.ts';
import type { PersonKey } from './fields.ts';
import { keyOf, personKey } from './key.ts';
import { idsOf, personFor } from './same.ts';

const PER_QUERY = 500;

/** Where two persons met. */
export type Setting = 'household' | 'work' | 'school' | 'transport' | 'medical' | 'gathering' | 'neighbour' | 'other';

/** That a person was exposed: to another person, or at a place; between two days. */
export interface Exposure {
  person: string;
  /** Who the exposure was to, when that is known. */
  source?: string;
  /** A unit or place. */
  place?: string;
  setting: Setting;
  first: CivilDate;
  last: CivilDate;
  /** Words of the investigation; sealed with the exposed person's key. */
  note?: string;
}

export interface RecordedExposure extends Exposure {
  id: string;
  recordedAt: number;
  /** The case that was told of it. */
  case?: string;
  /** Taken back, with the reason. */
  voided?: { at: number; why: string };
}

/**
 * Records an exposure; the same person, source, place, setting and days again is the same exposure. Throws RangeError when it ends before
 * it begins or a person is exposed to himself, TypeError when the person is not in the ledger or was erased.
 */
export function recordExposure(ledger: Ledger, exposure: Exposure, by: Actor): Promise<{ id: string; isNew: boolean }> {
  const { place, setting, first, last, note } = exposure;
  if (last < first) throw new RangeError(`an exposure from ${first} cannot end on ${last}`);
  const refuseSelf = () => new RangeError('nobody is exposed to himself');
  if (exposure.source === exposure.person) throw refuseSelf();
  return writing(ledger, async (tx) => {
    const person = await personFor(tx, exposure.person);
    const source = exposure.source === undefined ? undefined : await personFor(tx, exposure.source);
    if (source === person) throw refuseSelf();
    const same = await tx
      .selectFrom('exposures')
      .select('id')
      .where('person_id', '=', person)
      .where('source_id', source === undefined ? 'is' : '=', source ?? null)
      .where('place', place === undefined ? 'is' : '=', place ?? null)
      .where('setting', '=', setting)
      .where('first_on', '=', first)
      .where('last_on', '=', last)
      .where('voided_at', 'is', null)
      .executeTakeFirst();
    if (same) return { id: same.id, isNew: false };
    const key = await personKey(ledger, tx, person);
    if (!key) throw new TypeError(`there is no person ${person}, or nothing personal is left of him`);
    const id = newId('x');
    await tx
      .insertInto('exposures')
      .values({
        id,
        person_id: person,
        source_id: source ?? null,
        place: place ?? null,
        setting,
        first_on: first,
        last_on: last,
        note: note === undefined ? null : seal(key, note, context(id)),
        recorded_at: Date.now(),
        voided_at: null,
        voided_why: null,
        case_id: null,
        seq: null,
      })
      .execute();
    await appendAudit(ledger, tx, [{ by, action: 'exposure.recorded', of: person, detail: { exposure: id, setting } }]);
    return { id, isNew: true };
  });
}

/** Takes an exposure back: it stays, marked. False when there is none, or it was taken back before. */
export function voidExposure(ledger: Ledger, id: string, { by, why }: { by: Actor; why: string }): Promise<boolean> {
  return writing(ledger, async (tx) => {
    const row = await tx.selectFrom('exposures').select(['person_id', 'voided_at']).where('id', '=', id).executeTakeFirst();
    if (!row || row.voided_at !== null) return false;
    await tx.updateTable('exposures').set({ voided_at: Date.now(), voided_why: why }).where('id', '=', id).execute();
    await appendAudit(ledger, tx, [{ by, action: 'exposure.voided', of: row.person_id, detail: { exposure: id, why } }]);
    return true;
  });
}

/** What a person was exposed to, the latest first. Notes are personal: they are told by `readNotes`. */
export async function exposuresOf(ledger: Ledger, person: string): Promise<RecordedExposure[]> {
  const rows = await ledger.db
    .selectFrom('exposures')
    .selectAll()
    .where('person_id', 'in', idsOf(person))
    .orderBy('last_on', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(exposureOf);
}

/** The notes of a person's exposures in clear, by exposure; the audit keeps the reading. */
export function readNotes(ledger: Ledger, person: string, { by, why }: { by: Actor; why: string }): Promise<Map<string, string>> {
  return writing(ledger, async (tx) => {
    const rows = await tx
      .selectFrom('exposures as x')
      .innerJoin('person_keys as k', 'k.person_id', 'x.person_id')
      .select(['x.id', 'x.note', 'x.person_id', 'k.sealed'])
      .where('x.person_id', 'in', idsOf(person))
      .orderBy('x.id')
      .execute();
    const notes = rows.flatMap(({ id, note, person_id, sealed }) =>
      note === null ? [] : [[id, noteOf(id, note, keyOf(ledger, person_id, sealed))] as const],
    );
    if (notes.length > 0)
      await appendAudit(ledger, tx, [{ by, action: 'person.read', of: await personFor(tx, person), detail: { why, notes: notes.length } }]);
    return new Map(notes);
  });
}

/** One step of a chain of contacts. */
export interface ContactLink {
  from: string;
  to: string;
  exposure: string;
  /** Steps from the person asked about. */
  depth: number;
}

/**
 * Who was exposed to a person, whom they exposed in turn, and so on: `depth` steps (default 1), at most `limit` links (default 1,000),
 * the nearest first. Exposures taken back do not count.
 */
export function contactsOf(ledger: Ledger, person: string, options: { depth?: number; limit?: number } = {}): Promise<ContactLink[]> {
  const { depth = 1, limit = 1_000 } = options;
  return reading(ledger, async (db) => {
    const links: ContactLink[] = [];
    const first = await personFor(db, person);
    const seen = new Set([first]);
    let front = [first];
    for (let step = 1; step <= depth && front.length > 0 && links.length < limit; step++) {
      const reached: string[] = [];
      for (const some of chunks(front, PER_QUERY)) {
        const also = await db.selectFrom('persons').select('id').where('same_as', 'in', some).execute();
        const rows = await db
          .selectFrom('exposures as x')
          .innerJoin('persons as p', 'p.id', 'x.person_id')
          .innerJoin('persons as s', 's.id', 'x.source_id')
          .select(['x.id', (e) => e.fn.coalesce('p.same_as', 'p.id').as('to'), (e) => e.fn.coalesce('s.same_as', 's.id').as('from')])
          .where('x.source_id', 'in', [...some, ...also.map(({ id }) => id)])
          .where('x.voided_at', 'is', null)
          .orderBy('x.first_on')
          .orderBy('x.id')
          .limit(limit - links.length)
          .execute();
        // Of two who turned out to be one, neither was exposed to the other.
        for (const { id, from, to } of rows) if (from !== to) links.push({ from, to, exposure: id, depth: step });
        reached.push(...rows.map((row) => row.to));
      }
      front = [...new Set(reached)].filter((id) => !seen.has(id));
      for (const id of front) seen.add(id);
    }
    return links;
  });
}

const context = (id: string) => `exposures:${id}:note`;

/** The note of an exposure in clear. */
export const noteOf = (id: string, sealed: string, key: PersonKey): string => unseal(key, sealed, context(id));

export function exposureOf(row: ExposureTable): RecordedExposure {
  return {
    id: row.id,
    person: row.person_id,
    setting: row.setting as Setting,
    first: row.first_on,
    last: row.last_on,
    recordedAt: row.recorded_at,
    ...(row.source_id !== null && { source: row.source_id }),
    ...(row.place !== null && { place: row.place }),
    ...(row.case_id !== null && { case: row.case_id }),
    ...(row.voided_at !== null && { voided: { at: row.voided_at, why: row.voided_why ?? '' } }),
  };
}
