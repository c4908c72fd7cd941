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

/** What the machine's clock (ms) shows when the case's shows `due`; Infinity when it is paused. */
export function realAt(clock: Clock, due: Instant): number {
  return clock.rate === 0 ? Number.POSITIVE_INFINITY : Math.ceil(clock.real + (due - clock.virtual) / clock.rate);
}
