import type { Protocol } from '../../kernel/index.ts';
import { armsOf, type Rule } from './rule.ts';
import { isInside } from './ways.ts';

/**
 * What may be reported late or corrected is taken wherever it may come, and judged by level. Of an event that may be dated back: that
 * the states which follow the one that asks for it take it too, and that a reading which moves the case also moves it when it comes late.
 */
export const lateFacts: Rule = ({ compilation, protocol, places }) => {
  const { states, events, facts } = protocol;
  for (const { name, backTo } of Object.values(events)) {
    if (!backTo) continue;
    const speaking = places.filter(({ state }) => Object.hasOwn(state.on, name) || state.tasks.some(({ event }) => event === name));
    const [first] = speaking;
    const left = leftTo(
      protocol,
      speaking.map(({ index }) => index),
    );
    if (first && left !== undefined) {
      const here = Object.hasOwn(first.state.on, name) ? ['on', name] : ['tasks', name];
      compilation.keyProblem('only-kept-here', [...first.path, ...here], { name, state: states[left]!.id });
    }
    for (const { state, path, written } of speaking) {
      const byLevel = state.once.some(
        ({ trigger }) => 'flag' in trigger && facts.some((fact) => fact.name === trigger.flag && fact.reads.includes(name)),
      );
      if (byLevel) continue;
      const isList = Array.isArray((written.on as Record<string, unknown> | undefined)?.[name]);
      for (const [n, { when, to }] of (state.on[name] ?? []).entries()) {
        const readings = [...(when ?? '').matchAll(/\bdata\.([\w\u4e00-\u9fff]+)/g)].map(([, field]) => events[name]!.data[field!]);
        if (to && readings.some((field) => field?.type === 'number' || field?.type === 'integer'))
          compilation.problem('edge-on-correctable', [...path, 'on', name, ...(isList ? [n] : []), 'when'], { name });
      }
    }
  }
};

/** A state in which a case may rest after one of these, that is no end and in which none of them holds. */
function leftTo({ states }: Protocol, speaking: readonly number[]): number | undefined {
  const holds = (index: number) => speaking.some((each) => isInside(states, index, each));
  for (const index of speaking)
    for (const [inside, state] of states.entries())
      if (isInside(states, inside, index))
        for (const { to } of armsOf(state))
          if (to && !holds(to.state) && !states[to.state]!.end && states[to.state]!.kind === 'leaf') return to.state;
  return undefined;
}
