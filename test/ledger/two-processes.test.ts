import { expect, it } from 'vitest';
import { countCases, keyRing, openLedger } from '../../src/ledger/index.ts';
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

/** How often processes meet at a new ledger; `RACES=100` for a long look. */
const races = Number(process.env.RACES ?? 6);

it(
  'five processes that open the same new ledger at the same instant and write, time and again, all get through',
  async () => {
    const paths = await Promise.all(Array.from({ length: races }, () => whereIn(tempDir())));
    const gap = 400;
    const children = await runChildren('open-child.ts', 5, [JSON.stringify(paths), KEY, String(Date.now() + 2_000), String(gap)]);
    expect(children.map(({ code, err }) => ({ code, err }))).toEqual(Array(5).fill({ code: 0, err: '' }));
    for (const path of paths) {
      const ledger = await openLedger(path, keyRing({ EARLY_KEY: KEY }, '.'));
      expect(await counted(ledger)).toBe(25);
      await ledger.close();
    }
  },
  60_000 + races * 5_000,
);
