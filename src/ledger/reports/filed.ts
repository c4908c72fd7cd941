import type { Effect } from '../../kernel/effect.ts';
import type { Data, Entry } from '../../kernel/record.ts';
import { canonicalJson } from '../canonical.ts';
import type { Writing } from '../open.ts';
import { dailyReport, type Figures, type Filing } from './form.ts';
import { addVersion, settle, type Which } from './versions.ts';

/**
 * The reports that a case filed from its step `from` on, in place of what the ledger holds of those steps: as the rest of the
 * projection, so that a step which no history has leaves no report either. Correcting an entry is the next version of its day and takes
 * the former one back; withdrawing it lets the one before count again.
 */
export async function replaceFiled(
  tx: Writing,
  { id, protocol, subject }: { id: string; protocol: string; subject: string },
  from: number,
  lines: readonly Effect[],
): Promise<void> {
  if (protocol !== dailyReport.protocol) return;
  const touched = new Map<string, Which>();
  const touch = (which: Which) => touched.set(which.day, which);
  const gone = tx.selectFrom('reports').select(['form', 'day', 'unit']).where('case_id', '=', id);
  for (const which of await gone.where((e) => e.or([e('seq', '>=', from), e('voided_seq', '>=', from)])).execute()) touch(which);
  if (touched.size > 0) {
    await tx.deleteFrom('reports').where('case_id', '=', id).where('seq', '>=', from).execute();
    await tx.updateTable('reports').set({ voided_seq: null }).where('case_id', '=', id).where('voided_seq', '>=', from).execute();
    for (const which of touched.values()) await settle(tx, which);
  }
  for (const { entry, seq, reason } of filedIn(lines, dailyReport)) {
    const former = await tx
      .selectFrom('reports')
      .select(['form', 'day', 'unit'])
      .where('case_id', '=', id)
      .where('entry', '=', entry.id)
      .where('voided_seq', 'is', null)
      .execute();
    if (former.length > 0) {
      const all = tx.updateTable('reports').set({ voided_seq: seq }).where('case_id', '=', id).where('entry', '=', entry.id);
      await all.where('voided_seq', 'is', null).execute();
      for (const which of former) await settle(tx, which);
    }
    const day = entry.data[dailyReport.day];
    if (entry.withdrawn || typeof day !== 'string') continue;
    const why = reason ?? entry.data[dailyReport.reason];
    await addVersion(
      tx,
      { form: dailyReport.name, day, unit: subject },
      {
        figures: canonicalJson(figuresOf(entry.data)),
        reason: typeof why === 'string' ? why : null,
        by: entry.by,
        recordedAt: reason === undefined ? entry.recorded : (entry.former?.at(-1)?.corrected ?? entry.recorded),
        filed: { case: id, seq, entry: entry.id },
      },
    );
  }
}

function filedIn(lines: readonly Effect[], form: Filing): { entry: Entry; seq: number; reason?: string }[] {
  return lines.flatMap((effect) => {
    if (effect.kind !== 'record') return [];
    const { note, seq } = effect;
    if (note.note === 'event' && note.entry.event === form.event) return [{ entry: note.entry, seq }];
    return note.note === 'corrected' && note.entry.event === form.event ? [{ entry: note.entry, seq, reason: note.reason }] : [];
  });
}

/** Every number that was reported. */
function figuresOf(data: Data): Figures {
  return Object.fromEntries(Object.entries(data).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value] as const] : [])));
}
