import type { Actor, Data } from '../../kernel/record.ts';
import { operator } from '../audit.ts';
import { forEachBounded } from '../bounded.ts';
import { canonicalJson } from '../canonical.ts';
import { type Ledger, writing } from '../open.ts';
import type { PersonFields } from '../persons/fields.ts';
import { putPersonIn } from '../persons/put.ts';
import { endedCaseOf, markStarted, type Reservation, reserveCaseIn } from '../reservation.ts';
import { type FileNote, type RowProblem, refusal, warning } from './problem.ts';
import type { ImportPlan, ImportRow } from './read.ts';
import { recordImport } from './record.ts';
import { type Fate, type Totals, totalsOf } from './totals.ts';

/** What a case is to open with. `subject` is the person's opaque id. */
export interface ImportOpening {
  subject: string;
  place: string;
  data: Data;
  line: number;
}

/** Starts the workflow of that id. `already`: it was started before, and this call changed nothing. */
export type StartCase = (opening: ImportOpening, caseId: string) => Promise<'started' | 'already'>;

export interface ImportedRow {
  line: number;
  fate: Fate;
  caseId?: string;
  subject?: string;
  /** Of a duplicate: the line that was opened. */
  of?: number;
  problems: RowProblem[];
}

export interface ImportResult {
  id: string;
  fileHash: string;
  rows: ImportedRow[];
  totals: Totals;
  notes: FileNote[];
}

/**
 * Opens a case for each readable row that has none: enter the person and reserve the case, start it, mark it started. Whatever a crash
 * leaves between these is finished by importing the file again, which otherwise changes nothing, also after the case has ended. At most `concurrency` starts (32) at once.
 * When not one start of a batch succeeds, the rest is not tried and refused with that reason; after `signal` too, once what was begun is
 * finished. `progress` hears how many rows are dealt with.
 */
export async function performImport(
  ledger: Ledger,
  plan: ImportPlan,
  start: StartCase,
  options: { concurrency?: number; by?: Actor; progress?: (rows: number) => void; signal?: AbortSignal } = {},
): Promise<ImportResult> {
  const concurrency = Math.max(1, options.concurrency ?? 32);
  const by = options.by ?? operator;
  const size = concurrency * 8;
  const rows: ImportedRow[] = [];
  let down = false;
  for (let from = 0; from < plan.rows.length; from += size) {
    const batch = plan.rows.slice(from, from + size);
    if (down) rows.push(...batch.map((row) => untried(row, notTried())));
    else if (options.signal?.aborted) rows.push(...batch.map((row) => untried(row, stopped())));
    else {
      const done = await openBatch(ledger, plan.protocol, batch, start, { concurrency, by });
      rows.push(...done.rows);
      down = done.failed > 0 && done.succeeded === 0;
    }
    options.progress?.(rows.length);
  }
  const totals = totalsOf(
    rows.map((row) => row.fate),
    plan.rows.length,
  );
  const id = await recordImport(ledger, plan, rows, totals, by);
  return { id, fileHash: plan.fileHash, rows, totals, notes: plan.notes };
}

export type Readable = Extract<ImportRow, { place: string }>;
/** Without a reservation: the case that the row opened has ended. */
type Reserved = { row: Readable; subject: string; reservation?: Reservation; imported: ImportedRow };
type Startable = Required<Reserved>;

async function openBatch(
  ledger: Ledger,
  family: string,
  batch: readonly ImportRow[],
  start: StartCase,
  { concurrency, by }: { concurrency: number; by: Actor },
) {
  const reserved = await reserveAll(ledger, family, batch.filter(isReadable), by);
  const running: string[] = [];
  let failed = 0;
  await forEachBounded(
    reserved.filter((each): each is Startable => each.reservation?.state === 'reserved'),
    concurrency,
    async ({ row, subject, reservation, imported }) => {
      const { caseId, opening: data = row.data, place } = reservation;
      try {
        const how = await start({ subject, place, data, line: row.line }, caseId);
        running.push(caseId);
        if (how === 'started') imported.fate = imported.problems.length > 0 ? 'warned' : 'opened';
      } catch (error) {
        failed++;
        imported.fate = 'refused';
        imported.problems.push(startFailed(error));
      }
    },
  );
  await markStarted(ledger, running);
  const byLine = new Map(reserved.map(({ imported }) => [imported.line, imported]));
  return { rows: batch.map((row) => byLine.get(row.line) ?? closed(row)), failed, succeeded: running.length };
}

function reserveAll(ledger: Ledger, family: string, rows: readonly Readable[], by: Actor): Promise<Reserved[]> {
  if (rows.length === 0) return Promise.resolve([]);
  return writing(ledger, async (tx) => {
    const reserved: Reserved[] = [];
    for (const row of rows) {
      const { id: subject, differs, alike } = await putPersonIn(ledger, tx, row.person, by);
      const wanted = { subject, family, place: row.place, opening: row.data };
      const ended = await endedCaseOf(tx, wanted);
      if (ended !== undefined) {
        const problems = [...row.problems, ...personDiffers(differs), ...personAlike(alike)];
        reserved.push({ row, subject, imported: { line: row.line, fate: 'unchanged', caseId: ended, subject, problems } });
        continue;
      }
      const reservation = await reserveCaseIn(tx, wanted);
      const problems = [...row.problems, ...personDiffers(differs), ...personAlike(alike), ...openingDiffers(row, reservation)];
      reserved.push({
        row,
        subject,
        reservation,
        imported: { line: row.line, fate: 'unchanged', caseId: reservation.caseId, subject, problems },
      });
    }
    return reserved;
  });
}

export const isReadable = (row: ImportRow): row is Readable => row.fate === 'ready' || row.fate === 'warning';

export function closed(row: ImportRow): ImportedRow {
  if (row.fate === 'duplicate') return { line: row.line, fate: 'duplicate', of: row.of, problems: row.problems };
  return { line: row.line, fate: 'refused', problems: row.problems };
}

function untried(row: ImportRow, why: RowProblem): ImportedRow {
  if (!isReadable(row)) return closed(row);
  return { line: row.line, fate: 'refused', problems: [...row.problems, why] };
}

const notTried = () =>
  refusal(
    'not_tried',
    undefined,
    '前面的个案均未能启动，本行没有尝试：请恢复服务后重新导入',
    'No case before it could be started, so it was not tried: restore the service and import again',
  );

const stopped = () =>
  refusal(
    'stopped',
    undefined,
    '导入被中止，本行尚未处理：重新导入即可接着做',
    'The import was stopped before this row: import again, and it goes on from here',
  );

function startFailed(error: unknown): RowProblem {
  const why = error instanceof Error ? error.message : String(error);
  return refusal('start_failed', undefined, `个案未能启动（${why}）：请重新导入`, `The case could not be started (${why}): import again`);
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
