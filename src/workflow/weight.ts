import { bytesOf, bytesSaid, type Effect, type Input } from '../kernel/index.ts';
import type { CaseStart } from './contract.ts';

/** A run that was told so much ends, so that what goes along is weighed anew, bytes. */
const MOST_GROWN = 262_144;
/** What goes along to the next run with what is not written or sent yet, bytes; Temporal ends a case at 2,097,152. */
export const MOST_ALONG = 1_900_000;
/** What leaves the house, or is written to the ledger, at once, bytes. */
export const MOST_AT_ONCE = 600_000;
/** What may wait for a ledger that is down, bytes, before people have to come again. */
export const MOST_WAITING = 600_000;

/**
 * What a case takes along to its next run of itself, in bytes: as it was weighed, sealed, when this run began, and what has come to it since. The
 * same on every replay: the size of a payload stands in the history.
 */
export class Weight {
  private readonly begun: number;
  private grown: number;

  constructor({ opening, carried }: CaseStart) {
    this.begun = carried ? ownOf(carried) : 0;
    this.grown = bytesOf(opening);
  }

  /** After an input that was taken: what it says, and what the case goes on holding because of it. */
  add(input: Input, effects: readonly Effect[]): void {
    this.grown += bytesSaid(input);
    for (const effect of effects) {
      const isHeld = effect.kind === 'send' || (effect.kind === 'record' && effect.note.note === 'attention');
      if (isHeld) this.grown += bytesOf(effect);
    }
  }

  get bytes(): number {
    return this.begun + this.grown;
  }

  get isToBeTakenAnew(): boolean {
    return this.grown > MOST_GROWN;
  }
}

/** Below this it is not worth while to tell apart what a start is made of, bytes. */
const LIGHT = 300_000;

/** Of what came along, sealed together, the part of the case itself: what is not written or sent yet is so only for now. */
function ownOf(carried: NonNullable<CaseStart['carried']>): number {
  const { weight, lines, outbox, answers } = carried;
  const sealed = weight?.$weighed ?? 0;
  if (sealed < LIGHT) return sealed;
  return Math.round(sealed * (1 - bytesOf([lines, outbox, answers]) / bytesOf(carried)));
}

/** How many of the first fit into so many bytes; one at least. */
export function fitting(all: readonly unknown[], most: number): number {
  let sum = 0;
  const over = all.findIndex((one) => {
    sum += bytesOf(one);
    return sum > most;
  });
  return over === -1 ? all.length : Math.max(1, over);
}

/** As `fitting`, of lines; those of one step stay together, since the ledger replaces whole steps. */
export function stepsFitting(lines: readonly Effect[], most: number): number {
  const n = fitting(lines, most);
  if (n === lines.length) return n;
  const { seq } = lines[n]!;
  const before = lines.findIndex((line) => line.seq === seq);
  if (before > 0) return before;
  const next = lines.findIndex((line) => line.seq !== seq);
  return next === -1 ? lines.length : next;
}
