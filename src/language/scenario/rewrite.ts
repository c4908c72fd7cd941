import { isMap, type Node, type Pair, parseDocument, stringify, type YAMLMap } from 'yaml';
import type { Path } from '../source.ts';
import { canonicalise } from '../tongue.ts';
import { documentSight } from '../yaml/sight.ts';
import { scenariosSchema } from './schema.ts';

/** What should stand at a path of a file of scenarios; undefined: nothing. */
export interface Rewriting {
  path: Path;
  value: unknown;
}

interface Edit {
  from: number;
  to: number;
  text: string;
}

/** Puts values into a file of scenarios that can be read. Everything else in it stays as it is, comments and layout too. */
export function rewrite(text: string, rewritings: readonly Rewriting[]): string {
  const document = parseDocument(text);
  canonicalise(document.contents as Node, scenariosSchema, documentSight);
  const edits = rewritings.map(({ path, value }): Edit => {
    const found = document.getIn(path, true) as Node | undefined;
    if (value === undefined) return removal(text, document.getIn(path.slice(0, -1), true) as YAMLMap, path.at(-1)!);
    if (found?.range) return { from: found.range[0], to: found.range[1], text: flow(value) };
    return addition(text, document.getIn(path.slice(0, -1), true), path, value, (above) => document.getIn(above, true));
  });
  return edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((changed, { from, to, text }) => changed.slice(0, from) + text + changed.slice(to), text);
}

/** One line, as it may stand inside { } too. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${flow(key)}: ${flow(inner)}`)
      .join(', ')} }`;
  if (value === null) return '~';
  // In brackets what a comma or bracket would end is put in quotes.
  return stringify([value], { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trimEnd().slice(1, -1);
}

type Written = Pair<Node, Node | null>;

function removal(text: string, map: YAMLMap, key: string | number): Edit {
  const pairs = map.items as Written[];
  const index = pairs.findIndex((pair) => String(pair.key) === String(key));
  const [from, to] = map.range as [number, number, number];
  if (pairs.length === 1) return { from, to, text: '{}' };
  const { key: name, value } = pairs[index]!;
  const end = value?.range?.[1] ?? name.range![1];
  if (!map.flow) {
    const line = text.lastIndexOf('\n', name.range![0]) + 1;
    const after = text.indexOf('\n', end);
    return { from: line, to: after < 0 ? text.length : after + 1, text: '' };
  }
  const next = pairs[index + 1];
  if (next) return { from: name.range![0], to: next.key.range![0], text: '' };
  const before = pairs[index - 1]!;
  return { from: before.value?.range?.[1] ?? before.key.range![1], to: end, text: '' };
}

/** A key that is not there yet, at the start of its map, which is made where there is none. */
function addition(text: string, map: unknown, path: Path, value: unknown, at: (path: Path) => unknown): Edit {
  const pair = `${path.at(-1)}: ${flow(value)}`;
  if (isMap(map)) {
    const first = (map.items as Written[])[0];
    const [from, to] = map.range as [number, number, number];
    if (!first) return { from, to, text: `{ ${pair} }` };
    const start = first.key.range![0];
    return { from: start, to: start, text: map.flow ? `${pair}, ` : `${pair}\n${indentOf(text, start)}` };
  }
  const step = at(path.slice(0, -2)) as YAMLMap;
  const last = (step.items as Written[]).at(-1)!;
  const end = last.value?.range?.[1] ?? last.key.range![1];
  const own = `${path.at(-2)}: { ${pair} }`;
  return { from: end, to: end, text: step.flow ? `, ${own}` : `\n${indentOf(text, (step.items as Written[])[0]!.key.range![0])}${own}` };
}

const indentOf = (text: string, offset: number): string => ' '.repeat(offset - text.lastIndexOf('\n', offset - 1) - 1);
