import type { Sinks } from '@temporalio/workflow';
import type { Actor, Case, CaseView, Clock, Effect, Input, Opening, Projection, Protocol, Refusal } from '../kernel/index.ts';

/** A protocol by its hash. In history only the hash stands; the codec adds the body when it decodes (claim check). */
export interface Pinned {
  $protocol: string;
  body?: Protocol;
}

/** Somebody the API vouches for. The codec verifies the warrant while decoding and says so in `verified`. */
export interface Vouched {
  $actor: Actor;
  case: string;
  key: string;
  warrant?: string;
  verified?: boolean;
}

/** What a message becomes that cannot be decoded. */
export interface Undecodable {
  $undecodable: { reason: string };
}

export interface CaseStart {
  protocol: Pinned;
  clock: Clock;
  opening?: Opening;
  carried?: { case: Case; seen: Seen[]; lines: Effect[] };
  /** Updates after which the run continues as new; default 500. */
  continueAfter?: number;
}

/** What a case's last run returns. */
export interface Ended {
  seq: number;
  outcome: string;
  endedAt: number;
}

/** A key that was answered, so that a repetition gets the same answer. */
export interface Seen {
  key: string;
  at: number;
  answer: Answer;
}

/** What somebody does: an input without its actor, the actor vouched for, and a key that makes a retry harmless. */
export interface Action {
  key: string;
  by: Vouched;
  input: Unsigned<Extract<Input, { by: unknown }>>;
}

type Unsigned<T> = T extends unknown ? Omit<T, 'by'> : never;

export interface Answer {
  seq: number;
  at: string[];
  now: number;
}

export type Message = Omit<Extract<Input, { kind: 'message' }>, 'kind'>;

/** What became of what left the house. */
export type Delivery = { linked: { name: string; case: string; at: number } } | { failed: { detail: string; at: number } };

/** What the workflow asks of the Node side. */
export interface CaseActivities {
  /** Local: replaces the case's rows in the ledger. */
  project(projection: Projection): Promise<void>;
  /** Tells, opens and sends, each once by (case, seq, index). */
  deliver(batch: { case: string; clock: Clock; effects: Effect[] }): Promise<Delivery[]>;
  /** The edition in force of a protocol. */
  protocolInForce(name: string): Promise<Pinned>;
}

/** Name of the worker that replays histories to rebuild the ledger, and what cases tell it: each projection, as JSON. */
export const rebuilding = 'rebuilding-the-ledger';
export interface StorySinks extends Sinks {
  story: { projected(projection: string): void };
}

export const caseWorkflowType = 'caseWorkflow';
export const taskQueue = 'six-earlies';
export const act = 'act';
export const message = 'message';
export const setClock = 'setClock';
export const view = 'view';
export const whole = 'whole';

export type View = CaseView & { projected: boolean };
export type { Case, Clock, Refusal };
