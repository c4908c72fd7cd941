import type { State } from '../../kernel/index.ts';
import type { Compilation } from '../compilation.ts';
import type { Key } from '../definition.ts';
import { type Path, textOf } from '../source.ts';

export type Written = Record<string, unknown>;

/** A state as written, with its place and its number in document order. */
export interface Place {
  index: number;
  path: Path;
  written: Written;
  state: State;
}

/** What a key of a state may refer to. */
export interface Surroundings {
  compilation: Compilation;
  places: Place[];
  outcomes: string[];
  ladders: string[];
}

/** A key of a state: what it says is filled into the place's state. Without `compile` it only shapes the tree. */
export interface StateKey extends Key {
  compile?(value: never, place: Place, surroundings: Surroundings): void;
  /** Not on the file itself. */
  inside?: true;
}

/** Prefix of the ids of a state's rules. */
export const idOf = (state: State): string => state.id || 'file';

/** What a rule is based on, when it says. */
export const cited = (written: Written) => (written.cite === undefined ? {} : { cite: String(written.cite) });

/** Numbers all states in document order; the file itself is 0. */
export function flatten(root: Written): Place[] {
  const places: Place[] = [];
  const visit = (written: Written, path: Path, id: string, key: string, parent: number, depth: number): number => {
    const index = places.length;
    const inside = (written.tracks ?? written.states) as Record<string, Written> | undefined;
    const stage = (written.stage ?? places[parent]?.state.stage) as State['stage'];
    const state: State = {
      id,
      key,
      parent,
      depth,
      kind: written.tracks ? 'tracks' : inside ? 'sequence' : 'leaf',
      children: [],
      tasks: [],
      on: {},
      once: [],
      entry: [],
      ...(stage !== undefined && { stage }),
      ...(written.title !== undefined && { title: textOf(written.title) }),
    };
    places.push({ index, path, written, state });
    for (const [name, child] of Object.entries(inside ?? {})) {
      const childPath = [...path, written.tracks ? 'tracks' : 'states', name];
      state.children.push(visit(child, childPath, id === '' ? name : `${id}.${name}`, name, index, depth + 1));
    }
    return index;
  };
  visit(root, [], '', '', -1, 0);
  return places;
}
