import type { Instant } from './protocol.ts';

/** The relation of a case's time to the machine's: real time has `virtual === real` and rate 1; a drill may run faster; rate 0 is paused. */
export interface Clock {
  virtual: Instant;
  real: Instant;
  rate: number;
}

export const realTime: Clock = { virtual: 0, real: 0, rate: 1 };

/** The case's instant (ms) when the machine's clock shows `real` (ms). */
export function virtualAt(clock: Clock, real: Instant): Instant {
  return Math.round(clock.virtual + (real - clock.real) * clock.rate);
}

/** Milliseconds of the machine until the case's clock shows `due`; Infinity when paused; never negative. */
export function delayUntil(clock: Clock, due: Instant, real: Instant): number {
  if (clock.rate === 0) return Number.POSITIVE_INFINITY;
  return Math.max(0, Math.ceil((due - virtualAt(clock, real)) / clock.rate));
}
