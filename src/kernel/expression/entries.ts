import type { Field } from '../protocol.ts';
import type { Data } from '../record.ts';
import { spell } from './spelling.ts';
import { CelDate, CelInstant, typeOfField } from './types.ts';

/** One entry as CEL reads it. */
export type EntryView = object;
type ViewClass = new (fields: Record<string, unknown>) => EntryView;

interface Shape {
  View: ViewClass;
  fields: { name: string; spelled: string; type: Field['type'] }[];
}

const shapes = new WeakMap<Record<string, Field>, Shape>();

function shapeOf(shape: Record<string, Field>): Shape {
  let known = shapes.get(shape);
  if (!known) {
    class View {
      constructor(fields: Record<string, unknown>) {
        Object.assign(this, fields);
      }
    }
    known = { View, fields: Object.entries(shape).map(([name, { type }]) => ({ name, spelled: spell(name), type })) };
    shapes.set(shape, known);
  }
  return known;
}

/** CEL tells types apart by their class: one for each shape. Two events may not share one shape object. */
export function viewClass(shape: Record<string, Field>): ViewClass {
  return shapeOf(shape).View;
}

/** Names and CEL types of what an entry of this shape has. */
export function entryFields(shape: Record<string, Field>): Record<string, string> {
  return {
    at: 'Instant',
    recorded: 'Instant',
    by: 'string',
    from: 'string',
    ...Object.fromEntries(Object.entries(shape).map(([name, field]) => [spell(name), typeOfField(field)])),
  };
}

function celDatum(value: unknown, type: Field['type']): unknown {
  if (Array.isArray(value)) return value.map((item) => celDatum(item, type));
  if (value === null || value === undefined) return undefined;
  if (type === 'date') return new CelDate(value as string);
  if (type === 'time') return new CelInstant(value as number);
  return value;
}

/** Converts an entry once into what expressions read. `shape` must be the same object as in the scope. */
export function viewOf(
  entry: { at: number; recorded: number; by: { role: string }; from?: string; data: Data },
  shape: Record<string, Field>,
): EntryView {
  const fields: Record<string, unknown> = {
    at: new CelInstant(entry.at),
    recorded: new CelInstant(entry.recorded),
    by: entry.by.role,
    from: entry.from ?? '',
  };
  const { View, fields: known } = shapeOf(shape);
  for (const { name, spelled, type } of known) {
    const value = celDatum(entry.data[name], type);
    if (value !== undefined) fields[spelled] = value;
  }
  return new View(fields);
}
