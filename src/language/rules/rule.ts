import type { Protocol, State } from '../../kernel/index.ts';
import type { Compilation } from '../compilation.ts';
import type { Place } from '../constructs/place.ts';

/** What a rule sees: a protocol whose names and phrases are all right. It reports an author's mistake and returns nothing. */
export interface Subject {
  compilation: Compilation;
  protocol: Protocol;
  places: Place[];
}

export type Rule = (subject: Subject) => void;

export const armsOf = (state: State) => [...Object.values(state.on).flat(), ...state.once.flatMap((once) => once.arms)];

/** Every map of the file that has this key, with the key's value and place, in document order. */
export function eachWritten(written: unknown, key: string, see: (value: unknown, path: (string | number)[]) => void): void {
  const visit = (value: unknown, path: (string | number)[]): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      const here = [...path, Array.isArray(value) ? Number(name) : name];
      if (name === key) see(inner, here);
      visit(inner, here);
    }
  };
  visit(written, []);
}
