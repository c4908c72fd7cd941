import { expect, it } from 'vitest';
import type { Effect } from '../../src/kernel/effect.ts';
import { type Ledger, listIncidents, project } from '../../src/ledger/index.ts';
import { NOW, projection, tempLedger } from './sample.ts';

/** A case in which `flagged` things came up, of which the first `resolved` are dealt with. */
function told(ledger: Ledger, id: string, flagged: number, resolved = 0) {
  const about = (n: number) => ({ code: 'effect_failed' as const, detail: `thing ${n}`, seq: 1, at: NOW });
  const note = (index: number, what: 'attention' | 'resolved', n: number): Effect => ({
    kind: 'record',
    note: { note: what, attention: about(n) },
    seq: 1,
    index,
    at: NOW,
  });
  const lines = Array.from({ length: flagged }, (_, n) => note(n, 'attention', n));
  const answers = Array.from({ length: resolved }, (_, n) => note(flagged + n, 'resolved', n));
  return project(ledger, projection(id, 1, { attention: flagged - resolved }, [], [...lines, ...answers]));
}

it('what needs attention comes page by page, each once, with how many cases have any; what is dealt with is left out', async () => {
  const ledger = await tempLedger();
  for (const [id, flagged, resolved] of [
    ['c-1', 1],
    ['c-2', 2, 2],
    ['c-3', 3, 1],
    ['c-4', 0],
    ['c-5', 1],
  ] as const)
    await told(ledger, id, flagged, resolved);
  const seen: string[] = [];
  let pages = 0;
  for (let after: string | undefined = ''; after !== undefined; pages++) {
    const page = await listIncidents(ledger, { after, limit: 2 });
    expect(page.cases).toBe(3);
    seen.push(...page.incidents.map(({ case: { id }, attention }) => `${id} ${attention.detail}`));
    after = page.next;
  }
  expect(pages).toBe(2);
  expect(seen).toEqual(['c-1 thing 0', 'c-3 thing 1', 'c-3 thing 2', 'c-5 thing 0']);
  expect(await listIncidents(ledger)).toMatchObject({ cases: 3, incidents: { length: 4 } });
  expect(await listIncidents(ledger)).not.toHaveProperty('next');
});
