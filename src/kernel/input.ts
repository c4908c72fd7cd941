import type { Attention } from './attention.ts';
import type { Case, Pinned, SetAt, UnitValues } from './case.ts';
import type { Detail } from './detail.ts';
import type { EffectBody } from './effect.ts';
import type { MigrationMap } from './migration/map.ts';
import type { Instant } from './protocol.ts';
import type { Actor, Data, Datum, Entry } from './record.ts';

/** How a case opens. */
export interface Opening {
  id: string;
  subject: string;
  place: string;
  /** Logical instant. */
  now: Instant;
  /** When it occurred; default `now`. */
  at?: Instant;
  by: Actor;
  from?: string;
  /** Of the message that opened it, so that the same said again is no second opening. */
  number?: number;
  opener?: string;
  /** The opener wants to be told how it ends. */
  follow?: true;
  data: Data;
  /** As `unitValuesOf` finds them for the place. */
  values?: UnitValues;
  /** Where the protocol asks for them. */
  earlier?: Case['earlier'];
}

/** Who decided something, when and why. */
export interface Decided {
  recorded: Instant;
  by: Actor;
  reason: string;
}

/** What a supervisor does to a case. `task`: the event that is owed, or `hand_off`; of several the one due first. `key`: of a list, for which of it. */
export type Override =
  | { kind: 'extend'; task: string; key?: string; due: Instant }
  | { kind: 'reassign'; task: string; key?: string; place: string; role?: string }
  /** Takes an open offer back. */
  | { kind: 'recall' }
  /** Offers again, to whoever holds the role as seen from `place`. */
  | { kind: 'offer'; place?: string }
  /** Closes a case that should not have been opened. */
  | { kind: 'void' }
  | { kind: 'reopen'; to?: string }
  /** Puts a running case into another state. */
  | { kind: 'move'; to: string }
  | { kind: 'merge'; into: string };

export type Input =
  | (Override & Decided)
  | { kind: 'event'; event: string; at: Instant; recorded: Instant; by: Actor; data: Data }
  | {
      kind: 'message';
      event: string;
      from: string;
      number: number;
      at: Instant;
      recorded: Instant;
      data: Data;
      follow?: true;
      estate?: Estate;
      /** The case has no room for it. */
      aside?: true;
    }
  | { kind: 'correct'; entry: number; at?: Instant; data?: Data; recorded: Instant; by: Actor; reason: string }
  | { kind: 'withdraw'; entry: number; recorded: Instant; by: Actor; reason: string }
  | { kind: 'values'; values: UnitValues; recorded: Instant; by: Actor; reason: string }
  | { kind: 'linked'; name: string; case: string; recorded: Instant }
  | { kind: 'incident'; code: Attention['code']; detail: Detail; recorded: Instant; effect?: EffectBody }
  | { kind: 'resolve'; seq: number; retry?: true; to?: string; recorded: Instant; by: Actor; reason: string }
  // `values`, `earlier`: what the new edition asks of the unit and of the subject's former cases, as for an opening.
  | {
      kind: 'migrate';
      to: Pinned;
      map: MigrationMap;
      values?: UnitValues;
      earlier?: Case['earlier'];
      recorded: Instant;
      by: Actor;
      reason: string;
    }
  // `from`, `to`: hashes of the editions; only that migration is taken back.
  | { kind: 'unmigrate'; from: string; to: string; recorded: Instant; by: Actor; reason: string };

/** What a case that is merged into another leaves to it. */
export interface Estate {
  record: Entry[];
  links: Case['links'];
  followers: string[];
  opener?: string;
  /** Facts that arms have set. */
  set?: Record<string, SetAt & { is: Datum }>;
}
