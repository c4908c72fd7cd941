import type { Instant, Protocol } from './protocol.ts';
import { instantOf } from './time.ts';

/**
 * Of several editions of one protocol the one in force at an instant: the latest to take effect by then, and of two that take effect
 * together the one listed last. Undefined when none is in force yet.
 */
export function editionAt<T extends { protocol: Protocol }>(editions: readonly T[], at: Instant): T | undefined {
  const from = ({ protocol: { zone, effectiveFrom } }: T) =>
    effectiveFrom === undefined ? Number.NEGATIVE_INFINITY : instantOf(zone, effectiveFrom);
  return editions
    .filter((edition) => from(edition) <= at)
    .reduce<T | undefined>((best, edition) => (best === undefined || from(edition) >= from(best) ? edition : best), undefined);
}
