import type { Field } from '../protocol.ts';
import { CelDate, CelInstant, fieldTypes } from './types.ts';

/** One entry as CEL reads it. */
export type EntryView = object;
type ViewClass = new (fields: Record<string, unknown>) => EntryView;

const classes = new WeakMap<Record<string, Field>, ViewClass>();

/** CEL tells types apart by their class: one for each shape. Two events may not share one shape object. */
export function viewClass(shape: Record<string, Field>): ViewClass {
  let known = classes.get(shape);
  if (!known) {
    known = class View {
      constructor(fields: Record<string, unknown>) {
        Object.assign(this, fields);
      }
    };
    classes.set(shape, known);
  }
  return known;
}

/** Names and CEL types of what an entry of this shape has. */
export function entryFields(shape: Record<string, Field>): Record<string, string> {
  return {
    at: 'Instant',
    recorded: 'Instant',
    by: 'string',
    from: 'string',
    ...Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, fieldTypes[field.type]])),
  };
}

function celDatum(value: unknown, type: Field['type']): unknown {
  if (value === null || value === undefined) return undefined;
  if (type === 'date') return new CelDate(value as string);
  if (type === 'time') return new CelInstant(value as number);
  return value;
}

/** Converts an entry once into what expressions read. `shape` must be the same object as in the scope. */
export function viewOf(
  entry: { at: number; recorded: number; by: { role: string }; from?: string; data: Record<string, string | number | boolean | null> },
  shape: Record<string, Field>,
): EntryView {
  const fields: Record<string, unknown> = {
    at: new CelInstant(entry.at),
    recorded: new CelInstant(entry.recorded),
    by: entry.by.role,
    from: entry.from ?? '',
  };
  for (const [name, field] of Object.entries(shape)) {
    const value = celDatum(entry.data[name], field.type);
    if (value !== undefined) fields[name] = value;
  }
  return new (viewClass(shape))(fields);
}
