import type { Held } from './migration/held.ts';
import type { EventRule, Instant, LadderStep, TaskRule } from './protocol.ts';

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
