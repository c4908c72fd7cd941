import type { Rule } from './rule.ts';
import { reached } from './ways.ts';

/** Every state can be reached from the opening; of what cannot, only the outermost is named. */
export const reachable: Rule = ({ compilation, protocol, places }) => {
  const seen = reached(protocol);
  for (const { index, state, path } of places)
    if (!seen.has(index) && seen.has(state.parent)) compilation.keyProblem('unreachable', path, { name: state.id });
};
