/** What was made of something, for as long as that stays the same: a file that was read, until it or what it was read against changes. */
export class Memory {
  private readonly known = new Map<string, { of: readonly unknown[]; made: unknown }>();

  /** What `make` made under this key when it was last made of the very same things; else it is made anew. */
  made<T>(key: string, of: readonly unknown[], make: () => T): T {
    const before = this.known.get(key);
    if (before && before.of.length === of.length && before.of.every((part, n) => part === of[n])) return before.made as T;
    const made = make();
    this.known.set(key, { of, made });
    return made;
  }
}
