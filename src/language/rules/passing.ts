import type { Protocol, State } from '../../kernel/index.ts';
import type { Rule } from './rule.ts';

/** Where refusals can go round in a circle, one offer of it has a limit. */
export const passing: Rule = ({ compilation, protocol, places }) => {
  const { states } = protocol;
  const unlimited = states.filter(({ handOff }) => handOff && handOff.bounces === undefined);
  for (const state of unlimited) {
    if (goesRound(states, unlimited, state))
      compilation.keyProblem('passes-the-buck', [...places[states.indexOf(state)]!.path, 'hand_off']);
  }
};

/** Whether refusals lead from a state back to it through unlimited offers only. */
function goesRound(states: Protocol['states'], unlimited: State[], from: State): boolean {
  const seen = new Set<State>();
  const next = (state: State): boolean =>
    (state.on.declined ?? []).some(({ to }) => {
      const offers = to ? entered(states, to.state).filter((other) => unlimited.includes(other)) : [];
      return offers.some((other) => other === from || (!seen.has(other) && seen.add(other) && next(other)));
    });
  return next(from);
}

/** The states entered with a target: itself and what is initial inside. */
function entered(states: Protocol['states'], index: number): State[] {
  const state = states[index]!;
  const inside = state.kind === 'tracks' ? state.children : state.children.slice(0, 1);
  return [state, ...inside.flatMap((child) => entered(states, child))];
}
