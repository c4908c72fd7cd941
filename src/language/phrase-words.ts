import { ofPhrases, ofSpans } from './vocabulary.ts';

/** Spellings of the units of a span → the canonical one. */
const units: Record<string, string> = {
  minutes: 'm',
  minute: 'm',
  min: 'm',
  hours: 'h',
  hour: 'h',
  days: 'd',
  day: 'd',
  workdays: 'wd',
  workday: 'wd',
  months: 'mo',
  month: 'mo',
  个小时: 'h',
  日: 'd',
  个工作日: 'wd',
  ...Object.fromEntries(Object.entries(ofSpans).map(([unit, zh]) => [zh, unit])),
};
const spanWords = new RegExp(`(?<= )(\\d+) ?(${Object.keys(units).join('|')})(前|后)?(?= )`, 'g');
const fromChinese = new Map<string, string>(Object.entries(ofPhrases).map(([word, zh]) => [zh, word]));

/**
 * A phrase in its one spelling, which the grammar reads: `14 days`, `14天` → `14d`; `每日 08:00 和 17:00` → `daily at 08:00 and 17:00`;
 * `从 X 起 14天` → `14d from X`. Words it does not know stay as they are.
 */
export function canonicalPhrase(written: string): string {
  const text = ` ${written.trim().replace(/\s+/g, ' ')} `
    .replace(/ 第((?: \d+)+) ?天(?= )/, ' days$1')
    .replace(spanWords, (_, count: string, unit: string, side?: string) => `${count}${units[unit]}${side ? ` ${side}` : ''}`)
    .replace(' 每天 ', ' 每日 ')
    .replace(/ (每日|每工作日)(?! (?:at|于) )/, ' $1 at')
    .replace(' 下一工作日 ', ' next workday ');
  const words = text
    .trim()
    .split(' ')
    .map((word) => fromChinese.get(word) ?? word);
  if (words[1] === 'before' && isSpan(words[2] ?? '')) return [words[2], 'before', words[0], ...words.slice(3)].join(' ');
  if (words[0] !== 'from' || words[2] !== '起') return words.join(' ');
  const [, start, , ...rest] = words;
  return rest.join(' ').replace(/^(?:every \S+|days(?: \d+)+|\S+)/, (head) => `${head} from ${start}`);
}

/** Whether a canonical phrase is just a span. */
export const isSpan = (canonical: string): boolean => /^\d+(mo|wd|m|h|d)$/.test(canonical);

/** A canonical phrase as a Chinese author writes it: the start first. */
export function chinesePhrase(canonical: string): string {
  const words = ` ${canonical} `
    .replace(/^(.+) from (\S+)(?= )/, ' 从 $2 起$1')
    .replace(/^ (\S+) before (?!to )(\S+)(?= )/, ' $2 before $1')
    .replace(/ days((?: \d+)+)(?= )/, ' 第$1 天')
    .replace(/ (daily|workdays) at(?= )/, ' $1')
    .replace(' next workday ', ' 下一工作日 ')
    .replace(/(?<= )(\d+)(mo|wd|m|h|d)(?= )/g, (_, count: string, unit: string) => `${count}${ofSpans[unit]}`)
    .trim()
    .split(' ')
    .map((word) => (Object.hasOwn(ofPhrases, word) ? ofPhrases[word as keyof typeof ofPhrases] : word));
  return words.join(' ').replace(/(\d\S*) (?=[前后](?: |$))/g, '$1');
}
