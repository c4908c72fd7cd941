import { named } from '../problem.ts';
import type { Rule } from './rule.ts';
import { isInside } from './ways.ts';

/** Where two tracks answer one event and one leaves, or a track hides what its ancestor does, an arm would vanish by document order. */
export const tracks: Rule = ({ compilation, protocol, places }) => {
  const { states } = protocol;
  for (const { index, state, path } of places) {
    if (state.kind !== 'tracks') continue;
    const members = state.children.map((child) => places.filter((place) => isInside(states, place.index, child)));
    const all = state.once.find(({ trigger }) => 'done' in trigger);
    const endless = state.children.filter((_, n) => !members[n]!.some(({ state: { end } }) => end !== undefined && 'track' in end));
    if (all && endless.length > 0)
      compilation.keyProblem('done-never', [...path, 'once', all.text], { names: named(endless.map((track) => states[track]!.key)) });
    for (const track of members) {
      const others = members.filter((member) => member !== track).flat();
      for (const place of track) {
        for (const [event, arms] of Object.entries(place.state.on)) {
          const at = [...place.path, 'on', event];
          const leaves = arms.some(({ to }) => to && !isInside(states, to.state, index));
          if (leaves && others.some((other) => Object.hasOwn(other.state.on, event)))
            compilation.keyProblem('track-leaves', at, { name: event });
          for (const fact of arms.flatMap(({ set = {} }) => Object.keys(set)))
            if (
              others.some((other) => other.index < place.index && other.state.on[event]?.some(({ set = {} }) => Object.hasOwn(set, fact)))
            )
              compilation.keyProblem('set-twice', at, { name: fact });
          for (let above = index; above >= 0; above = states[above]!.parent)
            if (states[above]!.on[event]?.some(({ to }) => to)) compilation.keyProblem('track-hides', at, { name: event });
        }
      }
    }
  }
};
