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
  dependencies?: Record<string, string[]>;
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  minLength?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  maxProperties?: number;
  minimum?: number;
  maximum?: number;
  if?: Schema;
  then?: Schema;
  else?: Schema;
}

/** How to look at a YAML tree of some library: what is inside a node, if anything. */
export interface Sight<N> {
  pairs(node: N): { key: N; value: N | undefined }[] | undefined;
  items(node: N): N[] | undefined;
  /** What is neither map nor list; its value may be written anew. */
  scalar(node: N): { value: unknown } | undefined;
}

/** What to do at each place; `key` and `value` may change what they are given, before anything else is told of it. */
export interface Visitor<N> {
  /** `known`: the fixed keys here, English → Chinese. `schema`: how the key itself is read. */
  key?(key: N, known: Record<string, string>, schema: Schema | undefined): void;
  /** A map; `order`: the fixed keys it may have, as documented. */
  map?(map: N, order: readonly string[]): void;
  /** Any node, with each part of its schema that applies to it. */
  node?(node: N, schema: Schema): void;
  /** What is neither map nor list. */
  value?(scalar: N, schema: Schema): void;
}

/** Goes through a YAML tree along its schema. */
export function walk<N>(node: N | undefined, root: object, sight: Sight<N>, visitor: Visitor<N>): void {
  if (node !== undefined) new Walk(root as Schema, sight, visitor).visit(node, root as Schema);
}

class Walk<N> {
  private readonly root: Schema;
  private readonly sight: Sight<N>;
  private readonly visitor: Visitor<N>;
  constructor(root: Schema, sight: Sight<N>, visitor: Visitor<N>) {
    this.root = root;
    this.sight = sight;
    this.visitor = visitor;
  }

  visit(node: N, written: Schema | undefined): void {
    const schema = this.deref(written);
    if (!schema) return;
    const pairs = this.sight.pairs(node);
    if (pairs) this.keys(pairs, schema);
    const fitting = this.fitting(schema, node);
    const items = pairs ? undefined : this.sight.items(node);
    const { visitor } = this;
    for (const branch of fitting) {
      if (!pairs && !items) visitor.value?.(node, branch);
      visitor.node?.(node, branch);
    }
    if (pairs) this.map(node, pairs, fitting);
    else if (items) for (const { items: inner } of fitting) if (inner) for (const item of items) this.visit(item, inner);
  }

  private keys(pairs: { key: N }[], schema: Schema): void {
    if (!this.visitor.key) return;
    const { known, names } = this.fixed(schema);
    for (const { key } of pairs) this.visitor.key(key, known, names);
  }

  private map(node: N, pairs: { key: N; value: N | undefined }[], fitting: Schema[]): void {
    this.visitor.map?.(
      node,
      fitting.flatMap(({ properties = {} }) => Object.keys(properties)),
    );
    for (const { properties, additionalProperties } of fitting) {
      for (const { key, value } of pairs) {
        if (value === undefined) continue;
        const name = this.nameOf(key);
        if (properties && Object.hasOwn(properties, name)) this.visit(value, properties[name]);
        else if (typeof additionalProperties === 'object') this.visit(value, additionalProperties);
      }
    }
  }

  private deref(schema: Schema | undefined): Schema | undefined {
    if (schema?.$ref === undefined) return schema;
    return this.root.definitions?.[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)];
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
  private fitting(schema: Schema, node: N): Schema[] {
    if (!schema.if) {
      let alone = singles.get(schema);
      if (!alone) {
        alone = [schema];
        singles.set(schema, alone);
      }
      return alone;
    }
    const fitting = [schema];
    for (let at: Schema | undefined = schema; at?.if; ) {
      at = this.deref(this.holds(at.if, node) ? at.then : at.else);
      if (at) fitting.push(at);
    }
    return fitting;
  }

  private nameOf(key: N): string {
    return String(this.sight.scalar(key)?.value ?? '');
  }

  private holds({ type, required = [] }: Schema, node: N): boolean {
    const pairs = this.sight.pairs(node);
    if (type === 'array') return this.sight.items(node) !== undefined;
    if (type === 'object' && !pairs) return false;
    if (type === 'null') return this.sight.scalar(node)?.value === null;
    return required.every((name) => pairs?.some(({ key }) => this.nameOf(key) === name));
  }

  /** The fixed keys of a map, and how its keys are read. */
  private fixed(schema: Schema): { known: Record<string, string>; names: Schema | undefined } {
    let found = tables.get(schema);
    if (!found) {
      const branches = [...this.branches(schema)];
      // What may also be written as one word has words that are no keys: only those of maps count.
      const maps = branches.filter(({ type, properties }) => type === 'object' || properties);
      const known = Object.assign({}, ...maps.map((branch) => branch['x-zh'] ?? {})) as Record<string, string>;
      found = { known, names: branches.find(({ propertyNames }) => propertyNames)?.propertyNames };
      tables.set(schema, found);
    }
    return found;
  }
}

const singles = new WeakMap<Schema, Schema[]>();
const tables = new WeakMap<Schema, { known: Record<string, string>; names: Schema | undefined }>();
