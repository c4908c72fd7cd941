/** Lag in virtual minutes, as a histogram of tenths up to a day: it can be kept, added to, and asked for any share of it. */
export class Lag {
  private readonly tenths: Map<number, number>;

  constructor(kept: readonly (readonly [tenth: number, count: number])[] = []) {
    this.tenths = new Map(kept);
  }

  add(minutes: number): void {
    const tenth = Math.min(14_400, Math.max(0, Math.round(minutes * 10)));
    this.tenths.set(tenth, (this.tenths.get(tenth) ?? 0) + 1);
  }

  get count(): number {
    return [...this.tenths.values()].reduce((sum, n) => sum + n, 0);
  }

  /** The lag that a share of all stayed within; 0 when nothing was measured. */
  within(share: number): number {
    let left = Math.ceil(this.count * share);
    for (const [tenth, n] of [...this.tenths].sort(([a], [b]) => a - b)) {
      left -= n;
      if (left <= 0) return tenth / 10;
    }
    return 0;
  }

  kept(): [number, number][] {
    return [...this.tenths];
  }
}
