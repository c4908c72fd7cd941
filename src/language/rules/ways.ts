import type { Protocol } from '../../kernel/index.ts';
import { armsOf } from './rule.ts';

/** Whether a state is another or lies inside it. */
export function isInside(states: Protocol['states'], index: number, ancestor: number): boolean {
  for (let at = index; at >= 0; at = states[at]!.parent) if (at === ancestor) return true;
  return false;
}

/** States that a case can come to be in. */
export function reached({ states }: Protocol): Set<number> {
  const seen = new Set<number>();
  const enter = (index: number): void => {
    if (seen.has(index)) return;
    seen.add(index);
    const state = states[index]!;
    if (state.parent >= 0) {
      enter(state.parent);
      // Entering one track enters all of them.
      if (states[state.parent]!.kind === 'tracks') for (const track of states[state.parent]!.children) enter(track);
    }
    // The initial child is entered only where nothing inside was the target; for reachability both may happen.
    for (const child of state.kind === 'tracks' ? state.children : state.children.slice(0, 1)) enter(child);
    for (const arm of armsOf(state)) if (arm.to) enter(arm.to.state);
  };
  enter(0);
  return seen;
}

/** States from which some end of the case can be reached; generous where tracks could help one another. */
export function ending({ states }: Protocol): Set<number> {
  const ends = new Set<number>();
  const leadsOn = (index: number): boolean => {
    const { end, children, kind } = states[index]!;
    if (end) return !('track' in end) || tracksEnd(index);
    if (kind === 'sequence' && ends.has(children[0]!)) return true;
    if (kind === 'tracks' && children.some((child) => ends.has(child))) return true;
    for (let at = index; at >= 0; at = states[at]!.parent) {
      if (armsOf(states[at]!).some((arm) => arm.to && ends.has(arm.to.state))) return true;
      if (at !== index && states[at]!.kind === 'tracks' && ends.has(at)) return true;
    }
    return false;
  };
  /** A finished track waits for its parent to lead on. */
  const tracksEnd = (index: number): boolean => {
    for (let at = states[index]!.parent; at >= 0; at = states[at]!.parent) if (states[at]!.kind === 'tracks') return ends.has(at);
    return false;
  };
  for (let grown = true; grown; ) {
    grown = false;
    for (let index = states.length - 1; index >= 0; index--) {
      if (ends.has(index) || !leadsOn(index)) continue;
      ends.add(index);
      grown = true;
    }
  }
  return ends;
}
