import { messagesOnce, onceInHistory, sameAnswer } from './acknowledged.ts';
import { countsBalance, ledgerAgrees, leftOnce } from './agreement.ts';
import { deadlinesOnce, laddersInOrder, neverEarly } from './deadlines.ts';
import type { Evidence } from './evidence.ts';
import { oneHolder } from './holders.ts';
import { asSimulated } from './simulated.ts';

/** What holds at the end, whatever was broken. Each says in words where it does not. */
export const invariants: Record<string, (evidence: Evidence) => string[]> = {
  'every acknowledged action exactly once in the history, none lost': onceInHistory,
  'the same key, the same answer': sameAnswer,
  'what cannot be read is an incident, what comes again is taken once': messagesOnce,
  'every deadline once': deadlinesOnce,
  'nothing before its time': neverEarly,
  'every ladder step once and in order': laddersInOrder,
  'exactly one holder': oneHolder,
  'ends as the simulator does': asSimulated,
  'ledger and Temporal agree': ledgerAgrees,
  'what leaves the house leaves once': leftOnce,
  'counts balance': countsBalance,
};

export { type CaseEvidence, type Evidence, gather } from './evidence.ts';
