import type { Effect } from '../../kernel/effect.ts';
import type { CaseRow } from '../../kernel/projection.ts';
import type { Entry } from '../../kernel/record.ts';
import type { Writing } from '../open.ts';

/** By which name an opening says when a person was exposed. */
const EXPOSED_ON = 'exposed_on';

/**
 * The exposures that a case was told of (each opening that says `exposed_on`: by a register, by hand, or by the case of whom the person met).
 * A correction moves the day; taken back, the exposure stays, marked.
 */
export async function keepExposures(tx: Writing, row: CaseRow, lines: readonly Effect[]): Promise<void> {
  const told = openingsIn(lines);
  if (told.length === 0 || !(await isPerson(tx, row.subject))) return;
  for (const { entry, reason } of told) {
    const on = entry.data[EXPOSED_ON];
    if (typeof on !== 'string') continue;
    const day = { first_on: on, last_on: on };
    const voided = entry.withdrawn ? { voided_at: entry.former?.at(-1)?.corrected ?? entry.recorded, voided_why: reason ?? '' } : {};
    const source = await sourceOf(tx, row, entry);
    await tx
      .insertInto('exposures')
      .values({
        id: `x-${row.id}-${entry.id}`,
        person_id: row.subject,
        source_id: source,
        place: null,
        setting: 'other',
        ...day,
        note: null,
        recorded_at: entry.recorded,
        voided_at: null,
        voided_why: null,
        case_id: row.id,
        seq: entry.id,
        ...voided,
      })
      .onConflict((on) => on.column('id').doUpdateSet({ ...day, voided_at: null, voided_why: null, ...voided }))
      .execute();
  }
}

/**
 * Of openings that steps from `from` on have put right, and which no history may have, what was said of them before: their exposures go back
 * to that.
 */
export async function openingsBefore(tx: Writing, caseId: string, from: number): Promise<Effect[]> {
  const linesOf = async (since: number, until?: number) => {
    let query = tx
      .selectFrom('timeline')
      .select('effect')
      .where('case_id', '=', caseId)
      .where('kind', '=', 'record')
      .where('seq', '>=', since);
    if (until !== undefined) query = query.where('seq', '<', until);
    const rows = await query.orderBy('seq').orderBy('line').execute();
    return rows.map(({ effect }): Effect => JSON.parse(effect));
  };
  const taken = openingsIn(await linesOf(from));
  const ids = new Set(taken.map(({ entry }) => entry.id).filter((id) => id < from));
  if (ids.size === 0) return [];
  const before = await linesOf(Math.min(...ids), from);
  return before.filter((line) => openingsIn([line]).some(({ entry }) => ids.has(entry.id)));
}

function openingsIn(lines: readonly Effect[]): { entry: Entry; reason?: string }[] {
  return lines.flatMap((effect) => {
    if (effect.kind !== 'record') return [];
    const { note } = effect;
    if (note.note !== 'event' && note.note !== 'corrected') return [];
    const { entry } = note;
    // What was taken over from a merged case is that case's to tell.
    if (entry.event !== 'opened' || entry.taken || entry.hidden) return [];
    return [{ entry, ...(note.note === 'corrected' && { reason: note.reason }) }];
  });
}

const isPerson = (tx: Writing, id: string) => tx.selectFrom('persons').select('id').where('id', '=', id).executeTakeFirst();

/** Who is the subject of the case that told of it; nobody else is known. */
async function sourceOf(tx: Writing, row: CaseRow, { from }: Entry): Promise<string | null> {
  if (from === undefined || from === row.id) return null;
  const found = await tx
    .selectFrom('cases as c')
    .innerJoin('persons as p', 'p.id', 'c.subject')
    .select('p.id')
    .where('c.id', '=', from)
    .executeTakeFirst();
  return found && found.id !== row.subject ? found.id : null;
}
