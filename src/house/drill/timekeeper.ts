import { type Clock, type Instant, virtualAt } from '../../kernel/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import { setEveryClock } from '../clock.ts';
import type { House } from '../house.ts';

/** The drill's clock, and every case told of it. One change at a time; the units go by it at once, the cases as soon as they are told. */
export class Timekeeper {
  clock: Clock;
  isTelling = false;
  private readonly house: House;
  private readonly ledger: Ledger;
  private readonly until: Instant | undefined;
  private changing: Promise<void> = Promise.resolve();

  /** Stands still at `virtual`; `until`: the last instant of the drill. */
  constructor({ house, ledger, virtual, until }: { house: House; ledger: Ledger; virtual: Instant; until: Instant | undefined }) {
    this.house = house;
    this.ledger = ledger;
    this.until = until;
    this.clock = { virtual, real: Date.now(), rate: 0 };
  }

  /** The virtual instant, never after the drill's last. */
  get now(): Instant {
    return this.until === undefined ? this.beyond : Math.min(this.beyond, this.until);
  }

  /** The virtual instant, though it were after the drill's last. */
  get beyond(): Instant {
    return virtualAt(this.clock, Date.now());
  }

  /** Stands still at `virtual` for the units; the cases are not told, for the server is away. */
  halt(virtual: Instant): void {
    this.clock = { virtual, real: Date.now(), rate: 0 };
  }

  /** Before any worker runs: every open case stands still where the drill stopped. */
  async settle(): Promise<void> {
    this.halt(this.clock.virtual);
    await setEveryClock(this.house.client, this.ledger, this.clock);
  }

  async set(clock: Clock): Promise<void> {
    this.clock = clock;
    this.changing = this.changing.then(async () => {
      if (this.clock !== clock) return;
      this.isTelling = true;
      // Fails when the server goes down under us; then everybody is told when it is back.
      await setEveryClock(this.house.client, this.ledger, clock).catch(() => undefined);
      this.isTelling = false;
    });
    await this.changing;
  }
}
