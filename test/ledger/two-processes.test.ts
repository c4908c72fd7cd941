import { expect, it } from 'vitest';
import { countCases } from '../../src/ledger/index.ts';
import { runChildren } from './child.ts';
import { counted } from './counter.ts';
import { KEY, tempDir, tempLedger, whereIn } from './sample.ts';

it('three processes that make a new ledger and write at once lose nothing and agree on persons and cases', async () => {
  const dir = tempDir();
  const children = await runChildren('write-child.ts', 3, [await whereIn(dir), KEY, '60']);
  expect(children.map(({ code, err }) => ({ code, err }))).toEqual(Array(3).fill({ code: 0, err: '' }));
  const ids = children.map(({ out }) => JSON.parse(out) as string[]);
  expect(ids[1]).toEqual(ids[0]);
  expect(ids[2]).toEqual(ids[0]);
  const ledger = await tempLedger(dir);
  expect(await counted(ledger)).toBe(180);
  expect(await countCases(ledger)).toMatchObject({ total: 60, starting: 60 });
}, 60_000);
