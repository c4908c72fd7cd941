import type { Sinks } from '@temporalio/workflow';
import type {
  Actor,
  Answered,
  Case,
  CaseView,
  Clock,
  Detail,
  Effect,
  Input,
  Opening,
  Pinned,
  Projection,
  Refusal,
  TimeOfDay,
} from '../kernel/index.ts';

/** Somebody the API vouches for. The codec verifies the warrant while decoding and says so in `verified`. */
export interface Vouched {
  $actor: Actor;
  case: string;
  key: string;
  warrant?: string;
  verified?: boolean;
}

/** Why a case can run nowhere, and how the failure of its workflow task begins; only whoever looks from outside sees it. */
export const cannotRun = {
  start: 'the start of this case cannot be decoded',
  protocol: 'its protocol is not in the store',
};

/** How large what it stands in is, sealed, bytes: the codec says so when it decodes. */
export interface Weighed {
  $weighed: number;
}

/** What a message becomes that cannot be decoded. */
export interface Undecodable {
  $undecodable: { reason: string };
}

export interface CaseStart {
  /** In history only its hash stands; the codec adds the body when it decodes (claim check). */
  protocol: Pinned;
  clock: Clock;
  opening?: Opening;
  /**
   * What the run before left. `lines` and `answers` are not in the ledger yet, `outbox` has not left the house yet; `former`: editions under
   * which the case ran before it went over to the present one.
   */
  carried?: {
    case: Case;
    seen: Seen[];
    lines: Effect[];
    answers?: Seen[];
    outbox?: Effect[];
    former?: Pinned[];
    weight?: Weighed;
  };
  /** Inputs after which the run continues as new; default 500. */
  continueAfter?: number;
  /** What is done to a case whose last run had ended: it is the reason for this run. */
  revival?: Action | Undecodable;
}

/** A case as its last run left it: with this another run goes on. */
export type Kept = Required<Pick<CaseStart, 'protocol' | 'clock' | 'carried'>>;

/** What a case's last run returns. */
export interface Ended {
  seq: number;
  outcome: string;
  endedAt: number;
}

/** A key that was answered, so that a repetition gets the same answer. */
export type Seen = Answered;

/** What somebody does: an input without its actor, the actor vouched for, and a key that makes a retry harmless. */
export interface Action {
  key: string;
  by: Vouched;
  input: Unsigned<Extract<Input, { by: unknown }>>;
}

type Unsigned<T> = T extends unknown ? Omit<T, 'by'> : never;

export type Answer = Answered['answer'];

export type Message = Omit<Extract<Input, { kind: 'message' }>, 'kind'>;

/** What became of what left the house. */
export type Delivery =
  | { linked: { name: string; case: string; at: number } }
  /** `roles`: only these were not told; to the others it is done. */
  | { failed: { detail: Detail; at: number; seq?: number; index?: number; roles?: string[] } };

/** What the workflow asks of the Node side. */
export interface CaseActivities {
  /** Local: replaces the case's rows in the ledger. */
  project(projection: Projection): Promise<void>;
  /** Tells, opens and sends, each once by (case, seq, index). */
  deliver(batch: { case: string; clock: Clock; effects: Effect[] }): Promise<Delivery[]>;
  /** The edition of a protocol in force at an instant. */
  protocolInForce(name: string, at: number): Promise<Pinned>;
}

/** Name of the worker that replays histories to rebuild the ledger, and what cases tell it: each projection, as JSON. */
export const rebuilding = 'rebuilding-the-ledger';
export interface StorySinks extends Sinks {
  story: { projected(projection: string): void };
}

/** The house's own nightly work: when, and what the last night said. */
export interface OperationsStart {
  clock: Clock;
  zone: string;
  /** Civil time of day. */
  at: TimeOfDay;
  last?: NightResult;
  /** Look at once. */
  asked?: boolean;
}

/** Where a walk through ledger and Temporal stands. */
export interface ReconcileCursor {
  side: 'ledger' | 'temporal';
  after?: string;
}

export interface CaseDifference {
  case: string;
  code: 'missing_in_ledger' | 'missing_in_temporal' | 'digest_differs' | 'not_confirmed' | 'no_answer';
  seq: { ledger: number | null; live: number | null };
  repaired: boolean;
}

export interface ReconciledPage {
  compared: number;
  differences: CaseDifference[];
  next?: ReconcileCursor;
}

/** One night's comparison; `differences` are the first of `count`. Times in ms of the machine. */
export interface Night {
  startedAt: number;
  endedAt: number;
  compared: number;
  count: number;
  differences: CaseDifference[];
}

/** `head`: the end of the ledger's audit that night. In Temporal's history it is out of reach of who can write to the ledger. */
export interface NightResult {
  endedAt: number;
  compared: number;
  count: number;
  head: { seq: number; hash: string };
}

export interface OperationsView {
  /** When the next night begins, in the cases' time. */
  due: number;
  last?: NightResult;
}

export interface OperationsActivities {
  /** Compares a page of cases; the first without a cursor. */
  reconcilePage(cursor?: ReconcileCursor): Promise<ReconciledPage>;
  /** Keeps a night's result, with a look at the whole audit, of which `noted` was the end the night before. */
  recordNight(night: Night, noted?: NightResult['head']): Promise<NightResult>;
}

export const operationsWorkflowType = 'operationsWorkflow';
export const operationsId = 'operations';
export const reconcileNow = 'reconcileNow';
export const caseWorkflowType = 'caseWorkflow';
export const taskQueue = 'six-earlies';
export const act = 'act';
export const message = 'message';
export const setClock = 'setClock';
export const view = 'view';
export const whole = 'whole';
export const kept = 'kept';

export type View = CaseView & { projected: boolean };
export type { Case, Clock, Pinned, Refusal };
