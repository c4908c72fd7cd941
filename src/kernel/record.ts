import type { Instant } from './protocol.ts';

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
