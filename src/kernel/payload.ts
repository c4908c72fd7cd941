import type { Field } from './protocol.ts';
import type { Data, Datum, Scalar } from './record.ts';
import { isDate } from './time.ts';

/** What is wrong with a payload: the field and, as a code, why. */
export interface Misfit {
  field: string;
  why: 'missing' | 'unknown' | 'type' | 'too_small' | 'too_large' | 'not_listed' | 'too_long' | 'too_many' | 'twice';
  expected: string;
}

const MOST_TEXT = 2_000;
const MOST_ITEMS = 2_000;

/** The first way in which `data` does not fit its declared shape, or undefined. */
export function misfitOf(data: Data, shape: Record<string, Field>): Misfit | undefined {
  for (const field of Object.keys(data)) {
    if (!Object.hasOwn(shape, field)) return { field, why: 'unknown', expected: Object.keys(shape).join(', ') };
  }
  for (const [field, rule] of Object.entries(shape)) {
    const value = data[field];
    if (value === undefined || value === null) {
      if (rule.required) return { field, why: 'missing', expected: rule.type };
      continue;
    }
    const why = rule.many ? misfitOfList(value, rule) : Array.isArray(value) ? wrongType(rule) : misfit(value, rule);
    if (why) return { field, ...why };
  }
  return undefined;
}

const wrongType = ({ type, many }: Field): Omit<Misfit, 'field'> => ({ why: 'type', expected: many ? `[${type}, …]` : type });

/** A list: each of it fits, and nothing stands in it twice. */
function misfitOfList(value: Datum, rule: Field): Omit<Misfit, 'field'> | undefined {
  if (!Array.isArray(value)) return wrongType(rule);
  if (value.length > MOST_ITEMS) return { why: 'too_many', expected: `≤ ${MOST_ITEMS}` };
  for (const item of value) {
    const why = misfit(item, rule);
    if (why) return why;
  }
  return new Set(value).size < value.length ? { why: 'twice', expected: `[${rule.type}, …]` } : undefined;
}

function misfit(value: Scalar, rule: Field): Omit<Misfit, 'field'> | undefined {
  if (!isOf(value, rule)) return wrongType(rule);
  if (typeof value === 'number') {
    if (rule.min !== undefined && value < rule.min)
      return { why: 'too_small', expected: `≥ ${rule.min}${rule.unit ? ` ${rule.unit}` : ''}` };
    if (rule.max !== undefined && value > rule.max)
      return { why: 'too_large', expected: `≤ ${rule.max}${rule.unit ? ` ${rule.unit}` : ''}` };
  }
  if (typeof value === 'string') {
    if (value.length > MOST_TEXT) return { why: 'too_long', expected: `≤ ${MOST_TEXT}` };
    if (rule.oneOf && !rule.oneOf.includes(value)) return { why: 'not_listed', expected: rule.oneOf.join(', ') };
  }
  return undefined;
}

function isOf(value: Scalar, rule: Field): boolean {
  switch (rule.type) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'integer':
    case 'time':
      return typeof value === 'number' && Number.isSafeInteger(value);
    case 'flag':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && isDate(value);
    case 'text':
    case 'person':
    case 'case':
    case 'unit':
      return typeof value === 'string';
    default:
      return rule.type satisfies never;
  }
}

/** The items of a list as people type it into one cell: parted by commas, semicolons or 、 of either width. */
export function itemsIn(text: string): string[] {
  return text
    .split(/[,，;；、\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
