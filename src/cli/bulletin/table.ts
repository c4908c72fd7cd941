import type { Units } from '../../kernel/index.ts';
import { type Bulletin, dailyForm } from '../../ledger/index.ts';
import { faultWords, standingWords, unitDayWords } from '../report/words.ts';
import type { Cell } from '../sheet/write.ts';
import type { Locale } from '../terminal.ts';
import type { Titles } from '../titles.ts';

const { event } = dailyForm;
const heads = {
  zh: ['单位编号', '单位', '级别', '上级', '本单位报送', '理由'],
  en: ['unit id', 'unit', 'level', 'above', 'own report', 'reason'],
};
const more = { zh: ['汇总', '问题'], en: ['sum', 'questions'] };
const standings = ['in_time', 'late', 'awaited', 'missing', 'never', 'unasked'] as const;

/** The figures of the form in the order of the event that files them. */
export function figureNames(titles: Titles): string[] {
  return titles.fieldsOf(event).flatMap(([name]) => (Object.hasOwn(dailyForm.figures, name) ? [name] : []));
}

/** The bulletin as a table: a row for each unit, the sums of the reports here and below, and what the ledger says of the same. */
export function bulletinRows({ lines }: Bulletin, titles: Titles, units: Units, locale: Locale): Cell[][] {
  const names = figureNames(titles);
  const ledger = { zh: '台账', en: 'ledger' }[locale];
  const header = [
    ...heads[locale],
    ...names.map((name) => titles.fieldTitle(event, name)[locale]),
    ...names.map((name) => `${ledger}: ${titles.fieldTitle(event, name)[locale]}`),
    ...standings.map((standing) => standingWords[standing][locale]),
    ...more[locale],
  ];
  const rows = lines.map((line): Cell[] => {
    const { level, parent } = units.units[line.unit]!;
    return [
      line.unit,
      titles.unit(line.unit)[locale],
      level,
      parent ?? '',
      line.own ? unitDayWords(line.own)[locale] : '',
      line.own?.report?.reason ?? '',
      ...names.map((name) => line.figures[name] ?? 0),
      ...names.map((name) => line.ledger[name] ?? 0),
      ...standings.map((standing) => line.standing[standing]),
      line.sum ? String(line.sum.version) : '',
      faultWords(line, titles, event)
        .map((words) => words[locale])
        .join('; '),
    ];
  });
  return [header, ...rows];
}
