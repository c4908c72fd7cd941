import { editionAt } from '../kernel/edition.ts';
import type { Instant, Protocol } from '../kernel/protocol.ts';
import { canonicalJson, sha256 } from './canonical.ts';
import { type Ledger, writing } from './open.ts';

/** Content hash of a compiled protocol, by which cases are pinned to it. */
export function hashOf(protocol: Protocol): string {
  return sha256(canonicalJson(protocol));
}

/**
 * Keeps a compiled protocol under its hash; once there, it stays. In force is the latest edition of its name, and of two texts of one
 * edition the one published last. Publishing the same again changes nothing.
 */
export function publishProtocol(ledger: Ledger, protocol: Protocol): Promise<{ hash: string; isNew: boolean; inForce: boolean }> {
  const hash = hashOf(protocol);
  // Kept in the author's order, in which people read what they may do and what is wrong with their data.
  const compiled = JSON.stringify(protocol);
  return writing(ledger, async (tx) => {
    const name = protocol.protocol;
    const force = await tx
      .selectFrom('protocols_in_force as f')
      .innerJoin('protocols as p', 'p.hash', 'f.hash')
      .select(['p.hash', 'p.edition'])
      .where('f.protocol', '=', name)
      .executeTakeFirst();
    const stored = await tx.selectFrom('protocols').select('hash').where('hash', '=', hash).executeTakeFirst();
    if (stored) return { hash, isNew: false, inForce: force?.hash === hash };
    await tx
      .insertInto('protocols')
      .values({ hash, protocol: name, edition: protocol.edition, compiled, published_at: Date.now() })
      .execute();
    const inForce = force === undefined || compareEditions(protocol.edition, force.edition) >= 0;
    if (inForce) {
      await tx
        .insertInto('protocols_in_force')
        .values({ protocol: name, hash })
        .onConflict((on) => on.column('protocol').doUpdateSet({ hash }))
        .execute();
    }
    return { hash, isNew: true, inForce };
  });
}

export async function protocolByHash(ledger: Ledger, hash: string): Promise<Protocol | undefined> {
  const row = await ledger.db.selectFrom('protocols').select('compiled').where('hash', '=', hash).executeTakeFirst();
  return row && JSON.parse(row.compiled);
}

/** Published protocols whose hash begins so (hexadecimal digits). */
export async function protocolsByPrefix(ledger: Ledger, prefix: string): Promise<{ hash: string; protocol: Protocol }[]> {
  const rows = await ledger.db.selectFrom('protocols').select(['hash', 'compiled']).where('hash', 'like', `${prefix}%`).execute();
  return rows.map(({ hash, compiled }) => ({ hash, protocol: JSON.parse(compiled) }));
}

export async function protocolInForce(ledger: Ledger, name: string): Promise<{ hash: string; protocol: Protocol } | undefined> {
  const row = await ledger.db
    .selectFrom('protocols_in_force as f')
    .innerJoin('protocols as p', 'p.hash', 'f.hash')
    .select(['p.hash', 'p.compiled'])
    .where('f.protocol', '=', name)
    .executeTakeFirst();
  return row && { hash: row.hash, protocol: JSON.parse(row.compiled) };
}

/**
 * The edition of a protocol that new cases take at an instant (ms, the case's time), by its `effective_from`; before any is in force
 * the latest. Undefined when none is published.
 */
export async function editionInForce(ledger: Ledger, name: string, at: Instant): Promise<{ hash: string; protocol: Protocol } | undefined> {
  const rows = await ledger.db
    .selectFrom('protocols')
    .select(['hash', 'compiled'])
    .where('protocol', '=', name)
    .orderBy('published_at')
    .execute();
  const editions = rows
    .map(({ hash, compiled }): { hash: string; protocol: Protocol } => ({ hash, protocol: JSON.parse(compiled) }))
    .sort((a, b) => compareEditions(a.protocol.edition, b.protocol.edition));
  return editionAt(editions, at) ?? editions.at(-1);
}

/** Names in force with their editions, by name. */
export function protocolsInForce(ledger: Ledger) {
  return ledger.db
    .selectFrom('protocols_in_force as f')
    .innerJoin('protocols as p', 'p.hash', 'f.hash')
    .select(['p.protocol', 'p.edition', 'p.hash', 'p.published_at as publishedAt'])
    .orderBy('p.protocol')
    .execute();
}

/** Dates and numbers in the order people mean: "9" before "10", "2020-01-28" before "2020-02-05". */
const editions = new Intl.Collator('en', { numeric: true });

export function compareEditions(a: string, b: string): number {
  return editions.compare(a, b);
}
