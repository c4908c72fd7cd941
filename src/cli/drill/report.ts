import type { Departure, Summary } from '../../house/index.ts';
import type { Text } from '../../kernel/index.ts';
import { exit, type Locale, type Terminal } from '../terminal.ts';
import type { Titles } from '../titles.ts';

/** What became of a drill, summed up from every history, and where it parted from the simulator. */
export interface Results {
  summary: Summary;
  departures: Departure[];
  cases: number;
}

/** Says how a drill ended; the exit code is `findings` unless everything balances and every difference is explained. */
export function report(terminal: Terminal, { summary, departures, cases }: Results, titles: Titles): number {
  terminal.give(summary);
  const counted = (counts: Record<string, number>, title: (name: string) => Text, locale: Locale) =>
    Object.entries(counts)
      .filter(([, n]) => n > 0)
      .map(([name, n]) => `${title(name)[locale]} ${n}`)
      .join(' + ') || '0';
  const { people, byStage, byOutcome, escalations, lapsed, supervision, refused, lagP99Minutes, balanced } = summary;
  terminal.say({
    zh: `人员 ${people} = ${counted(byStage, titles.stage, 'zh')}；已结 ${counted(byOutcome, titles.outcome, 'zh')}；共 ${cases} 个个案`,
    en: `${people} people = ${counted(byStage, titles.stage, 'en')}; ended: ${counted(byOutcome, titles.outcome, 'en')}; ${cases} cases in all`,
  });
  terminal.say({
    zh: `升级 ${escalations.length}　移交失效 ${lapsed.length}　移交被拒 ${refused.length}　督查件 ${supervision.length}　时滞 p99 ${lagP99Minutes} 分`,
    en: `escalated ${escalations.length}, hand-offs lapsed ${lapsed.length}, refused ${refused.length}, supervision files ${supervision.length}, lag p99 ${lagP99Minutes} min`,
  });
  const unexplained = departures.filter(({ because }) => because === 'unexplained');
  for (const { number, drill, simulator, because } of departures)
    terminal.warn({
      zh: `与模拟不同 ${number}（${because === 'lag' ? '时滞' : '未能解释'}）：演练“${drill}”，模拟“${simulator}”`,
      en: `not as simulated ${number} (${because}): drill "${drill}", simulator "${simulator}"`,
    });
  terminal.say({
    zh: balanced ? '账实相符：历史、台账、人数一致' : '账实不符！',
    en: balanced ? 'Balanced: histories, ledger and people agree' : 'NOT balanced!',
  });
  return balanced && unexplained.length === 0 ? exit.ok : exit.findings;
}
