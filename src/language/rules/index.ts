import { cites, ladders, owners, tracks, usedUp, windows } from './promises.ts';
import { reachable } from './reachable.ts';
import type { Rule } from './rule.ts';

/** Every semantic rule; each reports on a protocol whose shape, names and phrases are right. */
export const rules: readonly Rule[] = [reachable, owners, usedUp, cites, ladders, windows, tracks];
