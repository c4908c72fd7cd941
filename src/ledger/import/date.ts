import { isDate } from '../../kernel/time.ts';
import { excerpt, type RowProblem, refusal } from './problem.ts';

/** Reads one written date: `YYYY-MM-DD`, or why not. */
export type DateReader = (written: string, column: string) => string | RowProblem;

const PARTS: Record<string, string> = {
  YYYY: '(?<y>\\d{4})',
  MM: '(?<m>\\d{2})',
  M: '(?<m>\\d{1,2})',
  DD: '(?<d>\\d{2})',
  D: '(?<d>\\d{1,2})',
};

/** The pattern of a format such as `YYYY年M月D日`; undefined unless it has a year, a month and a day, once each. */
export function datePattern(format: string): RegExp | undefined {
  const parts = format.split(/(YYYY|MM|M|DD|D)/);
  const kinds = parts.filter((part) => part in PARTS).map((part) => part[0]);
  if ([...kinds].sort().join('') !== 'DMY') return undefined;
  return new RegExp(`^${parts.map((part) => PARTS[part] ?? part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('')}$`, 'u');
}

/** A reader of these formats that refuses dates which do not exist, are later than `today`, or mean two different days. */
export function dateReader(formats: readonly string[], today: string): DateReader {
  const patterns = formats.map(datePattern).filter((pattern) => pattern !== undefined);
  return (written, column) => {
    const text = written.normalize('NFKC');
    const fitting = patterns.flatMap((pattern) => dateBy(pattern, text) ?? []);
    const [date, ...others] = new Set(fitting.filter(isDate));
    const shown = excerpt(written);
    if (fitting.length === 0 && isPartial(text)) {
      return refusal('date_partial', column, `“${shown}”缺年、月或日`, `"${shown}" lacks its year, month or day`);
    }
    if (fitting.length === 0) {
      const known = formats.join(', ');
      return refusal('date_unreadable', column, `“${shown}”不是日期（${known}）`, `"${shown}" is not a date (${known})`);
    }
    if (date === undefined) return refusal('date_impossible', column, `没有“${shown}”这一天`, `There is no day ${shown}`);
    if (others.length > 0) {
      const days = [date, ...others];
      return refusal('date_ambiguous', column, `“${shown}”可能是 ${days.join(' 或 ')}`, `"${shown}" may be ${days.join(' or ')}`);
    }
    if (date > today) {
      return refusal('date_in_future', column, `${date} 在将来（今天是 ${today}）`, `${date} is in the future (today is ${today})`);
    }
    return date;
  };
}

function dateBy(pattern: RegExp, text: string): string | undefined {
  const groups = pattern.exec(text)?.groups;
  return groups && `${groups.y}-${groups.m?.padStart(2, '0')}-${groups.d?.padStart(2, '0')}`;
}

/** A year and a month, a month and a day, or one of them alone: half a date is not completed by guessing. */
const isPartial = (text: string): boolean =>
  /^(\d{4}[-/.年]\d{1,2}月?|\d{1,2}[-/.月]\d{1,2}[日号]?|\d{4}年?|\d{1,2}月|\d{1,2}[日号])(初|上旬|中旬|下旬|底|左右)?$/.test(text);
