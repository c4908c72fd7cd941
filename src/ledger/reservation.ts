import type { Data } from '../kernel/record.ts';
import { canonicalJson } from './canonical.ts';
import { newId } from './identifier.ts';
import { type Ledger, type Writing, writing, writingCase } from './open.ts';
import { idsOf, personFor } from './persons/same.ts';
import { type Restanding, restand, standing } from './standing.ts';

/** Who is to have a case, under which protocol, and what it opens with. */
export interface Wanted {
  subject: string;
  /** Name of the protocol it opens under; after `becomes` the case stays of this family. */
  family: string;
  place: string;
  opening: Data;
}

export interface Reservation {
  caseId: string;
  state: 'reserved' | 'running';
  /** False: it was reserved or running before. */
  isNew: boolean;
  /** What the case opens, or opened, with: the first reservation's. Undefined for a case that was never reserved. */
  opening?: Data;
  place: string;
}

/**
 * The one open case of a family for a subject, reserved when there is none. Idempotent: who asks again, after a crash or from another
 * process, gets the same case id and may start it again under that id.
 */
export function reserveCase(ledger: Ledger, wanted: Wanted): Promise<Reservation> {
  return writing(ledger, async (tx) => {
    const open = await openCaseOf(tx, wanted);
    if (open) return open;
    const { reservation, stood } = await reserveNew(tx, { ...wanted, subject: await personFor(tx, wanted.subject) });
    await restand(tx, stood);
    return reservation;
  });
}

/** The open case of a family that a subject has already. */
export async function openCaseOf(tx: Writing, { subject, family }: Wanted): Promise<Reservation | undefined> {
  const open = await tx
    .selectFrom('cases')
    .select(['id', 'life', 'opening', 'place'])
    .where('subject', 'in', idsOf(subject))
    .where('life', '<>', 'closed')
    .where((e) => e.or([e('family', '=', family), e('protocol', '=', family)]))
    .orderBy('id')
    .executeTakeFirst();
  if (!open) return undefined;
  return {
    caseId: open.id,
    state: open.life === 'reserved' ? 'reserved' : 'running',
    isNew: false,
    place: open.place,
    ...(open.opening === null ? {} : { opening: JSON.parse(open.opening) }),
  };
}

/** Reserves a case for a subject that has no open one; whoever does so makes it stand in the sums and lists, in the same transaction. */
export async function reserveNew(tx: Writing, wanted: Wanted): Promise<{ reservation: Reservation; stood: Restanding }> {
  const { subject, family, place } = wanted;
  const caseId = newId('c');
  const opening = canonicalJson(wanted.opening);
  const row = { protocol: family, place, life: 'reserved' as const, late: 0 };
  await tx
    .insertInto('cases')
    .values({ id: caseId, family, subject, ...row, reserved_at: Date.now(), opening, attention: 0, bounces: 0 })
    .execute();
  const after = { ...row, holder_place: null, status: null, outcome: null, stages: null, earliest_due: null };
  return {
    reservation: { caseId, state: 'reserved', isNew: true, opening: wanted.opening, place },
    stood: { id: caseId, before: undefined, after },
  };
}

/**
 * The ended case of a subject that was reserved with just this family, place and opening, the latest: the same line of a register read
 * again says nothing new. Undefined when there is none, or an open case (which `openCaseOf` finds).
 */
export async function endedCaseOf(tx: Ledger['db'], wanted: Wanted): Promise<string | undefined> {
  const held = await tx
    .selectFrom('cases')
    .select(['id', 'life', 'place', 'family', 'opening'])
    .where('subject', 'in', idsOf(wanted.subject))
    .orderBy('reserved_at', 'desc')
    .execute();
  const family = held.filter((each) => each.family === wanted.family);
  if (family.some(({ life }) => life !== 'closed')) return undefined;
  const opening = canonicalJson(wanted.opening);
  return family.find((each) => each.opening === opening && each.place === wanted.place)?.id;
}

/** A case that is still only reserved is to open with this instead. */
export async function openWith(ledger: Ledger, caseId: string, opening: Data): Promise<void> {
  await writingCase(ledger, caseId, (tx) =>
    tx
      .updateTable('cases')
      .set({ opening: canonicalJson(opening) })
      .where('id', '=', caseId)
      .where('life', '=', 'reserved')
      .execute(),
  );
}

/** The workflows of these cases run; a case that has been projected, or has even ended, since then stays as it is. */
export async function markStarted(ledger: Ledger, caseIds: string | readonly string[]): Promise<void> {
  const ids = typeof caseIds === 'string' ? [caseIds] : caseIds;
  if (ids.length === 0) return;
  await writing(ledger, (tx) =>
    tx.updateTable('cases').set({ life: 'running' }).where('life', '=', 'reserved').where('id', 'in', ids).execute(),
  );
}

/** Gives a reservation back whose workflow certainly never started. True when there was one. */
export async function releaseReservation(ledger: Ledger, caseId: string): Promise<boolean> {
  return writing(ledger, async (tx) => {
    const gone = await tx
      .deleteFrom('cases')
      .where('id', '=', caseId)
      .where('life', '=', 'reserved')
      .returning(standing)
      .executeTakeFirst();
    await restand(tx, { id: caseId, before: gone, after: undefined });
    return gone !== undefined;
  });
}

/** Reservations older than `before` (ms, real time) whose start was never confirmed: a crash lies between. */
export async function unconfirmedReservations(ledger: Ledger, before: number) {
  return ledger.db
    .selectFrom('cases')
    .select(['id', 'family', 'subject', 'place', 'reserved_at as reservedAt'])
    .where('life', '=', 'reserved')
    .where('reserved_at', '<', before)
    .orderBy('id')
    .execute();
}

/** An ended case is to go on: it becomes the subject's open case of its family again, unless there is another, whose id is returned. */
export function claimAgain(ledger: Ledger, caseId: string): Promise<string | undefined> {
  return writing(ledger, async (tx) => {
    const held = await tx
      .selectFrom('cases')
      .select(['subject', 'family', ...standing])
      .where('id', '=', caseId)
      .executeTakeFirst();
    // One that was merged does not go on: its record is the other's, and it says so itself.
    if (held?.life !== 'closed' || held.outcome === 'merged') return undefined;
    const family = held.family ?? held.protocol;
    const other = await tx
      .selectFrom('cases')
      .select('id')
      .where('subject', 'in', idsOf(held.subject))
      .where('life', '<>', 'closed')
      .where((e) => e.or([e('family', '=', family), e('protocol', '=', family)]))
      .executeTakeFirst();
    if (other) return other.id;
    await tx.updateTable('cases').set({ life: 'running' }).where('id', '=', caseId).execute();
    await restand(tx, { id: caseId, before: held, after: { ...held, life: 'running' } });
    return undefined;
  });
}

/** A case that was to go on, and will not, is ended as before. */
export function endAgain(ledger: Ledger, caseId: string): Promise<void> {
  return writing(ledger, async (tx) => {
    const held = await tx.selectFrom('cases').select(standing).where('id', '=', caseId).executeTakeFirst();
    if (held?.life !== 'running' || held.status !== 'ended') return;
    await tx.updateTable('cases').set({ life: 'closed' }).where('id', '=', caseId).execute();
    await restand(tx, { id: caseId, before: held, after: { ...held, life: 'closed' } });
  });
}
