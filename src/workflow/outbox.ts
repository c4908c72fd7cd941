import { bytesOf, type Effect } from '../kernel/index.ts';
import { fitting, MOST_AT_ONCE } from './weight.ts';

/** What is to leave the house: tellings, openings, and what other cases are told, in order. */
export class Outbox {
  private waiting: Effect[];
  private leaving: Effect[] = [];
  isDelivering = false;

  /** `waiting`: what the last run left; it may have left the house already, and whoever gets it twice takes it once. */
  constructor(waiting: readonly Effect[] = []) {
    this.waiting = [...waiting];
  }

  add(effects: readonly Effect[]): void {
    for (const effect of effects) if (effect.kind === 'tell' || effect.kind === 'open' || effect.kind === 'send') this.waiting.push(effect);
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** What has not left the house for certain. */
  get rest(): Effect[] {
    return [...this.leaving, ...this.waiting];
  }

  get bytes(): number {
    return bytesOf(this.rest);
  }

  /** Begins a delivery: of what waits all, or where `inParts` as much as goes at once. */
  begin(inParts: () => boolean): Effect[] {
    const n = fitting(this.waiting, MOST_AT_ONCE);
    this.leaving = this.waiting.splice(0, n < this.waiting.length && inParts() ? n : this.waiting.length);
    this.isDelivering = true;
    return this.leaving;
  }

  end(): void {
    this.leaving = [];
    this.isDelivering = false;
  }
}
