import type { Counted, Field } from '../../kernel/index.ts';
import type { Compilation } from '../compilation.ts';
import { flag, key, listOf, mapOf, number, oneOf, oneOrMore, text, title, words } from '../definition.ts';
import { type Path, textOf } from '../source.ts';
import { stages } from '../vocabulary.ts';
import { isReserved } from './names.ts';

/** Every entry of the record has these; a field of the same name would hide them. */
const taken = ['at', 'recorded', 'by', 'from'];

/** Of what there can be a list. */
const listable: Field['type'][] = ['text', 'person', 'unit', 'case'];

export const fieldKeys = [
  key(
    'type',
    '类型',
    { zh: '数据类型。', en: 'What kind of datum.' },
    oneOf({
      number: '数',
      integer: '整数',
      text: '文字',
      flag: '是否',
      date: '日期',
      time: '时间',
      person: '人员',
      case: '个案',
      unit: '单位',
    }),
    true,
  ),
  key('required', '必填', { zh: '是否必填。', en: 'Whether it must be given.' }, flag),
  key('unit', '计量', { zh: '计量单位。', en: 'Unit of measure.' }, words),
  key('min', '最小', { zh: '允许的最小值。', en: 'Least value allowed.' }, number),
  key('max', '最大', { zh: '允许的最大值。', en: 'Greatest value allowed.' }, number),
  key('many', '多项', { zh: '是一份清单：可填多项，不重复。', en: 'A list of such, each but once.' }, flag),
  key(
    'one_of',
    '可选',
    {
      zh: '只能取其中之一：一份清单，或每个值一个标题。',
      en: 'Closed list of what it may be; or each value with its title.',
    },
    { if: { type: 'object' }, then: { additionalProperties: text, minProperties: 1 }, else: listOf(words) },
  ),
  title,
];
export const fieldSchema = mapOf(fieldKeys);

const counted = [
  key('of', '规程', { zh: '立案时所依的规程。', en: 'The protocols under which the cases opened.' }, oneOrMore, true),
  key(
    'which',
    '哪些',
    {
      zh: '当日终了时：全部、在办、已结，或当日新立。',
      en: 'At the end of the day: all, open, ended; or opened on that day.',
    },
    oneOf({ all: '全部', open: '在办', ended: '已结', opened: '新立' }),
    true,
  ),
  key('stage', '阶段', { zh: '只算处于这一阶段的。', en: 'Only those in this stage.' }, oneOf(stages)),
];

/** A field of an event: what it may be besides, a figure that the ledger can propose. */
export const dataSchema = mapOf([
  ...fieldKeys,
  key(
    'count',
    '计数',
    {
      zh: '报表数字：台账中哪些个案计入，供预填和核对。',
      en: 'A figure of a report: which cases of the ledger make it, to propose and to compare.',
    },
    mapOf(counted),
  ),
]);

export interface WrittenField {
  type: Field['type'];
  required?: boolean;
  title?: unknown;
  unit?: string;
  min?: number;
  max?: number;
  one_of?: string[] | Record<string, unknown>;
  many?: boolean;
  count?: { of: string | string[]; which: Counted['which']; stage?: Counted['stage'] };
}

/** A field's shape; `required` is what holds when the author does not say. */
export function compileField(compilation: Compilation, written: WrittenField, name: string, path: Path, required: boolean): Field {
  const { type, title, unit, min, max, one_of, many, count } = written;
  if (taken.includes(name) || isReserved(name)) compilation.keyProblem('reserved-name', path, { name });
  if (min !== undefined && max !== undefined && min > max) compilation.problem('wrong-type', [...path, 'max'], { expected: `≥ ${min}` });
  if (many && !listable.includes(type)) compilation.problem('wrong-type', [...path, 'many'], { expected: listable.join(' / ') });
  return {
    type,
    required: written.required ?? required,
    ...(title !== undefined && { title: textOf(title) }),
    ...(unit !== undefined && { unit }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(Array.isArray(one_of) ? { oneOf: one_of } : one_of && titled(one_of)),
    ...(many && { many }),
    ...(count && { count: countedIn(compilation, count, type, [...path, 'count']) }),
  };
}

const titled = (values: Record<string, unknown>): Pick<Field, 'oneOf' | 'titles'> => ({
  oneOf: Object.keys(values),
  titles: Object.fromEntries(Object.entries(values).map(([value, title]) => [value, textOf(title)])),
});

/** Only whole numbers are counted, and only cases of protocols that there are. */
function countedIn(
  compilation: Compilation,
  { of, which, stage }: NonNullable<WrittenField['count']>,
  type: Field['type'],
  path: Path,
): Counted {
  if (type !== 'integer') compilation.problem('wrong-type', path, { expected: 'integer' });
  const protocols = typeof of === 'string' ? [of] : of;
  for (const name of protocols) compilation.exists(name, [...path, 'of']);
  return { protocols, which, ...(stage && { stage }) };
}
