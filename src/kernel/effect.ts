import type { Attention } from './attention.ts';
import type { Case, Holder, UnitValues } from './case.ts';
import type { Estate, Override } from './input.ts';
import type { Instant } from './protocol.ts';
import type { Actor, Data, Entry } from './record.ts';
import type { Slot, SlotChange } from './slot.ts';

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
