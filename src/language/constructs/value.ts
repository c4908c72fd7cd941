import { type CampaignWindow, isDate, nearest, type Value, type ValueIs } from '../../kernel/index.ts';
import type { Compilation } from '../compilation.ts';
import { cite, key, mapOf, namesTo, planned, title, words } from '../definition.ts';
import { isProblem, type Read, readSpan } from '../phrases.ts';
import { type Path, textOf } from '../source.ts';

const valueKeys = [
  key(
    'is',
    '为',
    { zh: '数值、时长、日期、时刻、是否或文字。', en: 'A number, span, date, time of day, true/false or text.' },
    planned,
    true,
  ),
  key('unit', '计量', { zh: '计量单位。', en: 'Unit of measure.' }, words),
  key(
    'in',
    '窗口内',
    {
      zh: '在某窗口期内改取的值；进入状态时确定，重复任务按当次所在之日确定。',
      en: 'What it is instead in a window; settled on entering a state, and for each slot of a series by its own day.',
    },
    namesTo(planned),
  ),
  key(
    'may_differ_by',
    '可分级自定',
    { zh: '哪一级单位可以自定；数值写在单位文件里。', en: 'The level whose units may have their own; theirs stand in the units file.' },
    words,
  ),
  cite,
  title,
];

/** The plan's numbers: `values: { cut_off: { is: "17:00", in: { later: "16:00" }, may_differ_by: township, cite: plan } }`. */
export const values = key(
  'values',
  '参数',
  { zh: '方案规定的数值，各有依据。', en: "The plan's numbers, each with its source." },
  namesTo(mapOf(valueKeys)),
);

interface Written {
  is: unknown;
  in?: Record<string, unknown>;
  may_differ_by?: string;
  unit?: string;
  cite?: string;
  title?: unknown;
}

/** Reads the plan's numbers into the scope. */
export function compileValues(compilation: Compilation, written: Record<string, Written>, windows: Record<string, CampaignWindow>): void {
  for (const [name, { is, unit, may_differ_by, cite, title, ...rest }] of Object.entries(written)) {
    const path = ['values', name];
    const value = valued(compilation, is, [...path, 'is']);
    compilation.scope.values[name] = {
      ...value,
      ...(rest.in && { in: compileIn(compilation, value, rest.in, windows, [...path, 'in']) }),
      ...(may_differ_by !== undefined && { mayDifferBy: may_differ_by }),
      ...(unit !== undefined && { unit }),
      ...(cite !== undefined && { cite }),
      ...(title !== undefined && { title: textOf(title) }),
    };
  }
  checkUnits(compilation);
}

function compileIn(
  compilation: Compilation,
  value: ValueIs,
  written: Record<string, unknown>,
  windows: Record<string, CampaignWindow>,
  path: Path,
): NonNullable<Value['in']> {
  return Object.entries(written).map(([window, is], n, all) => {
    const here = [...path, window];
    const own = windows[window];
    if (!own) compilation.keyProblem('window-unknown', here, { name: window }, nearest(window, Object.keys(windows)));
    for (const [other] of all.slice(0, n)) {
      const before = windows[other];
      if (own && before && !isBefore(own, before) && !isBefore(before, own))
        compilation.keyProblem('windows-clash', here, { window, other });
    }
    const inside = valued(compilation, is, here);
    if (inside.type !== value.type) compilation.problem('value-mixed', here, { type: value.type });
    return { window, is: inside.is };
  });
}

const isBefore = (a: CampaignWindow, b: CampaignWindow): boolean => a.to !== undefined && a.to < b.from;

/** What units have of their own of this protocol must be there to differ, for their level, and be of the same type. */
function checkUnits(compilation: Compilation): void {
  const { values } = compilation.scope;
  const units = Object.values(compilation.context.units?.units ?? {});
  const levels = units.flatMap(({ level, line }) => (line === undefined ? [level] : []));
  for (const [name, { mayDifferBy: level }] of Object.entries(values))
    if (level !== undefined && units.length > 0 && !levels.includes(level))
      compilation.problem('level-unknown', ['values', name, 'may_differ_by'], { name: level }, nearest(level, levels));
  for (const { id, level, values: given } of units) {
    for (const [name, own] of Object.entries(given?.[compilation.protocol] ?? {})) {
      const value = Object.hasOwn(values, name) ? values[name]! : undefined;
      if (value?.mayDifferBy === level && value.type === own.type) continue;
      const because = !value ? unknown : value.mayDifferBy !== level ? fixed(level) : mixed(value.type);
      compilation.keyProblem('unit-value', value ? ['values', name] : ['values'], { unit: id, name, because });
    }
  }
}

const unknown = { zh: '规程没有这个值', en: 'which this protocol does not have' };
const fixed = (level: string) => ({ zh: `may_differ_by 不允许 ${level} 一级自定`, en: `which may_differ_by does not leave to a ${level}` });
const mixed = (type: string) => ({ zh: `但类型应为 ${type}`, en: `which should be a ${type}` });

function valued(compilation: Compilation, is: unknown, path: Path): ValueIs {
  const value = readValue(is);
  if (!isProblem(value)) return value;
  compilation.phrase(value, path);
  // Whatever builds on it is not reported again.
  return { type: 'span', is: { elapsed: 0 } };
}

/** A number of the plan, by what it looks like. */
export function readValue(is: unknown): Read<ValueIs> {
  if (typeof is === 'number') return { type: 'number', is };
  if (typeof is === 'boolean') return { type: 'flag', is };
  const text = String(is);
  if (isDate(text)) return { type: 'date', is: text };
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return { type: 'clock', is: text };
  const span = readSpan(text);
  if (!isProblem(span)) return { type: 'span', is: span };
  return span.problem === 'mixed-span' || isMeantAsSpan(text) ? span : { type: 'text', is: text };
}

/** A number and a unit of time, though none that can be read: `2 hrs`, `两小时`, `1周`. */
const isMeantAsSpan = (text: string) =>
  /^(\d+|[半一二两三四五六七八九十]+)\s*个?半?(分|分钟|小时|钟头|时|天|日|周|星期|礼拜|月|年)$|^\d+ ?(s|secs?|seconds?|mins?|hrs?|hours?|d|w|wks?|weeks?|y|yrs?|years?)$/i.test(
    text,
  );
