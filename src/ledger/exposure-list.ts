import { appendAudit } from './audit.ts';
import { chunks } from './chunks.ts';
import { type Ledger, writing } from './open.ts';
import { exposureOf, noteOf, type RecordedExposure } from './persons/exposures.ts';
import type { Person } from './persons/fields.ts';
import { personKey } from './persons/key.ts';
import { personIn, type Reader } from './persons/read.ts';

/** An exposure with whom it is about, in clear: one line of a list for other offices. */
export interface ListedExposure extends RecordedExposure {
  exposed: Person;
  /** Where the case of the exposed person is, or else the unit that answers for him. */
  unit?: string;
  /** To whom the exposure was, and the case that told of it; absent: nobody knows. */
  to?: Person;
  toCase?: string;
}

const PER_TRANSACTION = 200;

/**
 * Who was exposed to whom, where and when, also what was taken back, by unit, person and day; only of people in these units when they are
 * given. Everybody who is named stands in the audit as read, with the reason, before the lines are told; the whole list too.
 */
export async function exposureList(ledger: Ledger, units: readonly string[] | undefined, { by, why }: Reader): Promise<ListedExposure[]> {
  let query = ledger.db
    .selectFrom('exposures as x')
    .innerJoin('persons as p', 'p.id', 'x.person_id')
    .leftJoin('cases as c', 'c.id', 'x.case_id')
    .leftJoin('case_links as l', (join) =>
      join.onRef('l.case_id', '=', 'x.case_id').onRef('l.seq', '=', 'x.seq').on('l.name', '=', 'opened'),
    )
    .selectAll('x')
    .select((e) => [e.fn.coalesce('c.place', 'p.home').as('unit'), 'l.linked as to_case'])
    .orderBy((e) => e.fn.coalesce('c.place', 'p.home'))
    .orderBy('x.person_id')
    .orderBy('x.first_on')
    .orderBy('x.id');
  if (units !== undefined) query = query.where((e) => e(e.fn.coalesce('c.place', 'p.home'), 'in', units));
  const rows = await query.execute();
  const listed: ListedExposure[] = [];
  for (const some of chunks(rows, PER_TRANSACTION)) {
    const lines = await writing(ledger, async (tx) => {
      const ids = [...new Set(some.flatMap((row) => [row.person_id, ...(row.source_id === null ? [] : [row.source_id])]))];
      const persons = new Map<string, Person>();
      for (const id of ids) {
        const person = await personIn(ledger, tx, id);
        if (person) persons.set(id, person);
      }
      await appendAudit(
        ledger,
        tx,
        [...new Set([...persons.values()].map((person) => person.id))].map((of) => ({
          by,
          action: 'person.read' as const,
          of,
          detail: { why },
        })),
      );
      const found: ListedExposure[] = [];
      for (const row of some) {
        const key = row.note === null ? undefined : await personKey(ledger, tx, row.person_id);
        const to = row.source_id === null ? undefined : persons.get(row.source_id);
        found.push({
          ...exposureOf(row),
          exposed: persons.get(row.person_id)!,
          ...(row.unit !== null && { unit: row.unit }),
          ...(to && { to }),
          ...(row.to_case !== null && { toCase: row.to_case }),
          ...(key && row.note !== null && { note: noteOf(row.id, row.note, key) }),
        });
      }
      return found;
    });
    listed.push(...lines);
  }
  const detail = { list: 'exposures', lines: listed.length, why };
  await writing(ledger, (tx) => appendAudit(ledger, tx, [{ by, action: 'list.exported', of: '-', detail }]));
  return listed;
}
