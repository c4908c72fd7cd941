import type { Text } from '../../kernel/index.ts';
import type { BulletinLine, Figures, Standing, UnitDay } from '../../ledger/index.ts';
import { civil } from '../civil.ts';
import { listed, type Titles } from '../titles.ts';

export const standingWords: Record<Standing, Text> = {
  in_time: { zh: '按时', en: 'in time' },
  late: { zh: '迟报', en: 'late' },
  awaited: { zh: '待报', en: 'awaited' },
  missing: { zh: '缺报', en: 'missing' },
  never: { zh: '从未报过', en: 'never reported' },
  unasked: { zh: '未要求', en: 'not asked' },
};

/** Figures by their titles; a zero report says that it is one. */
export function figureWords(figures: Figures, titles: Titles, event: string): Text {
  const names = titles.fieldsOf(event).flatMap(([name]) => (name in figures ? [name] : []));
  if (names.every((name) => figures[name] === 0)) return { zh: '零报告', en: 'zero report' };
  return listed(
    names.map((name) => {
      const { zh, en } = titles.fieldTitle(event, name);
      return { zh: `${zh} ${figures[name]}`, en: `${en} ${figures[name]}` };
    }),
  );
}

/** What was reported of a unit and all below it; nothing reported is no zero. */
export function reportedWords({ figures, basis }: Pick<BulletinLine, 'figures' | 'basis'>, titles: Titles, event: string): Text {
  return Object.keys(basis).length === 0 ? { zh: '尚无报告', en: 'no report yet' } : figureWords(figures, titles, event);
}

/** How a unit stands with its day. */
export function unitDayWords({ standing, due, filedAt, corrected }: UnitDay): Text {
  const { zh, en } = standingWords[standing];
  const when = filedAt !== undefined ? civil(filedAt) : due !== undefined ? civil(due) : undefined;
  const label = filedAt !== undefined ? { zh: '报于', en: 'filed' } : { zh: '截止', en: 'due' };
  return {
    zh: `${zh}${when ? `（${label.zh} ${when}）` : ''}${corrected ? '，已更正' : ''}`,
    en: `${en}${when ? ` (${label.en} ${when})` : ''}${corrected ? ', corrected' : ''}`,
  };
}

/** How many units stand how, the parts that are not nothing. */
export function standingLine({ standing }: Pick<BulletinLine, 'standing'>): Text {
  const parts = Object.entries(standing).filter(([, n]) => n > 0) as [Standing, number][];
  return listed(parts.map(([name, n]) => ({ zh: `${standingWords[name].zh} ${n}`, en: `${standingWords[name].en} ${n}` })));
}

/** What does not add up, or differs, in a line. */
export function faultWords(line: BulletinLine, titles: Titles, event: string): Text[] {
  const title = (name: string) => titles.fieldTitle(event, name);
  const unbalanced = line.unbalanced.map(({ total, is, parts }) => ({
    zh: `不平衡：${title(total).zh} ${is}，其分项之和 ${parts}`,
    en: `does not balance: ${title(total).en} ${is}, its parts add up to ${parts}`,
  }));
  if (!line.sum) return unbalanced;
  const { version, reopenedBy } = line.sum;
  if (reopenedBy.length === 0) return unbalanced;
  const units = listed(reopenedBy.map(titles.unit));
  return [
    ...unbalanced,
    {
      zh: `汇总第 ${version} 版已重新打开：${units.zh} 此后有变`,
      en: `sum no. ${version} is open again: ${units.en} changed since`,
    },
  ];
}
