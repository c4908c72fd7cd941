import { isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import type { Spoken } from './definition.ts';

/** The part of draft-07 that our schemas use. */
export interface Schema extends Spoken {
  $ref?: string;
  definitions?: Record<string, Schema>;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  if?: Schema;
  then?: Schema;
  else?: Schema;
}

/** What to do at each place: `key` may change the key it is given, before what lies below is looked at. */
export interface Visitor {
  /** `known`: the fixed keys here, English → Chinese. `schema`: how the key itself is read. */
  key?(key: Scalar, known: Record<string, string>, schema: Schema | undefined): void;
  value?(scalar: Scalar, schema: Schema): void;
  /** `order`: the keys a map may have, as documented; empty where they are the author's. */
  map?(map: YAMLMap, order: readonly string[]): void;
}

/** Goes through a YAML document along its schema. */
export function walk(node: Node | null | undefined, root: object, visitor: Visitor): void {
  new Walk(root as Schema, visitor).visit(node, root as Schema);
}

class Walk {
  private readonly root: Schema;
  private readonly visitor: Visitor;
  constructor(root: Schema, visitor: Visitor) {
    this.root = root;
    this.visitor = visitor;
  }

  visit(node: unknown, written: Schema | undefined): void {
    const schema = this.deref(written);
    if (!schema) return;
    if (isMap(node)) this.map(node, schema);
    const fitting = [...this.fitting(schema, node)];
    if (isSeq(node)) for (const item of node.items) for (const { items } of fitting) this.visit(item, items);
    if (isScalar(node)) for (const branch of fitting) this.visitor.value?.(node, branch);
  }

  private map(node: YAMLMap, schema: Schema): void {
    const known = this.known(schema);
    const names = [...this.branches(schema)].find(({ propertyNames }) => propertyNames)?.propertyNames;
    for (const { key } of node.items) if (isScalar(key)) this.visitor.key?.(key, known, names);
    const fitting = [...this.fitting(schema, node)];
    this.visitor.map?.(
      node,
      fitting.flatMap(({ properties = {} }) => Object.keys(properties)),
    );
    for (const { properties, additionalProperties } of fitting) {
      for (const { key, value } of node.items) {
        const name = String(key);
        if (properties && Object.hasOwn(properties, name)) this.visit(value, properties[name]);
        else if (typeof additionalProperties === 'object') this.visit(value, additionalProperties);
      }
    }
  }

  private deref(schema: Schema | undefined): Schema | undefined {
    const name = schema?.$ref?.split('/').at(-1);
    return name === undefined ? schema : this.root.definitions?.[name];
  }

  /** A schema and whatever it may turn into, whatever the node. */
  private *branches(schema: Schema): Generator<Schema> {
    yield schema;
    for (const branch of [schema.then, schema.else]) {
      const inner = this.deref(branch);
      if (inner) yield* this.branches(inner);
    }
  }

  /** A schema and what its conditions choose for this node. */
  private *fitting(schema: Schema, node: unknown): Generator<Schema> {
    yield schema;
    if (!schema.if) return;
    const inner = this.deref(fits(schema.if, node) ? schema.then : schema.else);
    if (inner) yield* this.fitting(inner, node);
  }

  private known(schema: Schema): Record<string, string> {
    let known = tables.get(schema);
    if (!known) {
      // What may also be written as one word has words that are no keys: only those of maps count.
      const maps = [...this.branches(schema)].filter(({ type, properties }) => type === 'object' || properties);
      known = Object.assign({}, ...maps.map((branch) => branch['x-zh'] ?? {})) as Record<string, string>;
      tables.set(schema, known);
    }
    return known;
  }
}

const tables = new WeakMap<Schema, Record<string, string>>();

function fits({ type, required = [] }: Schema, node: unknown): boolean {
  if (type === 'array' && !isSeq(node)) return false;
  if ((type === 'object' || required.length > 0) && !isMap(node)) return false;
  return required.every((name) => (node as { items: Pair[] }).items.some(({ key }) => String(key) === name));
}
