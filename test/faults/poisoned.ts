import type { Data } from '../../src/kernel/index.ts';

/** What was sent to cases that no case may take for what it claims to be, or take twice. */
export class Poisoned {
  /** By case: how many messages it cannot read have reached it; some may have, when their sender was not told. */
  readonly unreadable = new Map<string, { least: number; most: number }>();
  /** What another case has told, each once. */
  readonly told: { case: string; from: string; data: Data }[] = [];
  /** Cases that were started with what cannot be started. */
  readonly stillborn = new Set<string>();

  sent(id: string, isSure: boolean): void {
    const known = this.unreadable.get(id) ?? { least: 0, most: 0 };
    this.unreadable.set(id, { least: known.least + (isSure ? 1 : 0), most: known.most + 1 });
  }
}
