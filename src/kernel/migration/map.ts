import type { Data } from '../record.ts';

/**
 * What becomes of a deadline. `kept`: the instant that was promised stands. `remaining`: the new edition's time, of which what has passed is
 * gone. `restarted`: the new edition's time, from now.
 */
export type DueChoice = 'kept' | 'remaining' | 'restarted';

/** How running cases go from one edition of a protocol to another. What it does not name goes to what is called the same. */
export interface MigrationMap {
  /** Of every deadline that says nothing else; by default kept. */
  due?: DueChoice;
  /** By id of a state in the former edition; `` is the file itself. */
  states?: Record<string, StateMap>;
  /** Former event → what it is called now, or null: its entries stay in the record, and the new edition does not read them. */
  events?: Record<string, string | null>;
  /** Facts of the opening that the new edition asks for, where a case was opened without them. */
  given?: Data;
  /** Tasks and hand-offs of the new edition, by id, that cases under way are not asked for. */
  notAsked?: string[];
}

export interface StateMap {
  /** Id of the state in the new edition. */
  to?: string;
  due?: DueChoice;
  /** By event. */
  tasks?: Record<string, TaskMap>;
  handOff?: { due?: DueChoice; as?: 'withdrawn' };
  /** By the words of the rule. */
  once?: Record<string, { to?: string; due?: DueChoice }>;
}

export interface TaskMap {
  /** Id of the task in the new edition. */
  to?: string;
  due?: DueChoice;
  /** `carried`: stays as it was promised until it is done. `withdrawn`: is asked for no more. */
  as?: 'carried' | 'withdrawn';
}

/** Why a case cannot go along. */
export type Unmapped =
  | { why: 'not_published'; hash: string }
  | { why: 'not_running' }
  | { why: 'other_edition'; edition: string }
  | { why: 'state_gone'; state: string }
  | { why: 'two_in_one'; state: string }
  | { why: 'would_end'; state: string }
  | { why: 'entry_unread'; entry: number; event: string; field: string }
  | { why: 'archived'; event: string };
