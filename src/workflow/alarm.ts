import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import { type Clock, realAt, virtualAt } from '../kernel/index.ts';

/** Temporal's longest sensible timer; a later alarm is armed again on waking. */
const LONGEST = 365 * 86_400_000;

/**
 * The case's only timer, always at the instant wanted last. Leaving an earlier one to ring in vain costs a workflow task and five events;
 * moving it costs two events (docs/performance.md).
 */
export class Alarm {
  private scope: CancellationScope | undefined;
  private armed = Number.POSITIVE_INFINITY;
  /** Set when it rang and nobody has looked yet. */
  rang = false;

  /**
   * Rings when the machine's clock shows `at` (ms), or not at all at Infinity. A former alarm whose time has come is ringing already and is
   * left to: the time-skipping server never recovers from cancelling a timer that fires during the task (decision 016).
   */
  arm(at: number): void {
    if (at === this.armed) return;
    if (this.armed > Date.now()) this.scope?.cancel();
    this.scope = undefined;
    this.armed = at;
    if (!Number.isFinite(at)) return;
    const scope = new CancellationScope();
    this.scope = scope;
    void scope
      .run(() => sleep(Math.min(LONGEST, Math.max(1, at - Date.now()))))
      .then(
        () => {
          if (this.scope !== scope) return;
          this.scope = undefined;
          this.armed = Number.POSITIVE_INFINITY;
          this.rang = true;
        },
        (error: unknown) => {
          if (!isCancellation(error)) throw error;
        },
      );
  }
}

/** When the machine's clock (ms) shows what the case's clock shows at `due`; Infinity when nothing is due or the clock is paused. */
export const ringAt = (clock: Clock, due: number | null) => (due === null ? Number.POSITIVE_INFINITY : realAt(clock, due));

/** The machine's clock, ms: inside a workflow the SDK answers with the time of the workflow task, the same on every replay. */
export const machineNow = () => Date.now();

/** The case's present instant. */
export const nowOf = (clock: Clock) => virtualAt(clock, Date.now());
