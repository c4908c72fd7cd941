import type { Attention } from './attention.ts';
import type { Decided, Override } from './input.ts';
import type { Held } from './migration/held.ts';
import type { MigrationMap } from './migration/map.ts';
import type { Instant, Protocol, ValueIs } from './protocol.ts';
import type { Actor, Data, Entry } from './record.ts';
import type { Slot } from './slot.ts';

/** Values of the case's unit where the protocol lets it have its own. */
export type UnitValues = Record<string, ValueIs['is']>;

export interface Holder {
  place: string;
  role?: string;
}

/** The step that set a fact. */
export interface SetAt {
  at: Instant;
  case: string;
  seq: number;
}

/** One durable case: everything the kernel knows, as plain JSON. */
export interface Case {
  format: 1;
  id: string;
  subject: string;
  place: string;
  /** Content hash of the protocol it runs under. */
  hash: string;
  protocol: string;
  edition: string;
  openedAt: Instant;
  /** Opening of the present protocol: replaying the record starts there. */
  since: { seq: number; at: Instant; holder: Holder };
  /** Logical time: the instant of the last step. */
  now: Instant;
  /** Number of the last step. */
  seq: number;
  record: Entry[];
  /** Of what has been left to the ledger: absent while the case itself holds everything. */
  archive?: Archive;
  /** Ids of the active leaves in document order. */
  at: string[];
  /** Of states left that somebody returns to with `last`: state id → leaf ids. */
  history: Record<string, string[]>;
  /** Of active states: when entered. */
  entered: Record<string, Instant>;
  /** Open ones. */
  slots: Slot[];
  /** Done, missed, withdrawn, declined. */
  closed: Slot[];
  /** Facts of the opening as arms have set them since. */
  set?: Data;
  /** When and in which case each was: of two cases that become one the later holds. */
  setAt?: Record<string, SetAt>;
  /** Of tasks of active states that are asked for each of a list: for which of it. */
  each?: Record<string, string[]>;
  /** Of `once` rules of active states: fired, or holding at the last look. */
  fired: Record<string, { at: Instant; holds: boolean }>;
  /** Of `once` rules: moments that were kept when the case went over to another edition. */
  held?: Record<string, Held>;
  holder: Holder;
  /** Of its unit, by the instant from which they hold (0: from the opening); states entered and slots of days before it keep the former. */
  unitValues?: { from: Instant; is: UnitValues }[];
  opener?: string;
  /** Cases that want to be told how this one ends. */
  followers?: string[];
  /** Ended cases of the same subject under the same protocol when this one opened, where the protocol asks for them. */
  earlier?: { case: string; outcome: string; opened_at: Instant; ended_at: Instant }[];
  /** Tasks and offers (rule, or rule/key) that a supervisor has given to others, also when they are asked for again. */
  reassigned?: Record<string, { place: string; by?: string[] }>;
  /** What supervisors did since it opened under the present protocol, so that the record can be replayed with it. */
  overrides?: (Override & Decided & { seq: number })[];
  links: { name: string; case: string }[];
  /** What was sent to all links of a name: one that is linked later still gets it. */
  sent: { name: string; event: string; data: Data }[];
  /** Last message number seen of each sender: of those who spoke lately, and of those who spoke before them. */
  heard: Record<string, number>;
  heardBefore?: Record<string, number>;
  attention: Attention[];
  /** Editions it has gone over to since the opening of the present protocol. */
  migrations?: Migrated[];
  /** The case before the last of them, until something else happens. */
  undo?: { before: Case };
  status: 'running' | 'becoming' | 'ended';
  becomes?: string;
  outcome?: string;
  endedAt?: Instant;
  /** Where it was when it ended: a case that is opened again goes on from there. */
  endedFrom?: string[];
  /** The case that has taken over its record. */
  mergedInto?: string;
  /** Earliest instant at which something is due; null: nothing. */
  nextWake: Instant | null;
}

/** What a case that has seen very much no longer holds itself, and what it needs to know of it (docs/decisions/018). */
export interface Archive {
  /** Up to this step and instant nothing can be put right any more. */
  seq: number;
  at: Instant;
  /** Entries that stand and are no longer in the record, by event. */
  entries: Record<string, number>;
  /** Slots that are no longer among the closed ones. */
  slots: number;
  /** Where the record up to there leads when it is replayed, without the record: comparing goes on from it. */
  replayed?: Case;
}

/** One migration, as it was asked for. */
export interface Migrated {
  seq: number;
  at: Instant;
  /** Hashes of the editions. */
  from: string;
  to: string;
  map: MigrationMap;
  by: Actor;
  reason: string;
  values?: UnitValues;
  earlier?: Case['earlier'];
}

/** A protocol by its hash; who decodes adds the body. */
export interface Pinned {
  $protocol: string;
  body?: Protocol;
}
