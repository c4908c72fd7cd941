import { armsOf, type Rule } from './rule.ts';
import { ending, reached } from './ways.ts';

/** From everywhere some end of the case can be reached. */
export const leadsOn: Rule = ({ compilation, protocol, places }) => {
  const { states } = protocol;
  const seen = reached(protocol);
  const leaves = places.filter(({ index, state }) => state.kind === 'leaf' && seen.has(index));
  const stuck = leaves.filter(({ index, state }) => {
    if (state.end) return false;
    for (let at = index; at >= 0; at = states[at]!.parent)
      if (armsOf(states[at]!).some((arm) => arm.to && arm.to.state !== index)) return false;
    return true;
  });
  for (const { path, state } of stuck) compilation.keyProblem('dead-end', path, { name: state.id || protocol.protocol });
  if (stuck.length > 0) return;
  const ends = ending(protocol);
  const endless = leaves.filter(({ index }) => !ends.has(index));
  if (endless[0]) compilation.keyProblem('no-way-to-an-end', endless[0].path, { names: endless.map(({ state }) => state.id).join(', ') });
};
