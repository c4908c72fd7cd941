import { describe, expect, it } from 'vitest';
import { damaged } from './damage.ts';
import { files, readers } from './reading.ts';

/** RUNS=100000 for the long one; START for other seeds. */
const runs = Number(process.env.RUNS ?? 1_000);
const start = Number(process.env.START ?? 0);

describe('a file that was damaged by chance', () => {
  it(`is read to its end without an exception, and nothing is said of a place outside it (${runs} times)`, () => {
    let wrong = 0;
    for (let n = start; n < start + runs; n++) {
      const { kind, path, text } = files[n % files.length]!;
      let hurt = text;
      for (let blow = 0; blow <= n % 3; blow++) hurt = damaged(hurt, n * 7 + blow);
      const problems = said(n, () => readers[kind](hurt, path));
      if (problems.length > 0) wrong++;
      for (const { from, to, line, col } of problems)
        if (!(from >= 0 && to > from && from <= hurt.length && line >= 1 && col >= 1))
          throw new Error(`seed ${n}: a problem of ${path} is marked outside the text`);
    }
    expect(wrong).toBeGreaterThan(runs / 2);
  }, 3_600_000);
});

/** With the seed, so that what broke can be broken again. */
function said<T>(seed: number, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new Error(`seed ${seed}`, { cause });
  }
}

describe('a file made to take long', () => {
  const { text } = files.find(({ path }) => path === 'close-contact/protocol.yaml')!;
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]', ...Array.from({ length: 20 }, (_, n) => letter(n + 1, n))].join('\n');
  it.each([
    ['an alias that stands for millions of words', `${bomb}\n${text}`],
    ['an alias of itself', `a: &a [*a]\n${text}`],
    ['a merge key', `<<: *a\n${text}`],
    ['a line of a megabyte', `${text}\n# ${'x'.repeat(1_000_000)}\n`],
    ['a title as long as it may be', text.replace('医学观察', '观'.repeat(900_000)).replace('subject: person', 'subject: nobody knows')],
    ['a key as long as it may be', `${'k'.repeat(900_000)}: x\n${text}`],
    ['an expression as long as it may be', text.replace('size(standing) == 0', `${'!'.repeat(900_000)}true`)],
    ['an expression of many brackets', text.replace('size(standing) == 0', `${'('.repeat(400_000)}true${')'.repeat(400_000)}`)],
    ['a phrase as long as it may be', text.replace('14d, cite', `${'14d '.repeat(200_000)}, cite`)],
    ['brackets in brackets', text.replace('subject: person', `subject: ${'['.repeat(300_000)}`)],
    ['braces in braces', text.replace('subject: person', `subject: ${'{a: '.repeat(200_000)}`)],
    ['quotes without end', text.replace('subject: person', `subject: "${'\\"'.repeat(400_000)}`)],
    ['many keys that nobody knows', `${Array.from({ length: 60_000 }, (_, n) => `key_${n}: x`).join('\n')}\n${text}`],
    ['the prototype of all objects as a key', `__proto__: { protocol: x }\n${text}`],
  ])('with %s is refused within a second of computing', (_, hurt) => {
    const usual = computing(() => readers.protocol(text, 'x.yaml'));
    const before = process.cpuUsage();
    const problems = readers.protocol(hurt, 'x.yaml');
    const { user } = process.cpuUsage(before);
    expect(problems.some(({ severity }) => severity === 'error')).toBe(true);
    expect(problems.length).toBeLessThanOrEqual(200);
    // A second; on a machine that is slow or busy just now, as long as two hundred ordinary files take it.
    expect(user / 1e6).toBeLessThan(Math.max(1, 200 * usual));
    expect(({} as { protocol?: unknown }).protocol).toBeUndefined();
  });

  /** Seconds of processor time, the mean of a few. */
  function computing(work: () => unknown): number {
    const before = process.cpuUsage();
    for (let n = 0; n < 5; n++) work();
    return process.cpuUsage(before).user / 5e6;
  }

  /** A line of ten times the one before. */
  function letter(n: number, before: number): string {
    const name = (at: number) => (at === 0 ? 'a' : `a${at}`);
    return `${name(n)}: &${name(n)} [${Array(10)
      .fill(`*${name(before)}`)
      .join(', ')}]`;
  }
});
