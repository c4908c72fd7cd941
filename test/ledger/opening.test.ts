import { expect, it } from 'vitest';
import { completeOpening, project } from '../../src/ledger/index.ts';
import { closeContact, NOW, projection, tempLedger, units } from './sample.ts';

const by = { role: 'county_cdc', place: 'cdc' };
const opening = { id: 'c-new', subject: 'p-1', place: 'sample-village', now: NOW + 9, by, data: { exposed_on: '2020-01-25' } };
const asking = { ...closeContact, wantsEarlier: true as const };

it('an opening tells of the ended cases of the subject under that protocol, the first ended first, where the protocol asks', async () => {
  const ledger = await tempLedger();
  const ended = { subject: 'p-1', status: 'ended', outcome: 'released' } as const;
  await project(ledger, projection('c-second', 5, { ...ended, endedAt: NOW + 5 }));
  await project(ledger, projection('c-first', 3, { ...ended, endedAt: NOW + 3 }));
  await project(ledger, projection('c-open', 3, { subject: 'p-1' }));
  await project(ledger, projection('c-of-another', 3, { ...ended, subject: 'p-2', endedAt: NOW }));
  await project(ledger, projection('c-of-another-protocol', 3, { ...ended, protocol: 'returnee', endedAt: NOW }));
  expect((await completeOpening(ledger, opening, asking, units)).earlier).toEqual([
    { case: 'c-first', outcome: 'released', opened_at: NOW, ended_at: NOW + 3 },
    { case: 'c-second', outcome: 'released', opened_at: NOW, ended_at: NOW + 5 },
  ]);
  expect(await completeOpening(ledger, opening, closeContact, units)).not.toHaveProperty('earlier');
});
