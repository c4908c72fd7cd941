import type { Answered } from './answers.ts';
import type { Case } from './case.ts';
import { Draft } from './draft.ts';
import type { Effect } from './effect.ts';
import { type Machine, stagesOf } from './machine.ts';
import type { Instant } from './protocol.ts';
import type { Slot } from './slot.ts';
import { bouncesOf } from './validate.ts';

/** What the ledger's read model holds of a case: the whole row and its tasks, replaced together; lines are appended by (case, seq, index). */
export interface Projection {
  row: CaseRow;
  slots: Slot[];
  /** Effects since the last projection that arrived. */
  lines: Effect[];
  /** What people were answered since then. */
  answers?: Answered[];
  /** So many slots, all closed before an instant, are no longer among these; what the ledger has of them stays. */
  archive?: { slots: number; at: Instant };
  /** Those slots, where the whole story is told. */
  left?: Slot[];
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
  /** Refusals in a row by those it was handed to; absent: none since somebody last accepted it. */
  bounces?: number;
}

/** The read model's rows of a case as it stands, with the effects that led there. `run` is the Temporal run. */
export function projectionOf(machine: Machine, current: Case, run: string, lines: Effect[]): Projection {
  const { id, seq, subject, place, hash, protocol, edition, status, outcome, at, holder, openedAt, endedAt, now, nextWake } = current;
  // Cases that nobody ever refused, nearly all, are not read again for it.
  const bounces = current.record.some(({ event }) => event === 'declined') ? bouncesOf(new Draft(machine, current)) : 0;
  return {
    row: {
      id,
      run,
      seq,
      subject,
      place,
      hash,
      protocol,
      edition,
      status,
      outcome: outcome ?? null,
      at,
      stages: stagesOf(machine, at),
      holderPlace: holder.place,
      holderRole: holder.role ?? null,
      openedAt,
      endedAt: endedAt ?? null,
      now,
      nextWake,
      attention: current.attention.filter((attention) => !attention.resolved).length,
      ...(bounces > 0 && { bounces }),
    },
    slots: [...current.closed, ...current.slots],
    lines,
    ...(current.archive && { archive: { slots: current.archive.slots, at: current.archive.at } }),
  };
}
