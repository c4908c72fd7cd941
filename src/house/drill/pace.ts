import { Lag } from './lag.ts';

/** The drill slows down when the lag of 99 in 100 passes this, virtual minutes. */
export const mostLag = 15;
/** It goes for this much, so that chance alone does not carry it over. */
const AIM = 10;
/** It tries to go faster again when the lag has been below this. */
const LITTLE = 5;
/** A decision is about this much real time, ms; where little happens, about more. */
const WINDOW = 2_000;
const LONG = 8_000;
const FEW = 12;
/** How many deeds make the lag that is shown. */
const LATEST = 300;
/** After so many quiet windows it goes a step faster. */
const CALM = 2;
const MOST_SLOWER = 0.3;
const FASTER = 1.4;
/** Never slower than an hour of real time for a virtual day. */
const SLOWEST = 24;

/**
 * Finds the rate the machine can bear: told every lag, it answers from time to time with another rate. `wanted` is the most it
 * goes to.
 */
export class Pace {
  wanted: number;
  rate: number;
  private window = new Lag();
  private since: number;
  private calm = 0;
  private readonly latest: number[] = [];

  constructor(wanted: number, now: number) {
    this.wanted = wanted;
    this.rate = wanted;
    this.since = now;
  }

  add(minutes: number): void {
    this.window.add(minutes);
    this.latest.push(minutes);
    if (this.latest.length > LATEST) this.latest.shift();
  }

  /** The lag within which 99 of 100 of the latest deeds stayed. */
  get lag(): number {
    return this.latest.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(this.latest.length * 0.99) - 1)] ?? 0;
  }

  /** Another rate, if it is time for one. `now`: real, ms. */
  next(now: number): number | undefined {
    const p99 = this.window.within(0.99);
    const isClear = this.window.count >= FEW && p99 > mostLag;
    if (now - this.since < WINDOW && !(isClear && now - this.since > WINDOW / 4)) return undefined;
    if (this.window.count < FEW && p99 <= mostLag && now - this.since < LONG) return undefined;
    this.calm = p99 < LITTLE ? this.calm + 1 : 0;
    this.begin(now);
    if (p99 > mostLag) return this.to(Math.max(SLOWEST, this.rate * Math.max(MOST_SLOWER, AIM / p99)));
    if (this.calm >= CALM && this.rate < this.wanted) {
      this.calm = 0;
      return this.to(Math.min(this.wanted, this.rate * FASTER));
    }
    return undefined;
  }

  /** Goes at what is wanted from now on. */
  want(rate: number, now: number): void {
    this.wanted = rate;
    this.rate = rate;
    this.calm = 0;
    this.begin(now);
  }

  /** Forgets what was measured: the clock has been changed since. */
  begin(now: number): void {
    this.window = new Lag();
    this.since = now;
  }

  private to(rate: number): number | undefined {
    if (rate === this.rate) return undefined;
    this.rate = rate;
    return rate;
  }
}
