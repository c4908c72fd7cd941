import type { CivilDate, Protocol } from '../../kernel/index.ts';
import { dateOf, isDate, nearest } from '../../kernel/index.ts';
import type { Compilation } from '../compilation.ts';
import { flag, key, mapOf, namesTo, oneOf, roles, text, title, words } from '../definition.ts';

export const outcomes = key('outcomes', '结局', { zh: '个案可能的结局。', en: 'How a case can end.' }, namesTo(text));

const sourceKeys = [
  key('zh', 'zh', { zh: '中文名称。', en: 'Its name in Chinese.' }, words, true),
  key('en', 'en', { zh: '英文名称。', en: 'Its name in English.' }, words, true),
  key(
    'statutory',
    '法定',
    { zh: '是法定文件：引用它的任务须办结为止。', en: 'It is law: what cites it stays owed until it is done.' },
    flag,
  ),
];

/** A title, with a mark where it is law. */
const source = { if: { type: 'object' }, then: mapOf(sourceKeys), else: words };

/** The keys that stand at the head of a file only, before windows, values, facts, events, ladders and outcomes. */
export const headKeys = [
  key(
    'protocol',
    '规程',
    { zh: '规程的名称。', en: 'The name of the protocol.' },
    { type: 'string', pattern: '^[a-z\u4e00-\u9fff][a-z0-9\u4e00-\u9fff-]*$' },
    true,
  ),
  key('edition', '版本', { zh: '作者的版本号或日期。', en: "The author's date or number." }, words, true),
  { ...title, required: true as const },
  key(
    'subject',
    '对象',
    { zh: '管理对象的种类。', en: 'What a case is about.' },
    oneOf({ person: '人员', unit: '单位', place: '场所', cluster: '聚集疫情', household: '家庭' }),
    true,
  ),
  key(
    'supervisors',
    '主管',
    {
      zh: '哪些角色可以干预个案：延期、改派、收回或再次移交、按误立结案、并案、重开、处理关注事项。',
      en: 'The roles that may put the course of a case right: put a deadline off, give a task to others, take an offer back or make it again, close as an error, merge, open again, resolve attention.',
    },
    roles(),
  ),
  key('zone', '时区', { zh: '日历日所用的时区。', en: 'The zone of its calendar days.' }, words, true),
  key(
    'sources',
    '文件',
    {
      zh: '所依据的文件；statutory 标明法定，引用它的任务须办结为止。',
      en: 'The documents it rests on; what cites a `statutory` one stays owed until done.',
    },
    namesTo(source),
  ),
  key(
    'calendar',
    '日历',
    { zh: '节假日与调休的日历，见 calendars/。', en: 'The calendar of days off and worked weekends, one of calendars/.' },
    words,
  ),
  key(
    'effective_from',
    '生效',
    {
      zh: '本版自哪一天零时起生效；此前立案的按前一版。',
      en: 'The day from whose start this edition is in force; earlier cases run under the one before.',
    },
    words,
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

/** The day from which an edition is in force, if it says so. */
export function compileEffectiveFrom(compilation: Compilation, written: string | undefined): { effectiveFrom?: CivilDate } {
  if (written === undefined) return {};
  if (!isDate(written)) compilation.problem('phrase', ['effective_from'], { text: written, expected: '2020-01-28' });
  return { effectiveFrom: written };
}

/** The days off and worked weekends of the calendar that the head names. */
export function compileCalendar(compilation: Compilation, name: string | undefined): Pick<Protocol, 'workdays'> {
  const { calendars } = compilation.context;
  if (name === undefined || !calendars) return {};
  const workdays = Object.hasOwn(calendars, name) ? calendars[name] : undefined;
  if (!workdays) compilation.problem('calendar-unknown', ['calendar'], { name }, nearest(name, Object.keys(calendars)));
  return workdays ? { workdays } : {};
}

/** Who may put the course of a case right, if the file says so. */
export function compileSupervisors(compilation: Compilation, written: string | string[] | undefined): Pick<Protocol, 'supervisors'> {
  if (written === undefined) return {};
  const supervisors = [written].flat();
  for (const role of supervisors) compilation.role(role, ['supervisors']);
  return { supervisors };
}
