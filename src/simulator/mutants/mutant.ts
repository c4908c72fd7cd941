import type { Protocol, Text } from '../../kernel/index.ts';

/** One thing taken out of a protocol, or moved by the least that matters. */
export interface Mutant {
  /** Unique in its protocol and stable while the rule keeps its name: accepted survivors are listed by it. */
  id: string;
  words: Text;
  /** Where the rule stands in the file, in English keys. */
  path: readonly (string | number)[];
  /** The rule that it damages: the scenarios that prove it are the likeliest to notice. */
  rule?: string;
  /** The damaged protocol; what is not touched is shared with the whole one. */
  change(protocol: Protocol): Protocol;
}

type Step = string | number;

/** A copy in which what stands at `path` is replaced; everything beside the path is shared. */
export function changed<T>(whole: T, path: readonly Step[], to: (old: never) => unknown): T {
  const [first, ...rest] = path;
  if (first === undefined) return to(whole as never) as T;
  const inner = changed((whole as Record<Step, unknown>)[first], rest, to);
  if (Array.isArray(whole)) return whole.with(first as number, inner) as T;
  return { ...whole, [first]: inner };
}

/** A copy without the element or key at `path`. */
export function without<T>(whole: T, path: readonly Step[]): T {
  const last = path.at(-1)!;
  return changed(whole, path.slice(0, -1), (owner: unknown) =>
    Array.isArray(owner)
      ? owner.toSpliced(last as number, 1)
      : Object.fromEntries(Object.entries(owner as object).filter(([key]) => key !== last)),
  );
}
