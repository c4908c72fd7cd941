import type { LadderStep, Protocol } from '../../kernel/index.ts';
import { actionKeys, actionsIn, besideOpen } from '../actions/index.ts';
import type { Compilation } from '../compilation.ts';
import { key, listOf, mapOf, namesTo, span } from '../definition.ts';
import { readSpan } from '../phrases.ts';
import type { Path } from '../source.ts';

const stepKeys = [
  key('before', '提前', { zh: '到期之前多久。', en: 'How long before the due time.' }, span),
  key('after', '之后', { zh: '到期之后多久。', en: 'How long after the due time.' }, span),
  ...actionKeys,
];

export const ladders = key(
  'ladders',
  '阶梯',
  {
    zh: '逾期后逐级升级；从到期与提出要求两者中较晚的一刻起算。',
    en: 'What follows step by step when something is late; counts from the later of due and asked.',
  },
  namesTo(listOf({ ...mapOf(stepKeys), ...besideOpen })),
);

export type WrittenLadders = Record<string, Record<string, unknown>[]>;

/** Ladders by name; offsets in milliseconds, negative before the due time. */
export function compileLadders(compilation: Compilation, written: WrittenLadders): Protocol['ladders'] {
  const named = Object.entries(written).map(([name, steps]): [string, LadderStep[]] => {
    if (Object.hasOwn(compilation.context.ladders ?? {}, name)) compilation.keyProblem('name-taken', ['ladders', name], { name });
    return [name, steps.map((step, n) => compileStep(compilation, step, ['ladders', name, n]))];
  });
  return Object.fromEntries(named);
}

function compileStep(compilation: Compilation, step: Record<string, unknown>, path: Path): LadderStep {
  const when = ['before', 'after'].filter((word) => Object.hasOwn(step, word));
  if (when.length !== 1) {
    compilation.problem('ladder-step', path);
    return { offset: 0, effects: [] };
  }
  const word = when[0]!;
  const span = compilation.phrase(readSpan(String(step[word])), [...path, word]);
  if (span && !('elapsed' in span)) compilation.problem('phrase', [...path, word], { text: String(step[word]), expected: '30m, 24h' });
  const effects = actionsIn({ compilation, beside: step, path, ladder: true });
  if (effects.length === 0) compilation.problem('ladder-step', path);
  return { offset: (span && 'elapsed' in span ? span.elapsed : 0) * (word === 'before' ? -1 : 1), effects };
}
