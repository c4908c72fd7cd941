import type { Held } from './migration/held.ts';
import type { MigrationMap } from './migration/map.ts';
import type { EventRule, Instant, LadderStep, Protocol, TaskRule, ValueIs } from './protocol.ts';

/** Who acts: a role for a place; the person is an opaque id of the ledger. */
export interface Actor {
  role: string;
  place: string;
  person?: string;
}

/** A datum as JSON: time fields are instants in ms, dates are `YYYY-MM-DD`. */
export type Datum = Scalar | Scalar[];
export type Scalar = string | number | boolean | null;
export type Data = Record<string, Datum>;

/** One fact in the record. Corrections replace `at` and `data` and keep the former version. */
export interface Entry {
  /** Sequence number of the input that wrote it. */
  id: number;
  event: string;
  /** When it occurred. */
  at: Instant;
  /** When it was recorded: the logical instant of the step. */
  recorded: Instant;
  by: Actor;
  /** The case it came from, for messages and openings. */
  from?: string;
  data: Data;
  withdrawn?: true;
  former?: { at: Instant; data: Data; by: Actor; reason: string; corrected: Instant }[];
  /** Written under an earlier protocol whose event of this name has another shape; or the step of the migration since which nothing reads it. */
  hidden?: true | number;
  /** What a migration made of it: its event as it was written, and the fields that were added. */
  was?: { event: string; given: string[] };
  /** Taken over from a case that was merged into this one: from which, and its number there. */
  taken?: { case: string; entry: number };
}

export type SlotStatus = 'open' | 'done' | 'missed' | 'withdrawn' | 'declined';

/** One owed event: a task, a slot of a repeating task, or an offered hand-off. */
export interface Slot {
  /** Identity: rule and occurrence (civil instant of a series, or the step that asked). */
  id: string;
  kind: 'task' | 'hand_off';
  rule: string;
  event: string;
  by: string[];
  /** Seen from where, when not from the place of the case. */
  place?: string;
  asked: Instant;
  /** Before this a fact does not fill it; repeating tasks open in the future. */
  opens: Instant;
  /** Null: its anchor is absent, "waiting for …". */
  due: Instant | null;
  status: SlotStatus;
  /** A supervisor has set `due`; this is what the protocol said. */
  extended?: { from: Instant };
  /** Set when the due instant passed with the slot open. */
  late?: Instant;
  /** Next ladder step to run. */
  step: number;
  /** The entry that filled it. */
  filled?: { entry: number; at: Instant; late: boolean; recordedLate: boolean };
  closed?: Instant;
  owed?: true;
  /** After `becomes`: the rule and ladder of the former protocol. */
  carried?: { task: TaskRule; ladder: LadderStep[]; event: EventRule };
  /** The element of a list it is asked for. */
  key?: string;
  /** Its due instant was kept when the case went over to another edition. */
  held?: Held;
  /** Which one of a series, from 1. */
  n?: number;
  /** Its civil instant in a series. */
  on?: Instant;
}

export interface Attention {
  code:
    | 'guard_failed'
    | 'effect_failed'
    | 'undecodable'
    | 'unplaced'
    | 'would_be_elsewhere'
    | 'bound'
    | 'late_fact'
    | 'unknown_protocol'
    | 'offer_withdrawn';
  at: Instant;
  seq: number;
  detail: string;
  /** What another case told that no state expected: somebody may enter it by hand. */
  said?: { event: string; from: string; at: Instant; data: Data };
  /** What was asked of the world and not done: tried again when a supervisor says so. */
  undone?: EffectBody[];
  /** The entry whose arms could not be chosen. */
  entry?: number;
  /** Done with, by whom and why (supervisors resolve incidents). */
  resolved?: { at: Instant; by: Actor; reason: string; retried?: true; to?: string };
}

/** Values of the case's unit where the protocol lets it have its own. */
export type UnitValues = Record<string, ValueIs['is']>;

export interface Holder {
  place: string;
  role?: string;
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
    }
  | { kind: 'correct'; entry: number; at?: Instant; data?: Data; recorded: Instant; by: Actor; reason: string }
  | { kind: 'withdraw'; entry: number; recorded: Instant; by: Actor; reason: string }
  | { kind: 'values'; values: UnitValues; recorded: Instant; by: Actor; reason: string }
  | { kind: 'linked'; name: string; case: string; recorded: Instant }
  | { kind: 'incident'; code: Attention['code']; detail: string; recorded: Instant; effect?: EffectBody }
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
}

export type Note =
  | { note: 'event'; entry: Entry }
  | { note: 'corrected'; entry: Entry; reason: string; by: Actor }
  | { note: 'moved'; left: string[]; entered: string[]; at: string[] }
  | { note: 'holder'; from: Holder; to: Holder }
  | { note: 'set'; facts: Data }
  | { note: 'values'; values: UnitValues; by: Actor; reason: string }
  | { note: 'linked'; name: string; case: string }
  | { note: 'attention'; attention: Attention }
  | { note: 'resolved'; attention: Attention }
  | { note: 'overridden'; override: Override; by: Actor; reason: string }
  | { note: 'migrated'; from: EditionMark; to: EditionMark; at: string[]; by: Actor; reason: string }
  | { note: 'unmigrated'; to: EditionMark; at: string[]; by: Actor; reason: string };

/** Which edition, by content and by name. */
export interface EditionMark {
  hash: string;
  edition: string;
}

export type SlotChange =
  | 'asked'
  | 'done'
  | 'late'
  | 'missed'
  | 'withdrawn'
  | 'declined'
  | 'retimed'
  | 'reassigned'
  | 'reopened'
  | 'noted'
  | 'migrated';

/** Why somebody is told. */
export interface About {
  reason: 'arm' | 'entry' | 'ladder' | 'withdrawn' | 'changed';
  /** State, arm or slot it comes from. */
  of: string;
  /** Ladder step, from 0. */
  step?: number;
}

export type EffectBody =
  | { kind: 'record'; note: Note }
  | { kind: 'task'; change: SlotChange; slot: Slot }
  | { kind: 'tell'; roles: string[]; place: string; about: About }
  | {
      kind: 'open';
      protocol: string;
      /** A subject known by id, or the unit holding a role as seen from a place. */
      subject: { id: string } | { unitOf: { role: string; place: string } };
      place: string;
      data: Data;
      link?: string;
      /** The case is to tell how it ends. */
      follow?: true;
      about: About;
    }
  | { kind: 'send'; to: string; event: string; data: Data; number: number; estate?: Estate }
  | { kind: 'become'; protocol: string }
  | { kind: 'close'; outcome: string };

/** What the kernel asks of the world; (case, seq, index) is its idempotency key. */
export type Effect = EffectBody & { seq: number; index: number; at: Instant };

export interface Outcome {
  case: Case;
  effects: Effect[];
  /** Arms that were taken, by id and in order: why the case is where it is. Nothing durable depends on it. */
  took: string[];
}

export type RefusalCode =
  | 'unknown_event'
  | 'wrong_role'
  | 'not_expected'
  | 'bad_data'
  | 'must'
  | 'in_the_future'
  | 'too_old'
  | 'same_person'
  | 'said_before'
  | 'ended'
  | 'no_offer'
  | 'reason_needed'
  | 'unknown_entry'
  | 'fixed_value'
  | 'not_supervisor'
  | 'other_unit'
  | 'no_task'
  | 'not_extendable'
  | 'beyond_bound'
  | 'in_the_past'
  | 'not_ended'
  | 'unknown_state'
  | 'merged'
  | 'open_elsewhere'
  | 'archived'
  | 'not_whole'
  | 'not_mapped'
  | 'not_migrated'
  | 'moved_on'
  | 'undecodable'
  | 'unsigned';

/** The kernel's "no": nothing was written. `params` fill the words. */
export interface Refusal {
  refused: RefusalCode;
  params: Record<string, string | number>;
}

/** What somebody on duty or a supervisor sees of a case. */
export interface CaseView {
  id: string;
  subject: string;
  place: string;
  hash: string;
  protocol: string;
  edition: string;
  status: Case['status'];
  outcome?: string;
  now: Instant;
  seq: number;
  at: string[];
  stages: string[];
  holder: Holder;
  /** Refusals in a row by those it was handed to, since somebody last accepted it. */
  bounces: number;
  /** Open slots, the earliest due first. */
  open: Slot[];
  /** Deadlines of `once` rules: text, due or null with what it waits for. */
  moments: { text: string; due: Instant | null; waitingFor?: string }[];
  facts: Record<string, unknown>;
  /** Who may report what now. */
  may: { role: string; event: string }[];
  attention: Attention[];
  links: { name: string; case: string }[];
  nextWake: Instant | null;
}
