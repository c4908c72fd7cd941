import type { Protocol } from '../../kernel/index.ts';
import { type Change, type Impact, impacts, type Pair } from './change.ts';
import { compareHeads, compareWording } from './head.ts';
import { compareLadders } from './ladders.ts';
import { compareFacts, compareValues } from './plan.ts';
import { compareEvents } from './record.ts';
import { compareStates } from './states.ts';

export interface Comparison {
  /** The gravest of its changes; undefined when the two mean the same. */
  impact?: Impact;
  /** The gravest first, then in the order of the file. */
  changes: Change[];
}

/**
 * How two editions of a protocol differ in meaning, and what each difference is to cases that run under the old one. Layout, comments, the
 * language of the keys and the order of maps mean nothing; the date of the edition itself is no difference.
 */
export function compareProtocols(old: Protocol, now: Protocol): Comparison {
  const changes: Change[] = [];
  const pair: Pair = { old, now, add: ({ deadlines = [], ...change }) => changes.push({ ...change, deadlines }) };
  for (const compare of [compareHeads, compareValues, compareFacts, compareEvents, compareLadders, compareStates, compareWording])
    compare(pair);
  const gravity = ({ impact }: Change) => -impacts.indexOf(impact);
  const sorted = changes.toSorted((a, b) => gravity(a) - gravity(b));
  return { ...(sorted[0] && { impact: sorted[0].impact }), changes: sorted };
}

export { type Change, type DeadlineChange, type Impact, impacts } from './change.ts';
export { type Fate, fates } from './fates.ts';
