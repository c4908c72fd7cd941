import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const text = (path: string) => readFileSync(join(root, path), 'utf8');

/** The last column of the table: where each promise is shown. */
const proofsIn = (path: string) =>
  text(path)
    .split('\n')
    .filter((line) => line.startsWith('|') && line.includes('`test/'))
    .map((line) => {
      const column = line.split(' | ').at(-1)!.replace(/ \|$/, '');
      return column.split(' · ').map((proof) => {
        const [, file, title] = /^`(test\/[\w./-]+)`: (.+)$/.exec(proof) ?? [];
        return { file: file ?? '', title: title ?? proof };
      });
    });

describe('every promise of docs/guarantees.md', () => {
  const promises = proofsIn('docs/guarantees.md');

  it('has a test', () => {
    expect(promises.length).toBeGreaterThan(15);
    for (const { file, title } of promises.flat()) expect(text(file), `${file} has no test "${title}"`).toContain(`'${title}'`);
  });

  it('stands in Chinese too, shown by the same tests', () => {
    expect(proofsIn('docs/guarantees.zh.md')).toEqual(promises);
  });

  it('of what holds after faults is there: each invariant of the fault suite is named', () => {
    const named = promises.flat().filter(({ file }) => file === 'test/faults/check/index.ts');
    const titles = [...text('test/faults/check/index.ts').matchAll(/^ {2}'(.+)': /gm)].map(([, title]) => title!);
    expect(new Set(named.map(({ title }) => title))).toEqual(new Set(titles));
  });
});
