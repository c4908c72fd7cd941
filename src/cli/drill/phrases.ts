import type { Done, Drill } from '../../house/index.ts';
import { refusalText, type Text } from '../../kernel/index.ts';
import type { Locale } from '../terminal.ts';
import { stages } from '../titles.ts';
import { type Figures, stageIds } from './figures.ts';

const DAY = 86_400_000;

/** Which day of the drill it is, from 1. */
export const dayOf = (drill: Drill) => Math.floor((drill.now - drill.options.begins) / DAY) + 1;

/** How fast: `1 day = 1 min`. */
export function speedOf(rate: number, locale: Locale): string {
  if (rate === 0) return locale === 'zh' ? '暂停' : 'paused';
  const seconds = DAY / rate / 1000;
  const time = seconds < 90 ? [round(seconds), locale === 'zh' ? '秒' : 's'] : [round(seconds / 60), locale === 'zh' ? '分' : 'min'];
  return locale === 'zh' ? `1 天 = ${time.join(' ')}` : `1 day = ${time.join(' ')}`;
}

const round = (n: number) => (n < 10 ? Math.round(n * 10) / 10 : Math.round(n));

/** That the drill goes slower, or faster again. */
export function paceWords(rate: number, drill: Drill, locale: Locale): string {
  const speed = speedOf(rate, locale);
  if (rate >= drill.pace.wanted) return locale === 'zh' ? `恢复速度：${speed}` : `back to full speed: ${speed}`;
  return locale === 'zh' ? `按机器能力调速：${speed}` : `at the pace this machine can keep: ${speed}`;
}

export function refusalLine({ deed, refusal, caseId }: Done, drill: Drill, locale: Locale): string {
  const seen = drill.watch.cases.get(caseId);
  const who = drill.finding.who(seen?.head.subject ?? caseId);
  const title = seen?.machine.protocol.events[deed.event]?.title[locale] ?? deed.event;
  const words = refusalText(refusal!)[locale];
  return locale === 'zh' ? `${who} ${title}不予受理：${words}` : `${who} ${title} refused: ${words}`;
}

/** Why the clock stands, where nobody has stopped it. */
const stillness: Partial<Record<Drill['phase'], Text>> = {
  held: { zh: '等待恢复', en: 'waiting for a process' },
  ending: { zh: '正在收尾', en: 'ending' },
  over: { zh: '已结束', en: 'over' },
};

/** The figures in one line; the stages add up to the people. */
export function figuresLine(figures: Figures, drill: Drill, locale: Locale): string {
  const parts = stageIds.flatMap((stage) => {
    const { open, ended } = figures.byStage[stage]!;
    return open + ended > 0 ? [`${stages[stage][locale]} ${open + ended}`] : [];
  });
  const waiting = figures.people - figures.found;
  const { overdue, escalations, lapsed, refused, files } = figures;
  const lag = drill.pace.lag.toFixed(1);
  const pace = stillness[drill.phase]?.[locale] ?? speedOf(drill.rate, locale);
  const ended = [...figures.byOutcome.values()].reduce((sum, { n }) => sum + n, 0);
  return locale === 'zh'
    ? `第${dayOf(drill)}天　${figures.people} 人 = ${[...parts, ...(waiting > 0 ? [`未发现 ${waiting}`] : [])].join(' + ')}（已结 ${ended}）　逾期 ${overdue}　升级 ${escalations}　失效 ${lapsed}　拒收 ${refused}　督查 ${files.open + files.closed}　时滞 ${lag} 分　${pace}`
    : `day ${dayOf(drill)}: ${figures.people} people = ${[...parts, ...(waiting > 0 ? [`not found yet ${waiting}`] : [])].join(' + ')} (ended ${ended}); overdue ${overdue}, escalated ${escalations}, lapsed ${lapsed}, declined ${refused}, files ${files.open + files.closed}; lag ${lag} min; ${pace}`;
}
