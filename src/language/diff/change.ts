import type { Protocol, Text } from '../../kernel/index.ts';
import type { Path } from '../source.ts';
import type { Fate } from './fates.ts';

/**
 * What a change is to cases that run under the old edition. `safe`: they can be moved to the new one as they stand. `mapping`: somebody has to
 * say first what becomes of where they stand, of what they are owed or of what was recorded. `breaking`: what was recorded would mean
 * something else, and no mapping mends that; they end under the old edition.
 */
export type Impact = 'safe' | 'mapping' | 'breaking';

export const impacts: readonly Impact[] = ['safe', 'mapping', 'breaking'];

/** One difference in meaning between two editions. */
export interface Change {
  impact: Impact;
  kind: 'added' | 'removed' | 'changed';
  /** Where it stands, in English keys: in the new edition, or in the old one when it was removed. */
  path: Path;
  was?: Text;
  is?: Text;
  /** What it means for a running case. */
  words: Text;
  deadlines: DeadlineChange[];
}

/** What becomes of a deadline of running cases. */
export interface DeadlineChange {
  /** Of a task its event, of an offer `hand_off`, of a `once` its phrase; after the state it belongs to. */
  id: string;
  was?: Text;
  is?: Text;
  fate: Fate;
}

/** Two editions side by side, and where to say how they differ. */
export interface Pair {
  old: Protocol;
  now: Protocol;
  add(change: Omit<Change, 'deadlines'> & { deadlines?: DeadlineChange[] }): void;
}

/** Equal in content, whatever the order of keys. */
export const same = (a: unknown, b: unknown): boolean => stable(a) === stable(b);

export function stable(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? ''
  );
}

/** Names of two maps: in both, only in the old one, only in the new one. */
export function parted(old: object, now: object): { both: string[]; removed: string[]; added: string[] } {
  return {
    both: Object.keys(now).filter((name) => Object.hasOwn(old, name)),
    removed: Object.keys(old).filter((name) => !Object.hasOwn(now, name)),
    added: Object.keys(now).filter((name) => !Object.hasOwn(old, name)),
  };
}

/** The same in both languages. */
export const plain = (text: string): Text => ({ zh: text, en: text });
