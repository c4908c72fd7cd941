/** One part of an expectation that did not hold: the whole of it, or what stands further in under `keys`. */
export interface Difference {
  keys: string[];
  expected: unknown;
  actual: unknown;
}

/** Where what there is differs from what was expected. Lists are compared without their order, maps by the keys that were expected. */
export function differences(expected: unknown, actual: unknown): Difference[] {
  if (isMap(expected) && isMap(actual))
    return Object.entries(expected).flatMap(([key, value]) =>
      differences(value, actual[key]).map((difference) => ({ ...difference, keys: [key, ...difference.keys] })),
    );
  return canonical(expected) === canonical(actual) ? [] : [{ keys: [], expected, actual }];
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  return isMap(value)
    ? `{${Object.entries(value)
        .map(([key, inner]) => `${key}:${canonical(inner)}`)
        .sort()
        .join()}}`
    : JSON.stringify(value ?? null);
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
