import type { Named } from '../../language/index.ts';

/** A value of an expectation as an author writes it. */
export function written(value: unknown): string {
  if (value === null || value === undefined) return '~';
  if (Array.isArray(value)) return value.map(item).join(', ') || '[]';
  return item(value);
}

export function item(value: unknown): string {
  if (isNamed(value)) {
    const data = Object.entries(value.with).map(([field, datum]) => `${field}: ${written(datum)}`);
    return data.length === 0 ? value.name : `${value.name} { ${data.join(', ')} }`;
  }
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${key}: ${written(inner)}`)
      .join(', ')} }`;
  return String(value);
}

const isNamed = (value: unknown): value is Named => typeof value === 'object' && value !== null && 'name' in value && 'with' in value;

/** What one list has and the other has not, each as often as it is too many. */
export function beyond(list: unknown, other: unknown): string[] {
  const left = [other].flat().map(item);
  return [list].flat().flatMap((value) => {
    const text = item(value);
    const index = left.indexOf(text);
    if (index < 0) return [text];
    left.splice(index, 1);
    return [];
  });
}
