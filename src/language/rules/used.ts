import { builtinEvents } from '../vocabulary.ts';
import type { Rule } from './rule.ts';

const builtin = Object.keys(builtinEvents);

/** What is declared is used: events somewhere, outcomes by some end. */
export const used: Rule = ({ compilation, protocol }) => {
  const spoken = new Set(protocol.states.flatMap(({ on, tasks }) => [...Object.keys(on), ...tasks.map(({ event }) => event)]));
  for (const name of Object.keys(protocol.events))
    if (!builtin.includes(name) && !spoken.has(name)) compilation.keyProblem('event-accepted-nowhere', ['events', name], { name });
  const ended = new Set(protocol.states.map(({ end }) => (end && 'outcome' in end ? end.outcome : undefined)));
  for (const name of Object.keys(protocol.outcomes))
    if (!ended.has(name)) compilation.keyProblem('outcome-unused', ['outcomes', name], { name });
};
