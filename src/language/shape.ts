import { nearest, type Text } from '../kernel/index.ts';
import type { Source } from './source.ts';
import { type Schema, walk } from './walk.ts';
import { type Mapping, type Node, nameOf, type Scalar, sight } from './yaml/tree.ts';

/** Nobody reads further. */
const MOST_REPORTED = 100;

/**
 * Reads a file by its schema and checks its shape: one problem for each mistake. True when it fits. A validator made from the schema would
 * take longer to make than the whole library to check, so the tree is walked; a test holds both to the same verdict.
 */
export function checkShape(source: Source, schema: object): boolean {
  if (!source.read(schema)) return false;
  const check = new ShapeCheck(source);
  const nothing: Node = { kind: 'scalar', from: 0, to: 1, value: null, empty: true };
  walk(source.root ?? nothing, schema, sight, { node: (node, branch) => check.node(node, branch) });
  return check.fits;
}

const types: Record<string, Text> = {
  object: { zh: '“键: 值”的一组', en: 'a map of keys and values' },
  array: { zh: '[ ] 中的清单', en: 'a list in [ ]' },
  string: { zh: '文字', en: 'a text' },
  number: { zh: '数字', en: 'a number' },
  integer: { zh: '整数', en: 'a whole number' },
  boolean: { zh: 'true 或 false', en: 'true or false' },
  null: { zh: '空', en: 'nothing' },
};
const something: Text = { zh: '非空的内容', en: 'something: it is empty' };
const aName: Text = {
  zh: '小写字母开头，只含小写字母、数字、连字符或汉字的名称',
  en: 'a name of small letters, digits, hyphens or Han characters',
};

class ShapeCheck {
  fits = true;
  private readonly source: Source;
  private reported = 0;

  constructor(source: Source) {
    this.source = source;
  }

  node(node: Node, schema: Schema): void {
    if (schema.type !== undefined && ![schema.type].flat().some((type) => isOf(node, type))) {
      const wanted = [schema.type].flat().map((type) => types[type] ?? { zh: type, en: type });
      this.wrong(node, { zh: wanted.map(({ zh }) => zh).join('或'), en: wanted.map(({ en }) => en).join(' or ') });
    } else if (node.kind === 'map') this.map(node, schema);
    else if (node.kind === 'list') this.count(node, node.items.length, schema.minItems, schema.maxItems);
    else this.scalar(node, schema);
  }

  private scalar(node: Scalar, schema: Schema): void {
    const { value } = node;
    if (schema.enum && !schema.enum.includes(value)) this.notListed(node, schema);
    if (schema.const !== undefined && value !== schema.const) {
      const word = this.spelled(schema, String(schema.const));
      this.wrong(node, { zh: `“${word}”`, en: `"${word}"` });
    }
    if (typeof value === 'string') {
      if (value.length < (schema.minLength ?? 0)) this.wrong(node, something);
      else if (schema.pattern !== undefined && !patternOf(schema.pattern).test(value)) this.wrong(node, aName);
    }
    if (typeof value === 'number') {
      const { minimum = value, maximum = value } = schema;
      if (value < minimum) this.wrong(node, { zh: `不小于 ${minimum} 的数`, en: `at least ${minimum}` });
      if (value > maximum) this.wrong(node, { zh: `不大于 ${maximum} 的数`, en: `at most ${maximum}` });
    }
  }

  private notListed(node: Scalar, schema: Schema): void {
    const allowed = schema.enum!.map((word) => this.spelled(schema, String(word)));
    const said = this.source.written(this.source.range(node));
    const detail = { zh: `“${said}”不在可选值之列：${allowed.join('、')}`, en: `"${said}" is not one of: ${allowed.join(', ')}` };
    this.report('closed-list', this.source.range(node), { detail }, nearest(said, allowed));
  }

  private map(node: Mapping, schema: Schema): void {
    const { properties = {}, additionalProperties, propertyNames, required = [], dependencies = {} } = schema;
    this.count(node, node.items.length, schema.minProperties, schema.maxProperties);
    const names = node.items.map(nameOf);
    const strange = node.items.filter((pair) => !Object.hasOwn(properties, nameOf(pair)));
    const known = Object.keys(properties).map((key) => this.spelled(schema, key));
    if (propertyNames?.pattern !== undefined) {
      for (const pair of node.items)
        if (!patternOf(propertyNames.pattern).test(nameOf(pair)))
          this.report('bad-name', this.source.range(pair.key), { name: nameOf(pair) });
    }
    if (additionalProperties === false)
      for (const pair of strange)
        this.report('unknown-key', this.source.range(pair.key), { key: nameOf(pair) }, nearest(nameOf(pair), known));
    for (const key of required) {
      const missing = this.spelled(schema, key);
      // A misspelt key is one mistake, not a missing one besides.
      if (names.includes(key) || strange.some((pair) => nearest(nameOf(pair), known) === missing)) continue;
      this.report('missing-key', this.source.keyRange(node), { key: missing });
    }
    for (const [key, others] of Object.entries(dependencies)) {
      const pair = node.items[names.indexOf(key)];
      const missing = others.filter((other) => !names.includes(other));
      if (pair) for (const other of missing) this.report('missing-key', this.source.range(pair.key), { key: this.spelled(schema, other) });
    }
  }

  private count(node: Node, count: number, least = 0, most = count): void {
    if (count < least) this.wrong(node, something);
    else if (count > most) this.wrong(node, { zh: `至多 ${most} 项`, en: `at most ${most}` });
  }

  /** A fixed word as this file spells it. */
  private spelled(schema: Schema, word: string): string {
    const known = schema['x-zh'] ?? {};
    return this.source.problems.tongue === 'zh' && Object.hasOwn(known, word) ? known[word]! : word;
  }

  private wrong(node: Node, expected: Text): void {
    this.report('wrong-type', this.source.range(node), { expected });
  }

  private report(...problem: Parameters<Source['problems']['add']>): void {
    this.fits = false;
    if (this.reported++ < MOST_REPORTED) this.source.problems.add(...problem);
  }
}

function isOf(node: Node, type: string): boolean {
  if (node.kind === 'map') return type === 'object';
  if (node.kind === 'list') return type === 'array';
  const { value } = node;
  switch (type) {
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type && value !== null;
  }
}

const patterns = new Map<string, RegExp>();

function patternOf(pattern: string): RegExp {
  let known = patterns.get(pattern);
  if (!known) {
    known = new RegExp(pattern, 'u');
    patterns.set(pattern, known);
  }
  return known;
}
