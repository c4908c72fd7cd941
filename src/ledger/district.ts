import type { District } from '../kernel/district.ts';
import { compareEditions } from '../kernel/edition.ts';
import type { Actor } from '../kernel/record.ts';
import type { Away, Roster } from '../kernel/roster.ts';
import type { Units } from '../kernel/units.ts';
import { appendAudit } from './audit.ts';
import { canonicalJson, sha256 } from './canonical.ts';
import { newId } from './identifier.ts';
import { type Ledger, writing } from './open.ts';
import { standInTree } from './standing.ts';

type Kind = 'units' | 'roster';

/** Publishes a district's units; the latest edition is in force, and of two texts of one edition the one published last. */
export function publishUnits(ledger: Ledger, units: Units, by: Actor): Promise<boolean> {
  return publish(ledger, 'units', units.name, units, by);
}

/** Publishes a roster under its name, in force as units are. Running cases follow it from the next telling on. */
export function publishRoster(ledger: Ledger, roster: Roster, by: Actor): Promise<boolean> {
  return publish(ledger, 'roster', roster.name, roster, by);
}

/** True when that changed what is in force. */
function publish(ledger: Ledger, kind: Kind, name: string, content: { edition: string }, by: Actor): Promise<boolean> {
  // The hash knows no order of keys; the order in which units are written is the one in which they are listed.
  const hash = sha256(canonicalJson(content));
  const compiled = JSON.stringify(content);
  const { edition } = content;
  return writing(ledger, async (tx) => {
    const of = tx.selectFrom('publications').where('kind', '=', kind).where('name', '=', name);
    const former = await of.select(['hash', 'edition']).where('in_force', '=', 1).executeTakeFirst();
    if (former?.hash === hash)
      await tx.updateTable('publications').set({ compiled }).where('kind', '=', kind).where('hash', '=', hash).execute();
    if (former && (former.hash === hash || compareEditions(edition, former.edition) < 0)) return false;
    await tx.updateTable('publications').set({ in_force: 0 }).where('kind', '=', kind).where('name', '=', name).execute();
    await tx
      .insertInto('publications')
      .values({ kind, name, hash, edition, in_force: 1, compiled, published_at: Date.now() })
      .onConflict((on) => on.columns(['kind', 'name', 'hash']).doUpdateSet({ in_force: 1, published_at: Date.now() }))
      .execute();
    if (kind === 'units') await standInTree(tx);
    await appendAudit(ledger, tx, [{ by, action: 'district.published', of: name, detail: { kind, edition, hash: hash.slice(0, 12) } }]);
    return true;
  });
}

/** That somebody of a roster is away, entered while it is in force. */
export interface DutyChange extends Away {
  roster: string;
}

/** Enters leave, with or without a stand-in; the same again is the same. Throws RangeError when it ends before it begins. */
export function changeDuty(ledger: Ledger, change: DutyChange, by: Actor): Promise<{ id: string; isNew: boolean }> {
  const { roster, who, from, until, standIn } = change;
  if (until <= from) throw new RangeError('leave ends after it begins');
  return writing(ledger, async (tx) => {
    const same = await tx
      .selectFrom('duty_changes')
      .select('id')
      .where('roster', '=', roster)
      .where('who', '=', who)
      .where('from_at', '=', from)
      .where('until_at', '=', until)
      .where('stand_in', standIn === undefined ? 'is' : '=', standIn ?? null)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (same) return { id: same.id, isNew: false };
    const id = newId('d');
    await tx
      .insertInto('duty_changes')
      .values({ id, roster, who, from_at: from, until_at: until, stand_in: standIn ?? null, recorded_at: Date.now(), revoked_at: null })
      .execute();
    await appendAudit(ledger, tx, [
      { by, action: 'duty.changed', of: roster, detail: { change: id, who, from, until, ...(standIn !== undefined && { standIn }) } },
    ]);
    return { id, isNew: true };
  });
}

/** Takes leave back; false when there is none of that id, or it was taken back before. */
export function revokeDutyChange(ledger: Ledger, id: string, by: Actor): Promise<boolean> {
  return writing(ledger, async (tx) => {
    const row = await tx
      .selectFrom('duty_changes')
      .select('roster')
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (!row) return false;
    await tx.updateTable('duty_changes').set({ revoked_at: Date.now() }).where('id', '=', id).execute();
    await appendAudit(ledger, tx, [{ by, action: 'duty.changed', of: row.roster, detail: { revoked: id } }]);
    return true;
  });
}

/** Leave entered in the ledger and not taken back, by id, the latest entry first. */
export async function dutyChanges({ db }: Pick<Ledger, 'db'>): Promise<(DutyChange & { id: string })[]> {
  const rows = await db
    .selectFrom('duty_changes')
    .selectAll()
    .where('revoked_at', 'is', null)
    .orderBy('recorded_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(({ id, roster, who, from_at: from, until_at: until, stand_in }) => ({
    id,
    roster,
    who,
    from,
    until,
    ...(stand_in !== null && { standIn: stand_in }),
  }));
}

/**
 * The district in force, read anew at each call: a change reaches whoever asks next. Undefined when no units were published. Leave entered
 * in the ledger comes before what the roster's file says.
 */
export function districtInForce(ledger: Pick<Ledger, 'db'>): () => Promise<District | undefined> {
  const known = new Map<string, unknown>();
  return async () => {
    const { db } = ledger;
    const rows = await db
      .selectFrom('publications')
      .select(['kind', 'name', 'hash'])
      .where('in_force', '=', 1)
      .orderBy('kind')
      .orderBy('name')
      .execute();
    const unknown = rows.filter(({ hash }) => !known.has(hash)).map(({ hash }) => hash);
    if (unknown.length > 0) {
      const read = await db.selectFrom('publications').select(['hash', 'compiled']).where('hash', 'in', unknown).execute();
      for (const { hash, compiled } of read) known.set(hash, JSON.parse(compiled));
      for (const hash of known.keys()) if (!rows.some((row) => row.hash === hash)) known.delete(hash);
    }
    const units = rows.find(({ kind }) => kind === 'units');
    if (!units) return undefined;
    const changes = await dutyChanges(ledger);
    const rosters = rows
      .filter(({ kind }) => kind === 'roster')
      .map(({ hash }) => {
        const roster = known.get(hash) as Roster;
        const own = changes.filter((change) => change.roster === roster.name);
        return own.length === 0 ? roster : { ...roster, away: [...own, ...roster.away] };
      });
    return { units: known.get(units.hash) as Units, rosters };
  };
}
