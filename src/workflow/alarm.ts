import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import { type Clock, delayUntil, virtualAt } from '../kernel/index.ts';

/** Temporal's longest sensible timer; a later alarm is armed again on waking. */
const LONGEST = 365 * 86_400_000;

/** The case's only timer. Waking early is harmless, so a later deadline leaves the armed timer alone. */
export class Alarm {
  private scope: CancellationScope | undefined;
  private armed = Number.POSITIVE_INFINITY;
  /** Set when it rang and nobody has looked yet. */
  rang = false;

  /** Makes sure of waking at the case's instant `due` at the latest; null: nothing is due. */
  arm(clock: Clock, due: number | null): void {
    const now = Date.now();
    const wanted = due === null ? Number.POSITIVE_INFINITY : delayUntil(clock, due, now);
    if (!Number.isFinite(wanted)) return;
    const delay = Math.min(LONGEST, wanted);
    if (now + delay >= this.armed) return;
    this.disarm();
    this.armed = now + delay;
    const scope = new CancellationScope();
    this.scope = scope;
    void scope
      .run(() => sleep(Math.max(1, delay)))
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

  disarm(): void {
    this.scope?.cancel();
    this.scope = undefined;
    this.armed = Number.POSITIVE_INFINITY;
  }
}

/** The machine's clock, ms: inside a workflow the SDK answers with the time of the workflow task, the same on every replay. */
export const machineNow = () => Date.now();

/** The case's present instant. */
export const nowOf = (clock: Clock) => virtualAt(clock, Date.now());
