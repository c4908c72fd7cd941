import type { About, Effect } from '../kernel/effect.ts';
import type { Opening } from '../kernel/input.ts';
import type { CaseRow } from '../kernel/projection.ts';
import type { Slot } from '../kernel/slot.ts';
import { type Ledger, reading } from './open.ts';
import { idsOf } from './persons/same.ts';
import type { CaseTable } from './tables.ts';

/** A case as the ledger knows it; `row` is absent until its first projection. */
export interface CaseEntry {
  id: string;
  subject: string;
  place: string;
  protocol: string;
  family: string | null;
  life: CaseTable['life'];
  digest: string | null;
  earliestDue: number | null;
  row?: CaseRow;
}

export interface CaseMessage {
  key: string;
  role: string;
  unit: string | null;
  place: string;
  about: About;
  at: number;
  /** Ids of those on duty there then. */
  duty?: string[];
}

export interface CaseFile extends CaseEntry {
  tasks: Slot[];
  timeline: Effect[];
  messages: CaseMessage[];
  /** Cases it opened, by the name of the link; `opened`: the one that opened it. */
  links: { name: string; case: string }[];
}

/** The whole story of one case, oldest first; undefined when the ledger has no such case. */
export async function caseById(ledger: Ledger, id: string): Promise<CaseFile | undefined> {
  return reading(ledger, async (db) => {
    const found = await db.selectFrom('cases').selectAll().where('id', '=', id).executeTakeFirst();
    if (!found) return undefined;
    const tasks = await db.selectFrom('tasks').select('slot').where('case_id', '=', id).orderBy('ordinal').execute();
    const lines = await db.selectFrom('timeline').select('effect').where('case_id', '=', id).orderBy('seq').orderBy('line').execute();
    const told = await db
      .selectFrom('messages')
      .selectAll()
      .where('case_id', '=', id)
      .orderBy('at')
      .orderBy('message_key')
      .orderBy('role')
      .execute();
    const links = await db
      .selectFrom('case_links')
      .select(['name', 'linked'])
      .where('case_id', '=', id)
      .orderBy('seq')
      .orderBy('line')
      .execute();
    return {
      ...entryOf(found),
      links: links.map(({ name, linked }) => ({ name, case: linked })),
      tasks: tasks.map((task) => JSON.parse(task.slot)),
      timeline: lines.map((line) => JSON.parse(line.effect)),
      messages: told.map(({ message_key: key, role, unit, place, about, at, duty }) => ({
        key,
        role,
        unit,
        place,
        about: JSON.parse(about),
        at,
        ...(duty !== null && { duty: JSON.parse(duty) }),
      })),
    };
  });
}

/** Open cases of a subject, whatever their protocol. */
export async function openCasesOf(ledger: Ledger, subject: string): Promise<CaseEntry[]> {
  const rows = await ledger.db
    .selectFrom('cases')
    .selectAll()
    .where('subject', 'in', idsOf(subject))
    .where('life', '<>', 'closed')
    .orderBy('id')
    .execute();
  return rows.map(entryOf);
}

/** The ended cases of a subject under a protocol, the oldest first: what an opening tells a protocol that asks for them. */
export async function endedCasesOf(ledger: Ledger, subject: string, protocol: string): Promise<NonNullable<Opening['earlier']>> {
  const rows = await ledger.db
    .selectFrom('cases')
    .select(['id', 'outcome', 'opened_at', 'ended_at'])
    .where('subject', 'in', idsOf(subject))
    .where('protocol', '=', protocol)
    .where('life', '=', 'closed')
    .orderBy('ended_at')
    .orderBy('opened_at')
    .execute();
  return rows.flatMap(({ id, outcome, opened_at, ended_at }) =>
    outcome === null || opened_at === null || ended_at === null ? [] : [{ case: id, outcome, opened_at, ended_at }],
  );
}

export function entryOf(held: CaseTable): CaseEntry {
  const { id, subject, place, protocol, family, life, digest } = held;
  const entry: CaseEntry = { id, subject, place, protocol, family, life, digest, earliestDue: held.earliest_due };
  const row = rowOf(held);
  if (row) entry.row = row;
  return entry;
}

function rowOf(held: CaseTable): CaseRow | undefined {
  const { run, seq, hash, edition, status, states, stages, holder_place, opened_at, now } = held;
  if (run === null || seq === null || hash === null || edition === null || states === null || stages === null) return undefined;
  if (holder_place === null || opened_at === null || now === null) return undefined;
  if (status !== 'running' && status !== 'becoming' && status !== 'ended') return undefined;
  return {
    id: held.id,
    run,
    seq,
    subject: held.subject,
    place: held.place,
    hash,
    protocol: held.protocol,
    edition,
    status,
    outcome: held.outcome,
    at: JSON.parse(states),
    stages: JSON.parse(stages),
    holderPlace: holder_place,
    holderRole: held.holder_role,
    openedAt: opened_at,
    endedAt: held.ended_at,
    now,
    nextWake: held.next_wake,
    attention: held.attention,
    ...(held.bounces > 0 && { bounces: held.bounces }),
  };
}

/** Ids of the cases that have not ended, reserved ones too. */
export async function openCaseIds(ledger: Ledger): Promise<string[]> {
  const rows = await ledger.db.selectFrom('cases').select('id').where('life', '<>', 'closed').execute();
  return rows.map(({ id }) => id);
}
