import type { Effect } from '../kernel/effect.ts';
import type { Data, Entry } from '../kernel/record.ts';
import { appendAudit } from './audit.ts';
import { type CaseEntry, entryOf } from './cases.ts';
import { chunks } from './chunks.ts';
import { type Ledger, type Writing, writing } from './open.ts';
import type { Person } from './persons/fields.ts';
import { personIn, type Reader } from './persons/read.ts';

/** A case with whom it is about, in clear, and what was recorded of it: one line of a list for other offices. */
export interface ListedCase extends CaseEntry {
  person: Person;
  opening: Data;
  /** What counts of the record, oldest first: corrected as it is now, nothing withdrawn. */
  entries: Entry[];
}

const PER_TRANSACTION = 200;

/**
 * The cases of persons under these protocols, in these units when they are given, by unit and id. Everybody who is listed stands in the
 * audit as read, with the reason, before his line is told; the whole list too.
 */
export async function lineList(
  ledger: Ledger,
  { protocols, units }: { protocols: readonly string[]; units?: readonly string[] },
  { by, why }: Reader,
): Promise<ListedCase[]> {
  let query = ledger.db
    .selectFrom('cases as c')
    .innerJoin('persons as p', 'p.id', 'c.subject')
    .selectAll('c')
    .where('c.family', 'in', protocols)
    .orderBy('c.place')
    .orderBy('c.id');
  if (units !== undefined) query = query.where('c.place', 'in', units);
  const rows = await query.execute();
  const listed: ListedCase[] = [];
  for (const some of chunks(rows, PER_TRANSACTION)) {
    listed.push(
      ...(await writing(ledger, async (tx) => {
        const lines = await recordsOf(
          tx,
          some.map(({ id }) => id),
        );
        const found: ListedCase[] = [];
        for (const row of some) {
          const person = await personIn(ledger, tx, row.subject);
          if (!person) continue;
          found.push({ ...entryOf(row), person, opening: JSON.parse(row.opening ?? '{}'), entries: entriesOf(lines.get(row.id) ?? []) });
        }
        await appendAudit(
          ledger,
          tx,
          found.map(({ person }) => ({ by, action: 'person.read' as const, of: person.id, detail: { why } })),
        );
        return found;
      })),
    );
  }
  const detail = { protocols: [...protocols], lines: listed.length, why };
  await writing(ledger, (tx) => appendAudit(ledger, tx, [{ by, action: 'list.exported', of: '-', detail }]));
  return listed;
}

async function recordsOf(tx: Writing, ids: readonly string[]): Promise<Map<string, Effect[]>> {
  const rows = await tx
    .selectFrom('timeline')
    .select(['case_id', 'effect'])
    .where('case_id', 'in', ids)
    .where('kind', '=', 'record')
    .orderBy('case_id')
    .orderBy('seq')
    .orderBy('line')
    .execute();
  const lines = new Map<string, Effect[]>();
  for (const { case_id: id, effect } of rows) {
    const known = lines.get(id) ?? [];
    known.push(JSON.parse(effect));
    lines.set(id, known);
  }
  return lines;
}

function entriesOf(lines: readonly Effect[]): Entry[] {
  const entries = new Map<number, Entry>();
  for (const effect of lines) {
    if (effect.kind !== 'record') continue;
    const { note } = effect;
    if (note.note === 'event' || note.note === 'corrected') entries.set(note.entry.id, note.entry);
  }
  return [...entries.values()].filter(({ withdrawn }) => !withdrawn);
}
