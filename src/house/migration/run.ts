import type { Actor, MigrationMap } from '../../kernel/index.ts';
import {
  beginMigration,
  canonicalJson,
  casesUnder,
  clock,
  endMigration,
  noteFates,
  sha256,
  takenUp,
  takeUp,
  wantedBesides,
} from '../../ledger/index.ts';
import { BATCH, doToEach, type MigrationTotals, type MigrationWork, nothingYet, nowBy, type Progress, type Published } from './batches.ts';

export interface MigrationOrder {
  from: Published;
  to: Published;
  map: MigrationMap;
  by: Actor;
  reason: string;
}

/**
 * Moves every running case of an edition to another, in batches. What it takes up is in the audit before it is done, and each case knows the
 * key: broken off and begun again, or begun twice, it moves no case twice. It looks again until there is none that it has not asked.
 */
export async function runMigration(work: MigrationWork, order: MigrationOrder, progress: Progress): Promise<MigrationTotals> {
  const { ledger, units } = work;
  const { from, to, map, by, reason } = order;
  const under = await casesUnder(ledger, from.hash);
  const { id, resumed } = await beginMigration(ledger, {
    from: from.hash,
    to: to.hash,
    map: sha256(canonicalJson(map)),
    by,
    cases: under.length,
  });
  const setting = await clock(ledger);
  const totals = nothingYet(id, resumed);
  const asked = new Set<string>();
  let cases = [...new Set([...(resumed ? await takenUp(ledger, id) : []), ...under])];
  while (cases.length > 0) {
    for (let first = 0; first < cases.length; first += BATCH) {
      const batch = cases.slice(first, first + BATCH);
      await takeUp(ledger, id, by, batch);
      const fates = await doToEach(
        work,
        by,
        batch,
        async (one, where) => ({
          key: `${id}:${one}`,
          input: {
            kind: 'migrate',
            to: { $protocol: to.hash },
            map,
            reason,
            recorded: nowBy(setting),
            ...(await wantedBesides(ledger, where, to.protocol, units)),
          },
        }),
        totals,
      );
      await noteFates(ledger, id, by, fates);
      progress(totals.total, totals.total + cases.length - first - batch.length);
    }
    for (const one of cases) asked.add(one);
    cases = (await casesUnder(ledger, from.hash)).filter((one) => !asked.has(one));
  }
  const { moved, left, gone, silent } = totals;
  if (silent.length === 0) await endMigration(ledger, id, by, { moved, left: left.length, gone: gone.length });
  return totals;
}
