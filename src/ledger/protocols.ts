import { type Dated, editionAt } from '../kernel/edition.ts';
import type { Instant, Protocol } from '../kernel/protocol.ts';
import { canonicalJson, sha256 } from './canonical.ts';
import { type Ledger, writing } from './open.ts';

/** Content hash of a compiled protocol, by which cases are pinned to it. */
export function hashOf(protocol: Protocol): string {
  return sha256(canonicalJson(protocol));
}

/**
 * Keeps a compiled protocol under its hash; once there, it stays. Publishing a text again puts it after the other texts of its edition;
 * publishing twice what was published last changes nothing. Which edition new cases take is a matter of dates: `editionInForce`.
 */
export function publishProtocol(ledger: Ledger, protocol: Protocol): Promise<{ hash: string; isNew: boolean }> {
  const hash = hashOf(protocol);
  const { protocol: name, edition, zone, effectiveFrom = null } = protocol;
  // Kept in the author's order, in which people read what they may do and what is wrong with their data.
  const compiled = JSON.stringify(protocol);
  return writing(ledger, async (tx) => {
    const texts = await tx
      .selectFrom('protocols')
      .select(['hash', 'published_at'])
      .where('protocol', '=', name)
      .orderBy('published_at')
      .execute();
    const isNew = !texts.some((text) => text.hash === hash);
    const last = texts.at(-1);
    if (last?.hash === hash) return { hash, isNew };
    const published_at = Math.max(Date.now(), (last?.published_at ?? 0) + 1);
    await tx
      .insertInto('protocols')
      .values({ hash, protocol: name, edition, zone, effective_from: effectiveFrom, compiled, published_at })
      .onConflict((on) => on.column('hash').doUpdateSet({ published_at }))
      .execute();
    return { hash, isNew };
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

/** Every text that was published as this edition; the same edition may have been published with corrections. */
export async function editionsCalled(ledger: Ledger, name: string, edition: string): Promise<{ hash: string; protocol: Protocol }[]> {
  const rows = await ledger.db
    .selectFrom('protocols')
    .select(['hash', 'compiled'])
    .where('protocol', '=', name)
    .where('edition', '=', edition)
    .orderBy('published_at')
    .execute();
  return rows.map(({ hash, compiled }) => ({ hash, protocol: JSON.parse(compiled) }));
}

/** The edition of a protocol that new cases take at an instant (ms, the cases' time): see `editionAt`. Undefined when none is published. */
export async function editionInForce(ledger: Ledger, name: string, at: Instant): Promise<{ hash: string; protocol: Protocol } | undefined> {
  const published = await texts(ledger).where('protocol', '=', name).execute();
  const hash = editionAt(published, at, datedOf)?.hash;
  const protocol = hash === undefined ? undefined : await protocolByHash(ledger, hash);
  return hash !== undefined && protocol ? { hash, protocol } : undefined;
}

/** Every published text, by name, and of one name in the order of publication. */
export function publishedProtocols(ledger: Ledger): Promise<{ protocol: string; edition: string; hash: string }[]> {
  return texts(ledger).execute();
}

/** Of every published protocol, by name, the edition that new cases take at an instant. */
export async function protocolsInForce(ledger: Ledger, at: Instant) {
  const byName = new Map<string, Text[]>();
  for (const text of await texts(ledger).execute()) byName.set(text.protocol, [...(byName.get(text.protocol) ?? []), text]);
  return [...byName.values()].map((published) => {
    const { protocol, edition, hash, published_at: publishedAt } = editionAt(published, at, datedOf)!;
    return { protocol, edition, hash, publishedAt };
  });
}

type Text = Awaited<ReturnType<ReturnType<typeof texts>['execute']>>[number];

function texts({ db }: Ledger) {
  return db
    .selectFrom('protocols')
    .select(['hash', 'protocol', 'edition', 'zone', 'effective_from', 'published_at'])
    .orderBy('protocol')
    .orderBy('published_at');
}

const datedOf = ({ edition, zone, effective_from }: Text): Dated => ({
  edition,
  zone,
  ...(effective_from !== null && { effectiveFrom: effective_from }),
});
