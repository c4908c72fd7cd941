import { isDate, type Value } from '../../kernel/index.ts';
import type { Compilation } from '../compilation.ts';
import { cite, key, mapOf, namesTo, scalar, title, words } from '../definition.ts';
import { isProblem, readSpan } from '../phrases.ts';
import { type Path, textOf } from '../source.ts';

const valueKeys = [
  key(
    'is',
    '为',
    { zh: '数值、时长、日期、时刻、是否或文字。', en: 'A number, span, date, time of day, true/false or text.' },
    scalar,
    true,
  ),
  key('unit', '计量', { zh: '计量单位。', en: 'Unit of measure.' }, words),
  cite,
  title,
];

export const values = key(
  'values',
  '参数',
  { zh: '方案规定的数值，各有依据。', en: "The plan's numbers, each with its source." },
  namesTo(mapOf(valueKeys)),
);

interface Written {
  is: unknown;
  unit?: string;
  cite?: string;
  title?: unknown;
}

/** Reads the plan's numbers into the scope. */
export function compileValues(compilation: Compilation, written: Record<string, Written>): void {
  for (const [name, { is, unit, cite, title }] of Object.entries(written)) {
    compilation.scope.values[name] = {
      ...read(compilation, is, ['values', name, 'is']),
      ...(unit !== undefined && { unit }),
      ...(cite !== undefined && { cite }),
      ...(title !== undefined && { title: textOf(title) }),
    };
  }
}

/** A number of the plan, by what it looks like. */
function read(compilation: Compilation, is: unknown, path: Path): Value {
  if (typeof is === 'number') return { type: 'number', is };
  if (typeof is === 'boolean') return { type: 'flag', is };
  const text = String(is);
  if (isDate(text)) return { type: 'date', is: text };
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return { type: 'clock', is: text };
  const span = readSpan(text);
  if (!isProblem(span)) return { type: 'span', is: span };
  if (span.problem === 'mixed-span') {
    compilation.phrase(span, path);
    // Whatever builds on it is not reported again.
    return { type: 'span', is: { elapsed: 0 } };
  }
  return { type: 'text', is: text };
}
