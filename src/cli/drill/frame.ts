import pc from 'picocolors';
import type { Phase } from '../../house/index.ts';
import { civil } from '../civil.ts';
import type { Locale } from '../terminal.ts';
import { stages } from '../titles.ts';
import { fit, pad, padLeft, spread, width } from './columns.ts';
import { type Figures, stageIds } from './figures.ts';
import { speedOf } from './phrases.ts';
import type { Line } from './words.ts';

/** Everything one picture of a drill shows. */
export interface Picture {
  locale: Locale;
  title: string;
  phase: Phase;
  now: number;
  day: number;
  /** Of a worker that has just been started. */
  recalled: { cases: number; of: number };
  rate: number;
  wanted: number;
  /** Virtual minutes. */
  lag: number;
  nextDue: number;
  figures: Figures;
  lines: readonly Line[];
  notice: string | undefined;
}

type Words = Record<Locale, string>;
/** Room for what is said beside a stage's bar. */
const notesWidth = 30;
const phases: Record<Phase, Words> = {
  starting: { zh: '正在启动 …', en: 'starting …' },
  running: { zh: '▶', en: '▶' },
  paused: { zh: '‖ 暂停', en: '‖ paused' },
  held: { zh: '‖ 正在恢复 …', en: '‖ bringing back what ended …' },
  ending: { zh: '正在收尾 …', en: 'coming to the end …' },
  over: { zh: '已结束', en: 'over' },
};
const keys: Words = {
  zh: 'p 暂停/继续  n 跳到下一时限  + 快  - 慢  q 结束',
  en: 'p pause/go on  n next due  + faster  - slower  q quit',
};
const elsewhere: Words = { zh: '另一终端：npx early cases', en: 'elsewhere: npx early cases' };

/** A picture as lines of exactly `columns` columns at most, `rows` of them. */
export function frameOf(picture: Picture, columns: number, rows: number): string[] {
  const { locale, lines } = picture;
  const room = Math.max(40, columns);
  const rule = pc.dim('─'.repeat(room));
  const head = [...headOf(picture, room), rule, ...stagesOf(picture, room), rule, ...countsOf(picture, room), rule];
  const foot = [rule, pc.dim(spread(keys[locale], elsewhere[locale], room))];
  const left = Math.max(1, rows - head.length - foot.length);
  const ticker = latest(lines, left).map((line) => tickerLine(line, room));
  return [...head, ...ticker, ...Array.from({ length: Math.max(0, left - ticker.length) }, () => ''), ...foot];
}

function headOf({ locale, title, phase, now, day, recalled, rate, wanted, lag, nextDue, notice }: Picture, room: number): string[] {
  const name = locale === 'zh' ? `六早　${title}` : `Six Earlies  ${title}`;
  const clock = locale === 'zh' ? `${civil(now)}　第 ${day} 天` : `${civil(now)}  day ${day}`;
  const isSlower = phase === 'running' && rate < wanted * 0.99;
  const { cases, of } = recalled;
  const isRecalling = (phase === 'starting' || phase === 'held') && cases < of;
  const recall = locale === 'zh' ? ` ${cases} / ${of} 个个案已恢复` : ` ${cases} of ${of} cases remembered`;
  const pace =
    phase === 'running' ? `${phases.running[locale]} ${speedOf(rate, locale)}` : `${phases[phase][locale]}${isRecalling ? recall : ''}`;
  const slower = isSlower
    ? locale === 'zh'
      ? `（机器跟不上，原定 ${speedOf(wanted, locale)}）`
      : ` (machine-bound; wanted ${speedOf(wanted, locale)})`
    : '';
  const delay = locale === 'zh' ? `时滞 p99 ${lag.toFixed(1)} 分` : `lag p99 ${lag.toFixed(1)} min`;
  const next = Number.isFinite(nextDue)
    ? locale === 'zh'
      ? `下一时限 ${civil(nextDue).slice(5)}`
      : `next due ${civil(nextDue).slice(5)}`
    : '';
  const left = fit(`${pace}${slower}   ${delay}`, room);
  const second = spread(left, next, room);
  return [pc.bold(spread(name, clock, room)), notice ? pc.yellow(pad(notice, room)) : isSlower ? pc.yellow(second) : second];
}

function stagesOf({ locale, figures }: Picture, room: number): string[] {
  const { people, found, byStage, byOutcome } = figures;
  const waiting = people - found;
  const sum =
    locale === 'zh'
      ? `人员 ${people} = 六个阶段 ${found}${waiting > 0 ? ` + 尚未发现 ${waiting}` : ''}`
      : `${people} people = ${found} in the six stages${waiting > 0 ? ` + ${waiting} not found yet` : ''}`;
  const outcomes = [...byOutcome.values()].map(({ outcome, n }) => `${outcome[locale]} ${n}`);
  const ended = outcomes.length > 0 ? `${locale === 'zh' ? '已结：' : 'ended: '}${outcomes.join(locale === 'zh' ? '、' : ', ')}` : '';
  const label = Math.max(...stageIds.map((stage) => width(stages[stage][locale])));
  const bar = room - label - 6 - notesWidth;
  return [
    spread(sum, ended, room),
    ...stageIds.map((stage) => {
      const { open, ended: over, also } = byStage[stage]!;
      const scale = (n: number) => Math.round((n / Math.max(1, people)) * bar);
      const filled = Math.max(open > 0 ? 1 : 0, scale(open));
      const past = Math.max(over > 0 ? 1 : 0, scale(over));
      const notes = [
        ...(over > 0 ? [locale === 'zh' ? `其中已结 ${over}` : `${over} ended`] : []),
        ...(also > 0 ? [locale === 'zh' ? `另有 ${also} 人并行` : `${also} also here`] : []),
      ].join(locale === 'zh' ? '，' : ', ');
      const drawn = pc.cyan('█'.repeat(Math.min(bar, filled))) + pc.dim('░'.repeat(Math.max(0, Math.min(bar - filled, past))));
      const blank = ' '.repeat(Math.max(0, bar - Math.min(bar, filled) - Math.max(0, Math.min(bar - filled, past))));
      return `${pad(stages[stage][locale], label)} ${pc.bold(padLeft(String(open + over), 4))} ${drawn}${blank}${pc.dim(padLeft(fit(notes, notesWidth - 1), notesWidth))}`;
    }),
  ];
}

function countsOf({ locale, figures }: Picture, room: number): string[] {
  const { owed, overdue, escalations, lapsed, refused, files } = figures;
  const parts: [Words, number, ((text: string) => string)?][] = [
    [{ zh: '待办', en: 'owed' }, owed],
    [{ zh: '逾期', en: 'overdue' }, overdue, pc.red],
    [{ zh: '逐级上报', en: 'escalations' }, escalations, pc.yellow],
    [{ zh: '移交失效', en: 'hand-offs lapsed' }, lapsed, pc.yellow],
    [{ zh: '拒收', en: 'refused' }, refused, pc.yellow],
    [{ zh: '督查件', en: 'files' }, files.open + files.closed, pc.magenta],
  ];
  const gap = locale === 'zh' ? '   ' : '  ';
  const plain = parts.map(([name, n]) => `${name[locale]} ${n}`).join(gap);
  if (width(plain) > room) return [fit(plain, room)];
  return [
    parts.map(([name, n, colour]) => `${name[locale]} ${n > 0 && colour ? colour(pc.bold(String(n))) : pc.bold(String(n))}`).join(gap),
  ];
}

/** The last lines; what is routine takes at most half of the room, so that what matters stays in sight. */
function latest(lines: readonly Line[], room: number): Line[] {
  const chosen: Line[] = [];
  let routine = Math.ceil(room / 2);
  for (let n = lines.length - 1; n >= 0 && chosen.length < room; n--) {
    const line = lines[n]!;
    if (line.weight === 'routine' && routine-- <= 0) continue;
    chosen.unshift(line);
  }
  return chosen;
}

function tickerLine({ at, text, weight }: Line, room: number): string {
  const time = at > 0 ? `${civil(at).slice(5)}  ` : '';
  const line = fit(`${time}${text}`, room);
  if (weight === 'alarm') return pc.red(line);
  return weight === 'notable' ? line : pc.dim(line);
}
