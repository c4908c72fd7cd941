import type { Detail } from './detail.ts';
import type { EffectBody } from './effect.ts';
import type { Instant } from './protocol.ts';
import type { Actor, Data, Datum } from './record.ts';

export interface Attention {
  code:
    | 'guard_failed'
    | 'effect_failed'
    | 'undecodable'
    | 'unplaced'
    | 'would_be_elsewhere'
    | 'bound'
    | 'heavy'
    | 'no_room'
    | 'unwritten'
    | 'late_fact'
    | 'unknown_protocol'
    | 'offer_withdrawn'
    | 'merged_unlike';
  at: Instant;
  seq: number;
  detail: Detail;
  /** What another case told that no state expected: somebody may enter it by hand. */
  said?: { event: string; from: string; at: Instant; data: Data };
  /** A fact of which two cases that became one said otherwise; `from`: the one that was taken over. */
  unlike?: { fact: string; here: Datum; there: Datum; from: string };
  /** What was asked of the world and not done: tried again when a supervisor says so. */
  undone?: EffectBody[];
  /** The entry whose arms could not be chosen. */
  entry?: number;
  /** Done with, by whom and why (supervisors resolve incidents). */
  resolved?: { at: Instant; by: Actor; reason: string; retried?: true; to?: string };
}
