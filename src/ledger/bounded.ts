/**
 * Runs `work` over the items, at most `most` at a time, in their order. After a failure no other is begun, and it rejects once what was begun
 * has ended.
 */
export async function forEachBounded<T>(
  items: Iterable<T> | AsyncIterable<T>,
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = oneByOne(items);
  const lane = async () => {
    for await (const item of left) await work(item);
  };
  const lanes = await Promise.allSettled(Array.from({ length: most }, lane));
  for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason;
}

/** Several lanes can wait for the next one, and whoever fails ends it for all. */
async function* oneByOne<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T> {
  yield* items;
}
