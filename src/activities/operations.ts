import type { Client } from '@temporalio/client';
import { type Ledger, reconcilePage, recordNight } from '../ledger/index.ts';
import { liveCases } from '../temporal/index.ts';
import type { OperationsActivities } from '../workflow/contract.ts';

/** What the house's own nightly work asks of the world. */
export function operationsActivities({
  ledger,
  client,
  queue,
}: {
  ledger: Ledger;
  client: Client;
  queue?: string | undefined;
}): OperationsActivities {
  const live = liveCases(client, queue);
  return {
    reconcilePage: (cursor) => reconcilePage(ledger, live, cursor),
    async recordNight(night, noted) {
      const { endedAt, compared, count, audit } = await recordNight(ledger, night, noted);
      return { endedAt, compared, count, head: { seq: audit.seq, hash: audit.hash } };
    },
  };
}
