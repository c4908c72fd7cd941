import type { Instant, Protocol } from './protocol.ts';
import { instantOf } from './time.ts';

/** What decides which of several editions is in force. */
export type Dated = Pick<Protocol, 'edition' | 'zone' | 'effectiveFrom'>;

/**
 * Of several editions of one protocol the one that new cases take at an instant: the latest to take effect by then; before any has, the
 * first that will. Of those that take effect together it is the highest edition, and of two texts of one edition the one listed last.
 * Undefined of none.
 */
export function editionAt<T>(editions: readonly T[], at: Instant, dated: (edition: T) => Dated): T | undefined {
  const known = editions.map((edition) => ({ edition, name: dated(edition).edition, from: effectOf(dated(edition)) }));
  const begun = known.filter(({ from }) => from <= at).map(({ from }) => from);
  const from = begun.length > 0 ? Math.max(...begun) : Math.min(...known.map((each) => each.from));
  const together = known.filter((each) => each.from === from);
  return together.reduce((best, next) => (compareEditions(next.name, best.name) < 0 ? best : next), together[0]!)?.edition;
}

/** From when new cases take an edition; without `effective_from`, always. */
function effectOf({ zone, effectiveFrom }: Dated): number {
  return effectiveFrom === undefined ? Number.NEGATIVE_INFINITY : instantOf(zone, effectiveFrom);
}

/** Dates and numbers in the order people mean: "9" before "10", "2020-01-28" before "2020-02-05". */
const order = new Intl.Collator('en', { numeric: true });

export function compareEditions(a: string, b: string): number {
  return order.compare(a, b);
}
