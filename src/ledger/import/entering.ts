import type { Actor } from '../../kernel/record.ts';
import { type AuditEntry, appendAudit } from '../audit.ts';
import { canonicalJson } from '../canonical.ts';
import { type Ledger, writing } from '../open.ts';
import type { PersonFields } from '../persons/fields.ts';
import { putPersonIn } from '../persons/put.ts';
import { endedCaseOf, openCaseOf, type Reservation, reserveNew } from '../reservation.ts';
import { type Restanding, restand } from '../standing.ts';
import type { ImportedRow } from './perform.ts';
import { type RowProblem, warning } from './problem.ts';
import type { ImportRow } from './read.ts';

export type Readable = Extract<ImportRow, { place: string }>;
export const isReadable = (row: ImportRow): row is Readable => row.fate === 'ready' || row.fate === 'warning';

/** A row in the ledger. Without a reservation: the case that the row opened has ended. */
export interface Entered {
  row: Readable;
  subject: string;
  reservation?: Reservation;
  imported: ImportedRow;
}

/** Enters the persons of some rows and reserves their cases, all or none. */
export function enterRows(ledger: Ledger, family: string, rows: readonly Readable[], by: Actor): Promise<Entered[]> {
  if (rows.length === 0) return Promise.resolve([]);
  return writing(ledger, async (tx) => {
    const entered: Entered[] = [];
    const audited: AuditEntry[] = [];
    const stood: Restanding[] = [];
    for (const row of rows) {
      const { id: subject, isNew, differs, alike, noted } = await putPersonIn(ledger, tx, row.person, by);
      audited.push(...noted);
      const wanted = { subject, family, place: row.place, opening: row.data };
      const problems = [...row.problems, ...personDiffers(differs), ...personAlike(alike)];
      const rowOf = (caseId: string): ImportedRow => ({ line: row.line, fate: 'unchanged', caseId, subject, problems });
      // Who was not there a moment ago has no case.
      const ended = isNew ? undefined : await endedCaseOf(tx, wanted);
      if (ended !== undefined) {
        entered.push({ row, subject, imported: rowOf(ended) });
        continue;
      }
      let reservation = isNew ? undefined : await openCaseOf(tx, wanted);
      if (reservation) problems.push(...openingDiffers(row, reservation));
      else {
        const made = await reserveNew(tx, wanted);
        reservation = made.reservation;
        stood.push(made.stood);
      }
      entered.push({ row, subject, reservation, imported: rowOf(reservation.caseId) });
    }
    await restand(tx, ...stood);
    await appendAudit(ledger, tx, audited);
    return entered;
  });
}

function personDiffers(fields: readonly (keyof PersonFields)[]): RowProblem[] {
  if (fields.length === 0) return [];
  const names = fields.join(', ');
  return [
    warning(
      'person_differs',
      undefined,
      `台账中此人的 ${names} 与本行不同，未改动`,
      `The ledger says otherwise of this person's ${names}; it was left as it is`,
    ),
  ];
}

function personAlike(others: readonly string[]): RowProblem[] {
  if (others.length === 0) return [];
  const list = others.join(', ');
  return [
    warning(
      'person_alike',
      undefined,
      `台账中 ${list} 姓名和电话相同而证件号不同：可能是同一人，请核实`,
      `${list} has the same name and phone and another identity number: perhaps the same person, to be looked into`,
    ),
  ];
}

/** A register that now says something else about a running case is not "unchanged" in silence: correcting it is a person's decision. */
function openingDiffers(row: Readable, { opening, place }: Reservation): RowProblem[] {
  if (opening === undefined) return [];
  const names = Object.keys({ ...opening, ...row.data }).filter(
    (name) => canonicalJson(opening[name] ?? null) !== canonicalJson(row.data[name] ?? null),
  );
  if (place !== row.place) names.push('place');
  if (names.length === 0) return [];
  const list = names.join(', ');
  return [
    warning(
      'opening_differs',
      undefined,
      `该个案已按另外的 ${list} 开立，未改动`,
      `The case was opened with other values of ${list}; it was left as it is`,
    ),
  ];
}
