import type { Moment, Protocol } from '../../kernel/index.ts';
import { armsOf, eachWritten, type Rule } from './rule.ts';
import { isInside } from './ways.ts';

/** Going back with `last` enters the states again: a time that counts from the entry would start again. */
export const returns: Rule = ({ compilation, protocol, places }) => {
  const { states } = protocol;
  for (const { state, path, written } of places) {
    for (const { to } of armsOf(state)) {
      const [text] = to?.how === 'last' ? restarted(protocol, to.state) : [];
      if (!to || text === undefined) continue;
      eachWritten(written, 'to', (target, at) => {
        if (typeof target === 'string' && target.startsWith('last ') && target.endsWith(states[to.state]!.key))
          compilation.problem('restarts-on-return', [...path, ...at], { text });
      });
    }
  }
};

/** What counts from the entry, in a state and inside it, in the author's words. */
function restarted({ states }: Protocol, index: number): string[] {
  const counts = (moment: Moment) => moment.kind === 'span' && !moment.from;
  return states
    .filter((_, other) => isInside(states, other, index))
    .flatMap(({ once, tasks }) => [
      ...once.flatMap(({ trigger, text }) => ('moment' in trigger && counts(trigger.moment) ? [text] : [])),
      ...tasks.flatMap(({ due }) => ('moment' in due && counts(due.moment) ? [due.moment.text] : [])),
    ]);
}
