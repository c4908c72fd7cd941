import type { Protocol, State } from '../../kernel/index.ts';
import type { Compilation } from '../compilation.ts';
import type { Place } from '../states.ts';

/** What a rule sees: a protocol whose names and phrases are all right. It reports an author's mistake and returns nothing. */
export interface Subject {
  compilation: Compilation;
  protocol: Protocol;
  places: Place[];
}

export type Rule = (subject: Subject) => void;

export const armsOf = (state: State) => [...Object.values(state.on).flat(), ...state.once.flatMap((once) => once.arms)];
