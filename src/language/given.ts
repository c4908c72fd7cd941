import { type Checked, type Field, nearest, type Text, typeOfField } from '../kernel/index.ts';

/** What one protocol gives another: each field with its expression and, where it could be read, the type. */
export type Given = Record<string, { source: string; checked?: Checked }>;

/** How what is given does not fit what the other declares: the field, why, and what was probably meant. */
export interface Unfit {
  field: string;
  because: Text;
  suggestion?: string | undefined;
}

/** The first field that the other protocol would refuse; a missing one is found with `missingOf`. */
export function unfitOf(given: Given, shape: Record<string, Field>): Unfit | undefined {
  for (const [field, { source, checked }] of Object.entries(given)) {
    const declared = Object.hasOwn(shape, field) ? shape[field]! : undefined;
    if (!declared) {
      const because = { zh: `对方没有“${field}”`, en: `the other has no "${field}"` };
      return { field, because, suggestion: nearest(field, Object.keys(shape)) };
    }
    const wanted = typeOfField(declared);
    if (checked && !fits(checked.type, wanted))
      return {
        field,
        because: { zh: `“${field}”应为 ${wanted}，而非 ${checked.type}`, en: `"${field}" is ${wanted}, not ${checked.type}` },
      };
    const [, word] = /^\s*["']([^"']*)["']\s*$/.exec(source) ?? [];
    if (word !== undefined && declared.oneOf && !declared.oneOf.includes(word)) {
      const list = declared.oneOf;
      const because = { zh: `“${field}”只能是 ${list.join('、')}`, en: `"${field}" is one of ${list.join(', ')}` };
      return { field, because, suggestion: nearest(word, list) };
    }
  }
  return undefined;
}

/** Fields that the other protocol requires and that are not given. */
export function missingOf(given: Given, shape: Record<string, Field>): string[] {
  return Object.keys(shape).filter((field) => shape[field]!.required && !Object.hasOwn(given, field));
}

const fits = (given: string, wanted: string): boolean => given === wanted || given === 'dyn' || (given === 'int' && wanted === 'double');
