import type { Instant } from './protocol.ts';

/** What somebody was answered who did something under a key of his own. */
export interface Answered {
  key: string;
  /** The case's time then. */
  at: Instant;
  answer: { seq: number; at: string[]; now: Instant };
}

/** How many answers a case remembers by itself, and how long, in its own time; the ledger remembers the others. */
export const MOST_REMEMBERED = 500;
export const REMEMBERED_FOR = 48 * 3_600_000;

/**
 * The answers a case goes on remembering, oldest first: all that the ledger has not yet confirmed, and of the others the latest. `told`: the
 * case's time when the ledger last confirmed. What is forgotten here the ledger knows to be forgotten, so that one of both always answers.
 */
export function remembered(answers: readonly Answered[], isTold: (answer: Answered) => boolean, told: Instant): Answered[] {
  const known = answers.filter(isTold);
  const latest = new Set(known.slice(-MOST_REMEMBERED).filter(({ at }) => at > told - REMEMBERED_FOR));
  return answers.filter((answer) => !isTold(answer) || latest.has(answer));
}
