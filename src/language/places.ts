import type { State } from '../kernel/index.ts';
import { chinesePhrase } from './phrase-words.ts';
import { laddersSchema, protocolSchema } from './schema.ts';
import { type Path, Source } from './source.ts';
import type { Schema } from './walk.ts';

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

/** A path in English keys as it is read in a file with Chinese ones; names of the author's choosing stay. */
export function spelledPath(path: Path): string[] {
  let open: Schema[] = [protocolSchema as Schema];
  return path.map((step) => {
    const ways = open.flatMap(waysOf);
    const fixed = ways.find(({ properties }) => properties && Object.hasOwn(properties, step));
    open = fixed
      ? [fixed.properties![step]!]
      : ways.flatMap(({ additionalProperties, items }) => [additionalProperties, items].filter((inner) => typeof inner === 'object'));
    return fixed?.['x-zh']?.[step] ?? chinesePhrase(String(step));
  });
}

/** A schema in each of the ways in which its thing may be written. */
function waysOf(written: Schema): Schema[] {
  const name = written.$ref?.slice(written.$ref.lastIndexOf('/') + 1);
  const schema = name === undefined ? written : (protocolSchema.definitions as Record<string, Schema>)[name]!;
  return [schema, ...[schema.then, schema.else].flatMap((branch) => (branch ? waysOf(branch) : []))];
}
