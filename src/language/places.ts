import type { State } from '../kernel/index.ts';
import { laddersSchema, protocolSchema } from './schema.ts';
import { type Path, Source } from './source.ts';

/** A line and column, from 1. */
export interface Spot {
  line: number;
  col: number;
}

/** Where things stand in a file of a protocol, or of shared ladders: a path in English keys → its place; undefined when nothing stands there. */
export function placesIn(text: string, kind: 'protocol' | 'ladders'): (path: Path) => Spot | undefined {
  const source = new Source(text, '');
  if (!source.read(kind === 'protocol' ? protocolSchema : laddersSchema)) return () => undefined;
  return (path) => {
    const [block, name] = path;
    const above = (source.value as Record<string, unknown>)[block!];
    // Shared ladders stand in another file.
    if (block === 'ladders' && !(typeof above === 'object' && above !== null && Object.hasOwn(above, name!))) return undefined;
    const { line, col } = source.problems.place(source.key(path));
    return { line, col };
  };
}

/** The path of every state in the file. */
export function pathsOf(states: readonly State[]): (string | number)[][] {
  const paths: (string | number)[][] = [];
  for (const { parent, key } of states)
    paths.push(parent < 0 ? [] : [...paths[parent]!, states[parent]!.kind === 'tracks' ? 'tracks' : 'states', key]);
  return paths;
}
