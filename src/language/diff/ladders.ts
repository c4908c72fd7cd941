import type { LadderStep, Text } from '../../kernel/index.ts';
import { stepsWords } from './brief.ts';
import { type Change, type DeadlineChange, type Pair, parted, same } from './change.ts';

/** What follows when something is late; ladders are compared where both editions have one of the name. */
export function compareLadders(pair: Pair): void {
  const { old, now, add } = pair;
  const { both, added, removed } = parted(old.ladders, now.ladders);
  for (const name of both) {
    const change = stepsChange(old.ladders[name]!, now.ladders[name]!);
    if (change) add({ kind: 'changed', path: ['ladders', name], ...change, deadlines: climbing(pair, name) });
  }
  for (const name of added)
    add({
      impact: 'safe',
      kind: 'added',
      path: ['ladders', name],
      is: stepsWords(now.ladders[name]!),
      words: { zh: '与在办个案无关，除非下列任务用到它', en: 'nothing to running cases by itself' },
    });
  for (const name of removed)
    add({
      impact: 'safe',
      kind: 'removed',
      path: ['ladders', name],
      was: stepsWords(old.ladders[name]!),
      words: { zh: '没有任务再用它', en: 'no task of the new edition uses it' },
    });
}

/** What other steps are to somebody who is climbing; undefined when they are the same. */
export function stepsChange(
  old: readonly LadderStep[],
  now: readonly LadderStep[],
): Pick<Change, 'impact' | 'was' | 'is' | 'words'> | undefined {
  if (same(old, now)) return undefined;
  const shown = { was: stepsWords(old), is: stepsWords(now) };
  const sameTimes = old.every(({ offset }, n) => now[n]?.offset === offset);
  if (!sameTimes) return { impact: 'mapping', ...shown, words: whichStep };
  return { impact: 'safe', ...shown, words: now.length > old.length ? furtherSteps : otherDeeds };
}

const whichStep: Text = {
  zh: '正在升级的个案：请说明从哪一级继续，以免漏掉或重复一级',
  en: 'a case may be half-way up: say at which step it goes on, so that none is left out or taken twice',
};
const furtherSteps: Text = { zh: '正在升级的个案接着走到新增的各级', en: 'a case half-way up goes on to the further steps' };
const otherDeeds: Text = { zh: '尚未走到的各级按新规定', en: 'steps not yet taken do as the new edition says' };

/** Deadlines of both editions that climb this ladder. */
function climbing({ old, now }: Pair, name: string): DeadlineChange[] {
  const using = (edition: Pair['old']) =>
    edition.states.flatMap(({ tasks, handOff }) =>
      [...tasks, ...(handOff ? [handOff] : [])].filter(({ ladder }) => ladder === name).map(({ id }) => id),
    );
  const before = new Set(using(old));
  return using(now).flatMap((id) => (before.has(id) ? [{ id, fate: 'kept' as const }] : []));
}
