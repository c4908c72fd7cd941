import type { Text, Units } from '../../kernel/index.ts';
import type { Bulletin, BulletinLine } from '../../ledger/index.ts';
import { faultWords, standingWords, unitDayWords } from '../report/words.ts';
import type { Cell } from '../sheet/write.ts';
import type { Locale } from '../terminal.ts';
import { same, type Titles } from '../titles.ts';

const heads = {
  zh: ['单位编号', '单位', '级别', '上级编号', '本单位报送', '理由'],
  en: ['unit id', 'unit', 'level', 'id above', 'own report', 'reason'],
};
const more = { zh: ['汇总', '问题'], en: ['sum', 'questions'] };
const standings = ['in_time', 'late', 'awaited', 'missing', 'never', 'unasked'] as const;

/** The figures of the form in the order of the event that files them. */
export function figureNames({ event, figures }: Bulletin, titles: Titles): string[] {
  return titles.fieldsOf(event).flatMap(([name]) => (figures.includes(name) ? [name] : []));
}

/** The usual levels; another is called as the units file calls it. */
const levels: Record<string, Text> = {
  district: { zh: '区县', en: 'district' },
  county: { zh: '区县', en: 'county' },
  township: { zh: '乡镇街道', en: 'township' },
  village: { zh: '村社区', en: 'village' },
  grid: { zh: '网格', en: 'grid' },
  building: { zh: '楼栋', en: 'building' },
  ten_households: { zh: '十户', en: 'ten households' },
};

/** Whether anybody here or below has reported. */
export const hasReports = ({ basis }: BulletinLine): boolean => Object.keys(basis).length > 0;

/** The bulletin as a table: a row for each unit, the sums of the reports here and below, and what the ledger says of the same. */
export function bulletinRows(bulletin: Bulletin, titles: Titles, units: Units, locale: Locale): Cell[][] {
  const { lines, event } = bulletin;
  const names = figureNames(bulletin, titles);
  const ledger = { zh: '台账：', en: 'ledger: ' }[locale];
  const header = [
    ...heads[locale],
    ...names.map((name) => titles.fieldTitle(event, name)[locale]),
    ...names.map((name) => `${ledger}${titles.fieldTitle(event, name)[locale]}`),
    ...standings.map((standing) => standingWords[standing][locale]),
    ...more[locale],
  ];
  const rows = lines.map((line): Cell[] => {
    const { level, parent } = units.units[line.unit]!;
    return [
      line.unit,
      titles.unit(line.unit)[locale],
      (levels[level] ?? same(level))[locale],
      parent ?? '',
      line.own ? unitDayWords(line.own)[locale] : '',
      line.own?.report?.reason ?? '',
      // Nothing reported is no zero.
      ...names.map((name) => (hasReports(line) ? (line.figures[name] ?? 0) : '')),
      ...names.map((name) => line.ledger[name] ?? ''),
      ...standings.map((standing) => line.standing[standing]),
      line.sum ? String(line.sum.version) : '',
      faultWords(line, titles, event)
        .map((words) => words[locale])
        .join(locale === 'zh' ? '；' : '; '),
    ];
  });
  return [header, ...rows];
}
