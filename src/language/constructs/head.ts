import type { CivilDate, Protocol } from '../../kernel/index.ts';
import { dateOf, dateOfDay, dayNumber, isDate } from '../../kernel/index.ts';
import type { Compilation } from '../compilation.ts';
import { key, mapOf, namesTo, oneOf, text, words } from '../definition.ts';

const dates = { type: 'array', items: words };
const MOST_DAYS = 400;

/** The keys that stand at the head of a file only, beside values, facts, events and ladders. */
export const headKeys = [
  key(
    'protocol',
    '规程',
    { zh: '规程的名称。', en: 'The name of the protocol.' },
    { type: 'string', pattern: '^[a-z\u4e00-\u9fff][a-z0-9\u4e00-\u9fff-]*$' },
    true,
  ),
  key('edition', '版本', { zh: '作者的版本号或日期。', en: "The author's date or number." }, words, true),
  key(
    'subject',
    '对象',
    { zh: '管理对象的种类。', en: 'What a case is about.' },
    oneOf({ person: '人员', unit: '单位', place: '场所', cluster: '聚集疫情', household: '家庭' }),
    true,
  ),
  key('zone', '时区', { zh: '日历日所用的时区。', en: 'The zone of its calendar days.' }, words, true),
  key('sources', '文件', { zh: '所依据的文件。', en: 'The documents it rests on.' }, namesTo(text)),
  key('outcomes', '结局', { zh: '个案可能的结局。', en: 'How a case can end.' }, namesTo(text)),
  key(
    'workdays',
    '工作日',
    { zh: '节假日与调休上班日；区间写 a..b。', en: 'Days off and worked weekends; a range is a..b.' },
    mapOf([
      key('holidays', '放假', { zh: '放假的日子。', en: 'Days off.' }, dates),
      key('working', '上班', { zh: '调休上班的日子。', en: 'Worked weekends.' }, dates),
    ]),
  ),
];

/** Reports a zone the machine does not know. */
export function checkZone(compilation: Compilation, zone: string): void {
  try {
    dateOf(zone, 0);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    compilation.problem('zone-unknown', ['zone'], { name: zone });
  }
}

/** Days off and worked weekends, ranges written out. */
export function compileWorkdays(
  compilation: Compilation,
  written: { holidays?: string[]; working?: string[] },
): NonNullable<Protocol['workdays']> {
  const listed = (list: 'holidays' | 'working') =>
    (written[list] ?? []).flatMap((text, n) => daysOf(compilation, text, ['workdays', list, n]));
  return { holidays: listed('holidays'), working: listed('working') };
}

function daysOf(compilation: Compilation, text: string, path: (string | number)[]): CivilDate[] {
  const [from = '', to = from, ...rest] = text.split('..');
  const days = isDate(from) && isDate(to) ? dayNumber(to) - dayNumber(from) : -1;
  if (rest.length > 0 || days < 0 || days > MOST_DAYS) {
    compilation.problem('phrase', path, { text, expected: '2020-01-24, 2020-01-24..2020-02-02' });
    return [];
  }
  return Array.from({ length: days + 1 }, (_, n) => dateOfDay(dayNumber(from) + n));
}
