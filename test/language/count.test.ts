import { expect, it } from 'vitest';
import { readLibrary } from '../../src/language/index.ts';
import { libraryTexts } from '../library.ts';

it('a figure counts cases of protocols that there are, and is a whole number', () => {
  const path = 'daily-report/protocol.yaml';
  const said = (from: string, to: string) => {
    const texts = libraryTexts().map((each) => (each.path === path ? { ...each, text: each.text.replace(from, to) } : each));
    return readLibrary(texts).problems.flatMap(({ file, code, en }) => (file === path ? [`${code}: ${en}`] : []));
  };
  expect(said('', '')).toEqual([]);
  expect(said('of: returnee', 'of: returne')).toEqual([expect.stringMatching(/^protocol-unknown: .*"returne"/)]);
  expect(said('returned: { type: integer', 'returned: { type: number')).toEqual([expect.stringMatching(/^wrong-type: .*integer/)]);
  expect(said('which: opened', 'which: shut')).toEqual([expect.stringMatching(/^closed-list: /)]);
});
