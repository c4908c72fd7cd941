import type { MigrationTotals } from '../../house/index.ts';
import type { Text } from '../../kernel/index.ts';
import { refusalWords } from '../do/refused.ts';
import { exit, type Terminal } from '../terminal.ts';
import type { Titles } from '../titles.ts';

const PROGRESS = 3_000;

/** Says how far it is, every few seconds. */
export function progressOn(terminal: Terminal): (done: number, total: number) => void {
  let told = performance.now();
  return (done, total) => {
    if (performance.now() - told < PROGRESS || done === total) return;
    told = performance.now();
    terminal.warn({ zh: `已处理 ${done} / ${total} 个个案 …`, en: `${done} of ${total} cases …` });
  };
}

type Silent = MigrationTotals['silent'];

export const silentWords = (silent: Silent): Text =>
  silent.length === 0 ? { zh: '', en: '' } : { zh: ` + ${silent.length} 个未应答`, en: ` + ${silent.length} without an answer` };

export function tellSilent(terminal: Terminal, silent: Silent): void {
  for (const { case: id, why } of silent) terminal.say({ zh: `${id}：未应答（${why}）`, en: `${id}: no answer (${why})` });
}

/** Says of each case that is not where it was to go why, then `whole`; what a program gets is the same. */
export function tellTotals(terminal: Terminal, totals: MigrationTotals, titles: Titles, whole: Text): number {
  const { left, silent } = totals;
  terminal.give(totals);
  for (const { case: id, refusal } of left) {
    const words = refusalWords(refusal, titles);
    terminal.say({ zh: `${id}：${words.zh}`, en: `${id}: ${words.en}` });
  }
  tellSilent(terminal, silent);
  terminal.say(whole);
  if (silent.length > 0)
    terminal.say({
      zh: '有个案没有应答：再执行一次同样的命令即可继续，不会重复迁移',
      en: 'some cases gave no answer: the same command again goes on with them, and moves none twice',
    });
  return left.length + silent.length > 0 ? exit.findings : exit.ok;
}
