/** Runs `work` over the items, at most `most` at a time, in order of the list; rejects with the first failure. */
export async function forEachBounded<T>(items: readonly T[], most: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const lane = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, lane));
}
