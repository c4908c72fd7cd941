import type { Actor } from '../../kernel/index.ts';
import { clock, endMigration, type HeldMigration, movedBy, noteTakenBack, takenUp } from '../../ledger/index.ts';
import { BATCH, doToEach, type MigrationTotals, type MigrationWork, nothingYet, nowBy, type Progress } from './batches.ts';

/**
 * Takes back every case of a migration to which nothing has happened since; also those of which a crash left unknown whether they had
 * moved. A migration that was still under way ends with it: the same command then begins another.
 */
export async function undoMigration(
  work: MigrationWork,
  { migration, by, reason }: { migration: HeldMigration; by: Actor; reason: string },
  progress: Progress,
): Promise<MigrationTotals> {
  const { ledger } = work;
  const { id, from, to, ended } = migration;
  const cases = [...new Set([...(await movedBy(ledger, id)), ...(await takenUp(ledger, id))])];
  if (!ended) await endMigration(ledger, id, by, {});
  const setting = await clock(ledger);
  const totals = nothingYet(id, false);
  for (let first = 0; first < cases.length; first += BATCH) {
    const fates = await doToEach(
      work,
      by,
      cases.slice(first, first + BATCH),
      (one) => ({ key: `${id}:undo:${one}`, input: { kind: 'unmigrate', from, to, recorded: nowBy(setting), reason } }),
      totals,
    );
    await noteTakenBack(ledger, id, by, fates);
    progress(totals.total, cases.length);
  }
  return totals;
}
