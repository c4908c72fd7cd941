import { type MigrationWork, type Published, planEach } from '../../house/index.ts';
import type { MigrationMap } from '../../kernel/index.ts';
import { exit, type Terminal } from '../terminal.ts';
import type { Titles } from '../titles.ts';
import { progressOn, silentWords, tellSilent } from './told.ts';
import { planLines, summaryLines } from './words.ts';

/** Says of every running case what it would get. Nothing is written. */
export async function dryRun(
  terminal: Terminal,
  work: MigrationWork,
  order: { from: Published; to: Published; map: MigrationMap; limit: number },
  titles: Titles,
): Promise<number> {
  const { from, to, limit } = order;
  const { plans, silent } = await planEach(work, order, progressOn(terminal));
  const left = plans.filter(({ unmapped }) => unmapped.length > 0);
  const good = plans.filter(({ unmapped }) => unmapped.length === 0);
  const total = plans.length + silent.length;
  terminal.give({ from: from.hash, to: to.hash, total, would: good.length, left: left.length, silent, plans });
  // What needs somebody's thought comes first.
  const shown = [...left, ...good].slice(0, limit);
  for (const plan of shown) for (const line of planLines(plan, titles)) terminal.say(line);
  if (plans.length > shown.length)
    terminal.say({
      zh: `（另有 ${plans.length - shown.length} 个；用 --limit 看更多）`,
      en: `(and ${plans.length - shown.length} more; --limit shows them)`,
    });
  tellSilent(terminal, silent);
  const unanswered = silentWords(silent);
  terminal.say({
    zh: `${total} 个在办个案 = ${good.length} 个可迁移 + ${left.length} 个不能${unanswered.zh}；什么也没有改动`,
    en: `${total} running case(s) = ${good.length} would go over + ${left.length} cannot${unanswered.en}; nothing was changed`,
  });
  for (const line of summaryLines(plans, titles)) terminal.say(line);
  return left.length + silent.length > 0 ? exit.findings : exit.ok;
}
