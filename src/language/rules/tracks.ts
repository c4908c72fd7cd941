import type { Rule } from './rule.ts';
import { isInside } from './ways.ts';

/** Where two tracks answer one event and one leaves, or a track hides what its ancestor does, an arm would vanish by document order. */
export const tracks: Rule = ({ compilation, protocol, places }) => {
  const { states } = protocol;
  for (const { index, state } of places) {
    if (state.kind !== 'tracks') continue;
    const members = state.children.map((child) => places.filter((place) => isInside(states, place.index, child)));
    for (const track of members) {
      const others = members.filter((member) => member !== track).flat();
      for (const place of track) {
        for (const [event, arms] of Object.entries(place.state.on)) {
          const path = [...place.path, 'on', event];
          const leaves = arms.some(({ to }) => to && !isInside(states, to.state, index));
          if (leaves && others.some((other) => Object.hasOwn(other.state.on, event)))
            compilation.keyProblem('track-leaves', path, { name: event });
          for (const fact of arms.flatMap(({ set = {} }) => Object.keys(set)))
            if (
              others.some((other) => other.index < place.index && other.state.on[event]?.some(({ set = {} }) => Object.hasOwn(set, fact)))
            )
              compilation.keyProblem('set-twice', path, { name: fact });
          for (let above = index; above >= 0; above = states[above]!.parent)
            if (states[above]!.on[event]?.some(({ to }) => to)) compilation.keyProblem('track-hides', path, { name: event });
        }
      }
    }
  }
};
