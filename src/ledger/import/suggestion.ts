import { closest, distance } from 'fastest-levenshtein';

/** The known name somebody may have meant, when one is near enough. */
export function meant(written: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const folded = new Map(known.map((name) => [fold(name), name]));
  const near = closest(fold(written), [...folded.keys()]);
  return distance(fold(written), near) <= Math.ceil(written.length / 3) ? folded.get(near) : undefined;
}

const fold = (name: string) =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]/g, '');

/** The question to append to a message, in both languages; empty without a suggestion. */
export function didYouMean(written: string, known: readonly string[]): { zh: string; en: string } {
  const name = meant(written, known);
  return name === undefined ? { zh: '', en: '' } : { zh: `；是不是“${name}”？`, en: `; did you mean "${name}"?` };
}
