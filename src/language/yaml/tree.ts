import type { Sight } from '../walk.ts';

/** A YAML text as a tree in which everything keeps its place: UTF-16 offsets, `to` exclusive. */
export type Node = Scalar | List | Mapping;

export interface Scalar {
  kind: 'scalar';
  from: number;
  to: number;
  value: unknown;
  /** Nothing stands here. */
  empty: boolean;
}

export interface List {
  kind: 'list';
  from: number;
  to: number;
  items: Node[];
}

export interface Mapping {
  kind: 'map';
  from: number;
  to: number;
  /** In braces. */
  flow: boolean;
  items: Pair[];
}

export interface Pair {
  key: Node;
  /** Absent where even the colon is. */
  value: Node | undefined;
}

/** A key as text. */
export function nameOf({ key }: Pair): string {
  return key.kind === 'scalar' ? String(key.value ?? '') : '';
}

export const sight: Sight<Node> = {
  pairs: (node) => (node.kind === 'map' ? node.items : undefined),
  items: (node) => (node.kind === 'list' ? node.items : undefined),
  scalar: (node) => (node.kind === 'scalar' ? node : undefined),
};

/** The value as plain JSON. */
export function plain(node: Node | undefined): unknown {
  if (!node) return null;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  const map: Record<string, unknown> = {};
  for (const pair of node.items) {
    const name = nameOf(pair);
    const value = plain(pair.value);
    // An own property like any other, which assignment would not make of it.
    if (name === '__proto__') Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true });
    else map[name] = value;
  }
  return map;
}
