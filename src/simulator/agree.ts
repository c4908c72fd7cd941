/** One part of an expectation that did not hold: the whole of it, or the entry `name` of a map. */
export interface Difference {
  name?: string;
  expected: unknown;
  actual: unknown;
}

/** Where what there is differs from what was expected. Lists are compared without their order, maps by the keys that were expected. */
export function differences(expected: unknown, actual: unknown): Difference[] {
  if (isMap(expected) && isMap(actual)) {
    return Object.entries(expected).flatMap(([name, value]) =>
      differences(value, actual[name]).map((difference) => ({
        ...difference,
        name: difference.name === undefined ? name : `${name} ${difference.name}`,
      })),
    );
  }
  return canonical(expected) === canonical(actual) ? [] : [{ expected, actual }];
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
