import { distance } from 'fastest-levenshtein';

/** The nearest of the known words, if it is near enough to have been meant. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const far = distance(word, candidate);
    if (far > 0 && far < least && far < word.length) {
      least = far;
      best = candidate;
    }
  }
  return best;
}
