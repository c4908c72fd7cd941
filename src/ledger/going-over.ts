import type { Actor } from '../kernel/record.ts';
import { type AuditEntry, appendAudit } from './audit.ts';
import { newId } from './identifier.ts';
import { type Ledger, writing } from './open.ts';

/** A migration as the audit knows it: that it began, which cases it took up, what became of each, that it ended. */
export interface HeldMigration {
  id: string;
  /** Hashes of the editions. */
  from: string;
  to: string;
  /** Digest of the map. */
  map: string;
  ended: boolean;
}

/** What became of a case that a migration took up. `left`: it stayed where it was, and why. */
export type Fate = { case: string; seq: number } | { case: string; left: string };

/** Ids of the cases that run under an edition, as the ledger knows them. */
export async function casesUnder(ledger: Ledger, hash: string): Promise<string[]> {
  const rows = await ledger.db
    .selectFrom('cases')
    .select('id')
    .where('hash', '=', hash)
    .where('life', '=', 'running')
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Of whom a case is and where it belongs. Throws when the ledger has no such case. */
export function whereIs(ledger: Ledger, id: string): Promise<{ subject: string; place: string }> {
  return ledger.db.selectFrom('cases').select(['subject', 'place']).where('id', '=', id).executeTakeFirstOrThrow();
}

/** Begins a migration, or goes on with the same one that is under way or was broken off. */
export function beginMigration(
  ledger: Ledger,
  { from, to, map, by, cases }: Omit<HeldMigration, 'id' | 'ended'> & { by: Actor; cases: number },
): Promise<{ id: string; resumed: boolean }> {
  return writing(ledger, async (tx) => {
    // Two at once would each begin their own: whoever writes to the audit does so alone.
    await ledger.store.alone(tx, 'audit');
    const open = (await migrationsIn(tx)).find((held) => !held.ended && held.from === from && held.to === to && held.map === map);
    if (open) return { id: open.id, resumed: true };
    const id = newId('m');
    await appendAudit(ledger, tx, [{ by, action: 'migration.begun', of: id, detail: { from, to, map, cases } }]);
    return { id, resumed: false };
  });
}

/** Says which cases are taken up next, before anything is done to them: whoever goes on after a crash begins with these. */
export function takeUp(ledger: Ledger, id: string, by: Actor, cases: readonly string[]): Promise<void> {
  return note(ledger, [{ by, action: 'migration.batch', of: id, detail: { cases: [...cases] } }]);
}

/** Keeps what became of each. */
export function noteFates(ledger: Ledger, id: string, by: Actor, fates: readonly Fate[]): Promise<void> {
  return note(
    ledger,
    fates.map((fate) =>
      'left' in fate
        ? { by, action: 'case.left', of: fate.case, detail: { migration: id, why: fate.left } }
        : { by, action: 'case.migrated', of: fate.case, detail: { migration: id, seq: fate.seq } },
    ),
  );
}

export function endMigration(ledger: Ledger, id: string, by: Actor, counts: Record<string, number>): Promise<void> {
  return note(ledger, [{ by, action: 'migration.ended', of: id, detail: counts }]);
}

/** Keeps which cases were taken back to the edition they came from. */
export function noteTakenBack(ledger: Ledger, id: string, by: Actor, fates: readonly Fate[]): Promise<void> {
  return note(
    ledger,
    fates.flatMap((fate) =>
      'left' in fate ? [] : [{ by, action: 'case.restored' as const, of: fate.case, detail: { migration: id, seq: fate.seq } }],
    ),
  );
}

const note = (ledger: Ledger, entries: readonly AuditEntry[]) => writing(ledger, (tx) => appendAudit(ledger, tx, entries));

/** Every migration, the latest first. */
export async function migrationsIn(db: Ledger['db']): Promise<HeldMigration[]> {
  const rows = await db
    .selectFrom('audit')
    .select(['action', 'about', 'detail'])
    .where('action', 'in', ['migration.begun', 'migration.ended'])
    .orderBy('seq', 'desc')
    .execute();
  const ended = new Set(rows.filter(({ action }) => action === 'migration.ended').map(({ about }) => about));
  return rows
    .filter(({ action }) => action === 'migration.begun')
    .map(({ about, detail }) => {
      const { from, to, map } = JSON.parse(detail) as Omit<HeldMigration, 'id' | 'ended'>;
      return { id: about, from, to, map, ended: ended.has(about) };
    });
}

/** Cases that a migration took up and of which nothing more is known. */
export async function takenUp(ledger: Ledger, id: string): Promise<string[]> {
  const rows = await ledger.db
    .selectFrom('audit')
    .select(['detail'])
    .where('about', '=', id)
    .where('action', '=', 'migration.batch')
    .orderBy('seq')
    .execute();
  const known = new Set((await fatesOf(ledger, id, ['case.migrated', 'case.left'])).map((fate) => fate.about));
  return [...new Set(rows.flatMap(({ detail }) => (JSON.parse(detail) as { cases: string[] }).cases))].filter((one) => !known.has(one));
}

/** Cases that a migration moved and nobody has taken back. */
export async function movedBy(ledger: Ledger, id: string): Promise<string[]> {
  const back = new Set((await fatesOf(ledger, id, ['case.restored'])).map(({ about }) => about));
  const moved = new Set((await fatesOf(ledger, id, ['case.migrated'])).map(({ about }) => about));
  return [...moved].filter((one) => !back.has(one));
}

/** The latest migration that a case has gone over with and not been taken back from, or may have; one that moved none is passed over. */
export async function latestMoving(ledger: Ledger): Promise<HeldMigration | undefined> {
  for (const held of await migrationsIn(ledger.db))
    if ((await movedBy(ledger, held.id)).length > 0 || (await takenUp(ledger, held.id)).length > 0) return held;
  return undefined;
}

function fatesOf(ledger: Ledger, id: string, actions: readonly string[]) {
  return ledger.db
    .selectFrom('audit')
    .select('about')
    .where('action', 'in', actions)
    .where('detail', 'like', `%"migration":"${id}"%`)
    .orderBy('seq')
    .execute();
}
