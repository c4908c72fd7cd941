import type { Effect } from '../kernel/effect.ts';
import type { CaseRow, Projection } from '../kernel/projection.ts';
import type { Slot } from '../kernel/slot.ts';
import { keepAnswers } from './answers.ts';
import { canonicalJson, sha256 } from './canonical.ts';
import { chunks } from './chunks.ts';
import { type Ledger, type Writing, writingCase } from './open.ts';
import { keepSame } from './persons/same.ts';
import { keepExposures, openingsBefore } from './persons/told-exposures.ts';
import { replaceFiled } from './reports/filed.ts';
import { restand, standing } from './standing.ts';

const PER_INSERT = 500;

/**
 * Digest of what a projection says of a case: its row and slots. The run is left out: continuing as new changes it without a step;
 * the lines are left out: a live case no longer has those that arrived.
 */
export function digestOf(projection: Pick<Projection, 'row' | 'slots'>): string {
  const { run: _run, ...row } = projection.row;
  return sha256(canonicalJson({ row, slots: projection.slots }));
}

/**
 * Writes a case's row, tasks and lines in place of what is there. The same number replaces: after a crash the ledger can hold a step
 * that no history has, and the next event gets its number. A newer stored number means this one comes late: `older`, nothing changes,
 * unless `force` (repair from the live case, which is right by definition).
 */
export function project(ledger: Ledger, projection: Projection, options: { force?: boolean } = {}): Promise<'written' | 'older'> {
  return writingCase(ledger, projection.row.id, (tx) => projectIn(ledger, tx, projection, options));
}

export async function projectIn(ledger: Ledger, tx: Writing, projection: Projection, { force = false } = {}): Promise<'written' | 'older'> {
  const { row, slots, lines, answers = [] } = projection;
  const stored = await tx
    .selectFrom('cases')
    .select(['seq', 'states', ...standing])
    .where('id', '=', row.id)
    .executeTakeFirst();
  if (!force && stored?.seq != null && stored.seq > row.seq) return 'older';
  const columns = columnsOf(row, slots, digestOf(projection));
  if (stored) await tx.updateTable('cases').set(columns).where('id', '=', row.id).execute();
  else
    await tx
      .insertInto('cases')
      .values({ id: row.id, family: null, ...columns })
      .execute();
  await restand(tx, { id: row.id, before: stored, after: columns });
  if (stored?.states !== columns.states || stored.stages !== columns.stages) await replaceLabels(tx, row);
  await replaceTasks(tx, projection);
  const from = lines.reduce((least, line) => Math.min(least, line.seq), row.seq + 1);
  // Most steps are new to the ledger, and then nothing of them stands there.
  const isNews = stored?.seq != null && stored.seq < from;
  const former = stored?.seq == null || isNews ? [] : await openingsBefore(tx, row.id, from);
  if (!isNews) await takeBack(tx, row.id, from);
  await keepLines(tx, row.id, lines);
  await keepAnswers(tx, row.id, answers);
  await keepLinks(tx, row.id, lines);
  await replaceFiled(tx, row, from, lines);
  await keepExposures(tx, row, [...former, ...lines]);
  await keepSame(ledger, tx, row, from, lines);
  return 'written';
}

function columnsOf(row: CaseRow, slots: readonly Slot[], digest: string) {
  const dues = slots.flatMap((slot) => (slot.status === 'open' && slot.due !== null ? [slot.due] : []));
  const due = dues.reduce<number | null>((least, one) => (least === null || one < least ? one : least), null);
  return {
    subject: row.subject,
    place: row.place,
    life: row.status === 'ended' ? ('closed' as const) : ('running' as const),
    digest,
    run: row.run,
    seq: row.seq,
    hash: row.hash,
    protocol: row.protocol,
    edition: row.edition,
    status: row.status,
    outcome: row.outcome,
    states: JSON.stringify(row.at),
    stages: JSON.stringify(row.stages),
    stage: row.stages[0] ?? null,
    holder_place: row.holderPlace,
    holder_role: row.holderRole,
    opened_at: row.openedAt,
    ended_at: row.endedAt,
    now: row.now,
    next_wake: row.nextWake,
    attention: row.attention,
    bounces: row.bounces ?? 0,
    earliest_due: due,
    late: due !== null && due <= row.now ? 1 : 0,
  };
}

async function replaceLabels(tx: Writing, row: CaseRow): Promise<void> {
  await tx.deleteFrom('case_labels').where('case_id', '=', row.id).execute();
  const labels = [
    ...[...new Set(row.stages)].map((label) => ({ case_id: row.id, kind: 'stage' as const, label })),
    ...[...new Set(row.at)].map((label) => ({ case_id: row.id, kind: 'state' as const, label })),
  ];
  if (labels.length > 0) await tx.insertInto('case_labels').values(labels).execute();
}

/** Most slots of a case do not change in a step: only what differs is written. What a case has left to the ledger stays as it is. */
async function replaceTasks(tx: Writing, { row, slots: present, archive, left = [] }: Projection): Promise<void> {
  const caseId = row.id;
  const slots = [...left, ...present];
  const first = (archive?.slots ?? 0) - left.length;
  const stored = await tx
    .selectFrom('tasks')
    .select(['slot_id', 'ordinal', 'slot'])
    .where('case_id', '=', caseId)
    .where('ordinal', '>=', first)
    .execute();
  const before = new Map(stored.map((task) => [task.slot_id, task]));
  const changed = [];
  const times = new Map<string, number>();
  for (const [n, slot] of slots.entries()) {
    const ordinal = first + n;
    // A state left and entered again the same day asks for the same slot anew; the one withdrawn stays beside it.
    const nth = (times.get(slot.id) ?? 0) + 1;
    times.set(slot.id, nth);
    const id = nth === 1 ? slot.id : `${slot.id}~${nth}`;
    const text = JSON.stringify(slot);
    const was = before.get(id);
    before.delete(id);
    if (was?.slot === text && was.ordinal === ordinal) continue;
    changed.push({ case_id: caseId, slot_id: id, ordinal, event: slot.event, status: slot.status, due: slot.due, slot: text });
  }
  const isLeft = (text: string) => archive !== undefined && ((JSON.parse(text) as Slot).closed ?? archive.at) < archive.at;
  for (const [gone, { slot }] of before)
    if (!isLeft(slot)) await tx.deleteFrom('tasks').where('case_id', '=', caseId).where('slot_id', '=', gone).execute();
  for (const some of chunks(changed, PER_INSERT)) {
    await tx
      .insertInto('tasks')
      .values(some)
      .onConflict((on) =>
        on.columns(['case_id', 'slot_id']).doUpdateSet((e) => ({
          ordinal: e.ref('excluded.ordinal'),
          event: e.ref('excluded.event'),
          status: e.ref('excluded.status'),
          due: e.ref('excluded.due'),
          slot: e.ref('excluded.slot'),
        })),
      )
      .execute();
  }
}

/** What the steps of a case from `from` on told: no history may have them. */
async function takeBack(tx: Writing, caseId: string, from: number): Promise<void> {
  for (const table of ['timeline', 'answers', 'case_links', 'exposures'] as const)
    await tx
      .deleteFrom(table as 'timeline')
      .where('case_id', '=', caseId)
      .where('seq', '>=', from)
      .execute();
}

async function keepLines(tx: Writing, caseId: string, lines: readonly Effect[]): Promise<void> {
  const rows = lines.map((effect) => ({
    case_id: caseId,
    seq: effect.seq,
    line: effect.index,
    at: effect.at,
    kind: effect.kind,
    effect: JSON.stringify(effect),
  }));
  for (const some of chunks(rows, PER_INSERT)) await tx.insertInto('timeline').values(some).execute();
}

/** The cases a case is linked to: those it opened, and the one that opened it. */
async function keepLinks(tx: Writing, caseId: string, lines: readonly Effect[]): Promise<void> {
  const links = lines.flatMap((effect) => {
    if (effect.kind !== 'record') return [];
    const { note } = effect;
    const of = { case_id: caseId, seq: effect.seq, line: effect.index };
    if (note.note === 'linked') return [{ ...of, name: note.name, linked: note.case }];
    return note.note === 'event' && note.entry.event === 'opened' && note.entry.from !== undefined
      ? [{ ...of, name: 'opened', linked: note.entry.from }]
      : [];
  });
  for (const some of chunks(links, PER_INSERT)) await tx.insertInto('case_links').values(some).execute();
}
