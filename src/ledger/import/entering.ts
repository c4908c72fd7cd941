import type { Actor } from '../../kernel/record.ts';
import { canonicalJson } from '../canonical.ts';
import { type Ledger, writing } from '../open.ts';
import type { PersonFields } from '../persons/fields.ts';
import { putPersonIn } from '../persons/put.ts';
import { endedCaseOf, type Reservation, reserveCaseIn } from '../reservation.ts';
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
    for (const row of rows) {
      const { id: subject, differs, alike } = await putPersonIn(ledger, tx, row.person, by);
      const wanted = { subject, family, place: row.place, opening: row.data };
      const ended = await endedCaseOf(tx, wanted);
      if (ended !== undefined) {
        const problems = [...row.problems, ...personDiffers(differs), ...personAlike(alike)];
        entered.push({ row, subject, imported: { line: row.line, fate: 'unchanged', caseId: ended, subject, problems } });
        continue;
      }
      const reservation = await reserveCaseIn(tx, wanted);
      const problems = [...row.problems, ...personDiffers(differs), ...personAlike(alike), ...openingDiffers(row, reservation)];
      entered.push({
        row,
        subject,
        reservation,
        imported: { line: row.line, fate: 'unchanged', caseId: reservation.caseId, subject, problems },
      });
    }
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
function openingDiffers(row: Readable, { isNew, opening, place }: Reservation): RowProblem[] {
  if (isNew || opening === undefined) return [];
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
