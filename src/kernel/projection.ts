import type { Case, Effect, Slot } from './case.ts';

/** What the ledger's read model holds of a case: the whole row and its tasks, replaced together; lines are appended by (case, seq, index). */
export interface Projection {
  row: CaseRow;
  slots: Slot[];
  /** Effects since the last projection that arrived. */
  lines: Effect[];
}

export interface CaseRow {
  id: string;
  /** Temporal run that wrote it. */
  run: string;
  seq: number;
  subject: string;
  place: string;
  hash: string;
  protocol: string;
  edition: string;
  status: Case['status'];
  outcome: string | null;
  /** Active leaf states, in document order. */
  at: string[];
  /** Stage of each active leaf, in document order, without repetition. */
  stages: string[];
  holderPlace: string;
  holderRole: string | null;
  openedAt: number;
  endedAt: number | null;
  now: number;
  nextWake: number | null;
  /** Unresolved attention. */
  attention: number;
}
