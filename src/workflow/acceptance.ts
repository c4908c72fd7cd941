import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';
import {
  advanceBefore,
  apply,
  type Case,
  type Input,
  type Instant,
  isRefusal,
  type Machine,
  type Outcome,
  type Refusal,
  refusalText,
  refuseFull,
  refuseSize,
} from '../kernel/index.ts';
import type { Action } from './contract.ts';
import type { Editions } from './editions.ts';
import { isAction } from './shape.ts';
import { MOST_WAITING } from './weight.ts';

/** A caller's clock may run ahead by this much, ms. */
const CLOCK_SKEW = 300_000;

/** What an action would come to, from that case. */
export interface Trial {
  key: string;
  from: Case;
  outcome: Outcome;
}

/** A case as an action finds it. */
export interface Standing {
  current: Case;
  machine: Machine;
  editions: Editions;
  now: Instant;
  /** Keys that were answered: their answer stands. */
  seen: ReadonlyMap<string, unknown>;
  /** What the case weighs, and what of it waits for a ledger that is down, bytes. */
  weight: number;
  waiting: number;
}

export const inputOf = (action: Action): Input => ({ ...action.input, by: action.by.$actor }) as Input;

/** A refusal as Temporal carries it to whoever asked. */
export function refused(refusal: Refusal): ApplicationFailure {
  const { zh, en } = refusalText(refusal);
  return ApplicationFailure.create({ type: 'Refused', message: `${en} / ${zh}`, nonRetryable: true, details: [refusal] });
}

/**
 * Tries an action of somebody: the refusal, or what it would come to; undefined where only its turn will show, after what was answered before or
 * once the case has become another.
 */
export function tried(action: unknown, { current, machine, editions, now, seen, weight, waiting }: Standing): Refusal | Trial | undefined {
  if (!isAction(action)) return { refused: 'undecodable', params: {} };
  const { by, key, input } = action;
  if (!by.verified || by.case !== workflowInfo().workflowId || by.key !== key)
    return { refused: 'unsigned', params: { role: by.$actor?.role ?? '?' } };
  if (seen.has(key)) return undefined;
  const taken = inputOf(action);
  const tooMuch = refuseSize(current, taken) ?? refuseFull(weight, taken) ?? refuseWaiting(waiting, taken);
  if (tooMuch) return tooMuch;
  if (current.status === 'becoming') return refuseDealing(current, taken);
  if (input.recorded > now + CLOCK_SKEW)
    return { refused: 'in_the_future', params: { event: 'event' in input ? input.event : input.kind } };
  // What is due before it may make it the other protocol's to judge.
  const from = advanceBefore(machine, current, taken).case;
  if (from.status === 'becoming') return undefined;
  const outcome = apply(machine, from, taken, editions.find);
  return isRefusal(outcome) ? outcome : { key, from, outcome };
}

/** Facts wait for the protocol that is to judge them; whoever deals with its not being there is told what helps. */
function refuseDealing({ attention, becomes }: Case, { kind }: Input): Refusal | undefined {
  const isMissing = attention.some(({ code, resolved }) => code === 'unknown_protocol' && !resolved);
  return kind === 'resolve' && isMissing ? { refused: 'protocol_missing', params: { protocol: becomes! } } : undefined;
}

/** People come again when the ledger is back; what ends a case, or takes back, waits with the rest. */
function refuseWaiting(bytes: number, { kind }: Input): Refusal | undefined {
  const isAlwaysTaken = kind === 'void' || kind === 'withdraw' || kind === 'resolve' || kind === 'unmigrate';
  return bytes > MOST_WAITING && !isAlwaysTaken ? { refused: 'ledger_behind', params: { bytes } } : undefined;
}
