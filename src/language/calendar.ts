import { type CivilDate, dateOfDay, dayNumber, isDate, type Protocol } from '../kernel/index.ts';
import { key, mapOf, text, title, words } from './definition.ts';
import type { Problem } from './problem.ts';
import { checkShape } from './shape.ts';
import { type Path, Source } from './source.ts';

const dates = { type: 'array', items: words };
const MOST_DAYS = 400;

const calendarKeys = [
  key('calendar', '日历', { zh: '日历的名称。', en: 'The name of the calendar.' }, { type: 'string', pattern: '^[a-z][a-z0-9-]*$' }, true),
  title,
  key('source', '依据', { zh: '出自哪一份通知。', en: 'The notice it follows.' }, text),
  key('holidays', '放假', { zh: '放假的日子；区间写 a..b。', en: 'Days off; a range is a..b.' }, dates, true),
  key('working', '上班', { zh: '调休上班的周末。', en: 'Weekends that are worked instead.' }, dates),
];

/** The shape of a calendar file, draft-07. */
export const calendarSchema = { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Six Earlies calendar', ...mapOf(calendarKeys) };

/** Reads a calendar of days off and worked weekends, to be given to `readProtocol` in its context. */
export function readCalendar(
  text: string,
  file: string,
): { name?: string; workdays?: NonNullable<Protocol['workdays']>; problems: Problem[] } {
  const source = new Source(text, file);
  if (source.problems.failed || !checkShape(source, calendarSchema)) return { problems: source.problems.sorted() };
  const written = source.value as { calendar: string; holidays: string[]; working?: string[] };
  const days = (key: 'holidays' | 'working') => (written[key] ?? []).flatMap((text, n) => daysOf(source, text, [key, n]));
  const workdays = { holidays: days('holidays'), working: days('working') };
  return { ...(!source.problems.failed && { name: written.calendar, workdays }), problems: source.problems.sorted() };
}

function daysOf(source: Source, text: string, path: Path): CivilDate[] {
  const [from = '', to = from, ...rest] = text.split('..');
  const days = isDate(from) && isDate(to) ? dayNumber(to) - dayNumber(from) : -1;
  if (rest.length > 0 || days < 0 || days > MOST_DAYS) {
    source.problems.add('phrase', source.at(path), { text, expected: '2020-01-24, 2020-01-24..2020-02-02' });
    return [];
  }
  return Array.from({ length: days + 1 }, (_, n) => dateOfDay(dayNumber(from) + n));
}
