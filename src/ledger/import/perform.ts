import type { Actor, Data } from '../../kernel/record.ts';
import { operator } from '../audit.ts';
import { forEachBounded } from '../bounded.ts';
import { chunks } from '../chunks.ts';
import type { Ledger } from '../open.ts';
import { markStarted } from '../reservation.ts';
import { type Entered, enterRows, isReadable } from './entering.ts';
import { type FileNote, type RowProblem, refusal } from './problem.ts';
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

/** Some rows, which are entered in one transaction, and what becomes of their cases. */
interface Batch {
  rows: readonly ImportRow[];
  /** Undefined: not tried. */
  entered?: Entered[];
  running: string[];
  failed: number;
  /** Tells whether cases of it can be started, as soon as that is known. */
  proved: Promise<boolean>;
  prove(works: boolean): void;
}
type Startable = Required<Entered>;

/** Rows of a batch, for each start at once: while they are entered on SQLite nothing else is done. */
const PER_START = 4;

/**
 * Opens a case for each readable row that has none: enter the person and reserve the case, start it, mark it started. While the cases of some rows
 * are started the next rows are entered. Whatever a crash leaves between these is finished by importing the file again, which otherwise changes nothing,
 * also after the case has ended. At most `concurrency` starts (32) at once. When not one start of a batch succeeds, the rest is not tried and
 * refused with that reason; after `signal` too, once what was begun is finished. `progress` hears how many rows are dealt with.
 */
export async function performImport(
  ledger: Ledger,
  plan: ImportPlan,
  start: StartCase,
  options: { concurrency?: number; by?: Actor; progress?: (rows: number) => void; signal?: AbortSignal } = {},
): Promise<ImportResult> {
  const concurrency = Math.max(1, options.concurrency ?? 32);
  const by = options.by ?? operator;
  const batches = [...chunks(plan.rows, concurrency * PER_START)].map(batchOf);
  let dealtWith = 0;

  const enter = async (batch: Batch | undefined) => {
    if (batch && !options.signal?.aborted) batch.entered = await enterRows(ledger, plan.protocol, batch.rows.filter(isReadable), by);
  };
  const finish = async ({ running, rows }: Batch) => {
    await markStarted(ledger, running);
    dealtWith += rows.length;
    options.progress?.(dealtWith);
  };

  /** Entered rows in their order; a batch is entered as soon as a start of the one before has succeeded. */
  async function* entered(): AsyncGenerator<{ each: Startable; batch: Batch; isDone(): boolean }> {
    let ahead = enter(batches[0]);
    for (const [n, batch] of batches.entries()) {
      await ahead;
      if (!batch.entered) return;
      ahead = batch.proved.then((works) => (works ? enter(batches[n + 1]) : undefined));
      // Whoever asks for the next row hears of it.
      ahead.catch(() => {});
      const startable = batch.entered.filter((each): each is Startable => each.reservation?.state === 'reserved');
      let left = startable.length;
      for (const each of startable) yield { each, batch, isDone: () => --left === 0 };
      if (startable.length > 0) continue;
      batch.prove(true);
      await finish(batch);
    }
  }

  await forEachBounded(entered(), concurrency, async ({ each, batch, isDone }) => {
    if (await startOne(each, batch, start)) batch.prove(true);
    if (!isDone()) return;
    batch.prove(batch.running.length > 0);
    await finish(batch);
  });
  const isDown = batches.some(({ failed, running }) => failed > 0 && running.length === 0);
  const rows = batches.flatMap((batch) => fatesOf(batch, isDown ? notTried : stopped));
  const totals = totalsOf(
    rows.map((row) => row.fate),
    plan.rows.length,
  );
  const id = await recordImport(ledger, plan, rows, totals, by);
  return { id, fileHash: plan.fileHash, rows, totals, notes: plan.notes };
}

function batchOf(rows: readonly ImportRow[]): Batch {
  let prove: Batch['prove'] = () => {};
  const proved = new Promise<boolean>((resolve) => {
    prove = resolve;
  });
  return { rows, running: [], failed: 0, proved, prove };
}

async function startOne({ row, subject, reservation, imported }: Startable, batch: Batch, start: StartCase): Promise<boolean> {
  const { caseId, opening: data = row.data, place } = reservation;
  try {
    const how = await start({ subject, place, data, line: row.line }, caseId);
    batch.running.push(caseId);
    if (how === 'started') imported.fate = imported.problems.length > 0 ? 'warned' : 'opened';
    return true;
  } catch (error) {
    batch.failed++;
    imported.fate = 'refused';
    imported.problems.push(startFailed(error));
    return false;
  }
}

function fatesOf({ rows, entered }: Batch, why: () => RowProblem): ImportedRow[] {
  if (!entered) return rows.map((row) => untried(row, why()));
  const byLine = new Map(entered.map(({ imported }) => [imported.line, imported]));
  return rows.map((row) => byLine.get(row.line) ?? closed(row));
}

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
