import { armsOf, type Rule } from './rule.ts';

/** Every state can be reached from the opening, and every leaf has a way on or is an end. */
export const reachable: Rule = ({ compilation, protocol, places }) => {
  const { states } = protocol;
  const seen = new Set<number>();
  const enter = (index: number): void => {
    if (seen.has(index)) return;
    seen.add(index);
    const state = states[index]!;
    if (state.parent >= 0) enter(state.parent);
    for (const child of state.kind === 'tracks' ? state.children : state.children.slice(0, 1)) enter(child);
    for (const arm of armsOf(state)) if (arm.to) enter(arm.to.state);
  };
  enter(0);
  for (const { index, state, path } of places) {
    if (!seen.has(index)) compilation.keyProblem('unreachable', path, { name: state.id });
    if (state.kind !== 'leaf' || index === 0) continue;
    if (!state.stage) compilation.keyProblem('leaf-without-stage', path, { name: state.id });
    let leads = state.end !== undefined;
    for (let at = index; at >= 0 && !leads; at = states[at]!.parent)
      leads = armsOf(states[at]!).some((arm) => arm.to && arm.to.state !== index);
    if (!leads) compilation.keyProblem('dead-end', path, { name: state.id });
  }
};
